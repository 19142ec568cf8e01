import { existsSync } from 'node:fs';
import type { Engine } from '../engine/engine.ts';
import { writeCurlSettings } from './curl-settings.ts';
import { prepareDockerConfig, writeLaunchers } from './launchers.ts';
import { createFolders } from './paths.ts';
import type { SessionPaths } from './paths.ts';
import type { Environment } from './state-dir.ts';

/** Cleaning takes the session's own commands away with what they made. */
export const isCleaned = ({ bin }: SessionPaths): boolean => !existsSync(bin);

export const cleanedNotice = (labId: string): string =>
  `This lab was cleaned up: what its steps made is gone, and only the progress is left. To have it all again, begin anew with \`workshop reset ${labId}\`.`;

/** Writes what the session's commands need beside an engine: commands, settings and folders. Repeated, it changes nothing. */
export function prepareSession(paths: SessionPaths, engine: Engine, label: string, env: Environment): void {
  createFolders(paths);
  writeLaunchers(paths, engine, label);
  writeCurlSettings(paths, engine.kind, env);
  prepareDockerConfig(paths, engine, env);
}
