import os from 'node:os';
import path from 'node:path';
import type { EngineKind } from '../engine/engine.ts';
import { EXIT, Fault } from '../fault.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where everything that outlives one run is kept. Absolute: WORKSHOP_STATE, else XDG_STATE_HOME/registry-workshop,
 * else ~/.local/state/registry-workshop. The XDG specification has relative values ignored.
 */
export function stateDir(env: Environment): string {
  if (env.WORKSHOP_STATE) return path.resolve(env.WORKSHOP_STATE);
  if (env.XDG_STATE_HOME && path.isAbsolute(env.XDG_STATE_HOME)) {
    return path.join(env.XDG_STATE_HOME, 'registry-workshop');
  }
  return path.join(env.HOME || os.homedir(), '.local', 'state', 'registry-workshop');
}

/** Holds one folder per session. */
export function sessionsDir(env: Environment): string {
  return path.join(stateDir(env), 'sessions');
}

/**
 * A session belongs to one engine: what was done in practice is not there on a real engine. So each engine has a
 * session of its own, `<lab>` for practice and `<lab>@docker`, and going from one to the other loses nothing.
 */
export function sessionName(labId: string, kind: EngineKind): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(labId)) {
    throw new Fault({
      what: `the lab id ${JSON.stringify(labId)} cannot name a folder`,
      todo: 'Use letters, digits, `.`, `_` and `-`, and begin with a letter or a digit.',
      exit: EXIT.usage,
    });
  }
  return kind === 'practice' ? labId : `${labId}@${kind}`;
}

/** The lab and the engine that a session folder's name tells. */
export function parseSessionName(name: string): { labId: string; kind: EngineKind } {
  return name.endsWith('@docker')
    ? { labId: name.slice(0, -'@docker'.length), kind: 'docker' }
    : { labId: name, kind: 'practice' };
}
