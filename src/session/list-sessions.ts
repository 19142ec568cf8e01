import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { EngineKind } from '../engine/engine.ts';
import { sessionPaths } from './paths.ts';
import type { SessionPaths } from './paths.ts';
import { readIfWhole } from './progress-file.ts';
import type { Progress } from './progress.ts';
import { parseSessionName, sessionsDir } from './state-dir.ts';
import type { Environment } from './state-dir.ts';

export interface SessionSummary {
  readonly name: string;
  readonly labId: string;
  readonly kind: EngineKind;
  readonly paths: SessionPaths;
  readonly progress: Progress;
}

/** All sessions that can be gone on with, the latest used first. Nothing is started or changed. */
export function listSessions(env: Environment): SessionSummary[] {
  const root = sessionsDir(env);
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((name) => {
      const paths = sessionPaths(path.join(root, name));
      const progress = readIfWhole(paths.progress, 'skip newer');
      return progress ? [{ name, ...parseSessionName(name), paths, progress }] : [];
    })
    .sort((a, b) => b.progress.usedAt.localeCompare(a.progress.usedAt));
}
