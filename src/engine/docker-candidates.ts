import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EngineTls } from './engine.ts';

/** Where the learner's own docker command would look for an engine. */
export interface Candidate {
  readonly host: string;
  readonly tls?: EngineTls | undefined;
  /** "the context `mine`", "DOCKER_HOST"; missing for the usual places. */
  readonly named?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What names an engine explicitly stands alone; only without it the usual places are tried. */
export function dockerCandidates(env: Environment): Candidate[] {
  const home = env.HOME ?? os.homedir();
  const config = env.DOCKER_CONFIG || path.join(home, '.docker');
  if (env.DOCKER_HOST) {
    return [{ host: env.DOCKER_HOST, tls: tlsOf(env, config, env.DOCKER_HOST), named: 'DOCKER_HOST' }];
  }
  const context = env.DOCKER_CONTEXT || field(readJson(path.join(config, 'config.json')), 'currentContext');
  if (typeof context === 'string' && context !== '' && context !== 'default') {
    return [contextCandidate(config, context)];
  }
  return ['/var/run/docker.sock', path.join(home, '.docker', 'run', 'docker.sock')]
    .filter((socket) => existsSync(socket))
    .map((socket) => ({ host: `unix://${socket}` }));
}

/** docker's own variables, and their meaning there: a set DOCKER_TLS_VERIFY verifies whatever it says. */
function tlsOf(env: Environment, config: string, host: string): EngineTls | undefined {
  const verify = Boolean(env.DOCKER_TLS_VERIFY);
  if (host.startsWith('unix:') || (!verify && !env.DOCKER_TLS)) return undefined;
  return { folder: path.resolve(env.DOCKER_CERT_PATH || config), verify };
}

/** A context's files are in folders named after a hash of its name. The host is empty where there is no such context. */
function contextCandidate(config: string, context: string): Candidate {
  const hash = createHash('sha256').update(context).digest('hex');
  const meta = readJson(path.join(config, 'contexts', 'meta', hash, 'meta.json'));
  const endpoint = field(field(meta, 'Endpoints'), 'docker');
  const host = field(endpoint, 'Host');
  const folder = path.join(config, 'contexts', 'tls', hash, 'docker');
  const tls = existsSync(folder) ? { folder, verify: field(endpoint, 'SkipTLSVerify') !== true } : undefined;
  return { host: typeof host === 'string' ? host : '', tls, named: `the context \`${context}\`` };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
