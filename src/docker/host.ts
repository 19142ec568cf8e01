import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from './failure.ts';

const usualSocket = 'unix:///var/run/docker.sock';

/** The folder with config.json: --config, DOCKER_CONFIG or ~/.docker. */
export function configFolderOf(given: string | undefined, env: NodeJS.ProcessEnv): string {
  return given ?? (env.DOCKER_CONFIG || path.join(env.HOME ?? os.homedir(), '.docker'));
}

/**
 * Where the engine listens: -H, then --context, DOCKER_HOST, DOCKER_CONTEXT, the current context, and the usual socket.
 * Throws a Failure for an address that is none, and for a context that does not exist.
 */
export function hostOf(
  given: { host: string | undefined; context: string | undefined },
  configFolder: string,
  env: NodeJS.ProcessEnv,
): string {
  if (given.host !== undefined && given.context !== undefined) {
    throw new Failure('conflicting options: cannot specify both --host and --context');
  }
  const host =
    given.host ??
    (given.context === undefined ? env.DOCKER_HOST : undefined) ??
    contextHost(given.context ?? env.DOCKER_CONTEXT ?? currentContext(configFolder), configFolder);
  return checkedHost(host || usualSocket);
}

function checkedHost(host: string): string {
  const full = host.includes('://') ? host : `tcp://${host}`;
  if (/^unix:\/\/./.test(full)) return full;
  if (
    /^(tcp|http):\/\/[^/:]+(:\d+)?\/?$/.test(full) ||
    /^(tcp|http):\/\/\[[\da-f:]+\](:\d+)?\/?$/.test(full)
  ) {
    return full.replace(/\/$/, '');
  }
  throw new Failure(
    `Failed to initialize: unable to resolve docker endpoint: invalid bind address format: ${host}`,
  );
}

function currentContext(configFolder: string): string | undefined {
  const name = readJson(path.join(configFolder, 'config.json'))?.['currentContext'];
  return typeof name === 'string' ? name : undefined;
}

function contextHost(name: string | undefined, configFolder: string): string | undefined {
  if (!name || name === 'default') return undefined;
  const hash = createHash('sha256').update(name).digest('hex');
  const file = path.join(configFolder, 'contexts', 'meta', hash, 'meta.json');
  const endpoints = readJson(file)?.['Endpoints'] as { docker?: { Host?: string } } | undefined;
  if (!endpoints) {
    throw new Failure(
      `Failed to initialize: unable to resolve docker endpoint: context "${name}": context not found: open ${file}: no such file or directory`,
    );
  }
  return endpoints.docker?.Host;
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The version of the API that DOCKER_API_VERSION asks for: `1.41`. Without one the engine answers with its newest. */
export function wantedApi(env: NodeJS.ProcessEnv): string | undefined {
  return env.DOCKER_API_VERSION?.replace(/^v/, '') || undefined;
}
