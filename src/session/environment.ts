import path from 'node:path';
import type { EngineTls } from '../engine/engine.ts';
import type { SessionPaths } from './paths.ts';
import type { Environment } from './state-dir.ts';

/** Would lead docker elsewhere than to the session's engine, or make a shell run what the learner did not type. */
const DROPPED =
  /^(?:DOCKER_(?:HOST|CONTEXT|CONFIG|TLS|TLS_VERIFY|CERT_PATH|API_VERSION|STACK_ORCHESTRATOR|CONTENT_TRUST\w*|DEFAULT_PLATFORM)|BASH_ENV|ENV|PROMPT_COMMAND|BASHOPTS|SHELLOPTS|BASH_XTRACEFD|CDPATH|GLOBIGNORE|POSIXLY_CORRECT|PS4|NODE_OPTIONS|NODE_CHANNEL_FD|VITEST\w*|INIT_CWD|npm_\w+|WORKSHOP_\w+|OLDPWD|_)$/;

export interface EnvironmentParts {
  readonly env: Environment;
  readonly paths: SessionPaths;
  /** Name of the session's folder, for `workshop check` in a shell with this environment. */
  readonly name: string;
  readonly stateDir: string;
  readonly dockerHost: string;
  readonly tls?: EngineTls | undefined;
}

/** What differs from the learner's own environment; the same in the app, in `workshop shell` and `workshop env`. */
export function sessionVariables(parts: EnvironmentParts): Record<string, string> {
  const { env, paths, name, stateDir, dockerHost, tls } = parts;
  const rest = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder && folder !== paths.bin);
  return {
    PATH: [paths.bin, ...(rest.length > 0 ? rest : ['/usr/local/bin', '/usr/bin', '/bin'])].join(
      path.delimiter,
    ),
    DOCKER_HOST: dockerHost,
    DOCKER_CONFIG: paths.docker,
    // Read where they are; the session's own folder has none.
    ...(tls ? { DOCKER_CERT_PATH: tls.folder, [tls.verify ? 'DOCKER_TLS_VERIFY' : 'DOCKER_TLS']: '1' } : {}),
    CURL_HOME: paths.curl,
    // The tips of newer docker commands ("What's next") speak of products, not of the lab.
    DOCKER_CLI_HINTS: 'false',
    // Or BuildKit wraps each image in an index with a note on its origin: the labs look at one manifest for one image.
    BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    WORKSHOP_SESSION: name,
    WORKSHOP_STATE: stateDir,
  };
}

/** The whole environment of a typed command: the learner's own, less what leaks or confuses, plus the session's. */
export function sessionEnvironment(parts: EnvironmentParts): Record<string, string> {
  const own = Object.entries(parts.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !DROPPED.test(entry[0]),
  );
  return { ...Object.fromEntries(own), ...sessionVariables(parts) };
}

/** Names that must not be there in a shell of the session. */
export function droppedNames(env: Environment): string[] {
  return Object.keys(env).filter((name) => /^DOCKER_/.test(name) && DROPPED.test(name));
}
