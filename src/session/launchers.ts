import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { packageRoot } from '../engine/package-root.ts';
import { writeAtomically } from './atomic-file.ts';
import type { SessionPaths } from './paths.ts';
import { practiceCurl } from './practice-curl.ts';
import { realDockerLauncher } from './real-docker-launcher.ts';
import { quote } from './shell/state.ts';
import type { Environment } from './state-dir.ts';

/** Commands of practice beside `docker`: what plays the web sites of hosted registries and their own programs. */
const CLOUD = ['web', 'az', 'aws', 'gcloud'];

/**
 * Fills bin/, which is first on the session's PATH, with `workshop` and `docker`: ours in practice, with what goes with
 * it, on a real engine the learner's own behind a label. Ours name this very node, so they work where no node is on
 * PATH, and are written anew at each opening, since both may move.
 */
export function writeLaunchers({ bin, docker, calls }: SessionPaths, engine: Engine, session: string): void {
  writeNodeLauncher(path.join(bin, 'workshop'), 'cli.js', []);
  const file = path.join(bin, 'docker');
  if (engine.kind === 'docker') {
    for (const name of [...CLOUD, 'curl']) rmSync(path.join(bin, name), { force: true });
    return writeScript(file, realDockerLauncher({ bin, id: session, calls }));
  }
  const host = [OWN_TRUST, `WORKSHOP_ENGINE=${quote(engine.host)}`, 'export WORKSHOP_ENGINE'];
  for (const name of CLOUD) writeNodeLauncher(path.join(bin, name), 'cloud.cjs', host, name);
  writeScript(path.join(bin, 'curl'), practiceCurl({ bin, socket: engine.host.replace(/^unix:\/\//, '') }));
  writeNodeLauncher(file, 'docker.cjs', [
    OWN_TRUST,
    `DOCKER_HOST=\${DOCKER_HOST:-${quote(engine.host)}}`,
    `DOCKER_CONFIG=\${DOCKER_CONFIG:-${quote(docker)}}`,
    'export DOCKER_HOST DOCKER_CONFIG',
  ]);
}

/**
 * What practice starts speaks with this machine alone and trusts no authority of it. Where a company has its own, Node
 * would read all of them at each start, which doubles the time that a command takes.
 */
const OWN_TRUST = 'unset NODE_EXTRA_CA_CERTS';

/** Without the `--`, Node 20 would take some of the learner's options, such as `--env-file`, for its own. */
function writeNodeLauncher(file: string, entry: string, before: readonly string[], as = ''): void {
  const program = path.join(packageRoot(), 'dist', entry);
  const run = `exec ${quote(process.execPath)} -- ${quote(program)}${as && ` ${as}`} "$@"`;
  writeScript(file, ['#!/bin/sh', ...before, run, ''].join('\n'));
}

function writeScript(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeAtomically(file, text, 0o700);
  chmodSync(file, 0o700);
}

/** Settings that the learner's docker may need to work here, and that hold no secrets. */
const SETTINGS = ['cliPluginsExtraDirs', 'features'];

/**
 * Prepares the session's DOCKER_CONFIG for a real docker command. Without any entry it would look for a credential
 * helper of the system and put the lab's logins into the learner's own keychain; an entry for a host that cannot
 * exist keeps them in the session's folder. Plugins (buildx, compose) of the learner stay reachable, and so do proxies
 * that need no password. Contexts are not: what the current one says stands in DOCKER_HOST and DOCKER_CERT_PATH, and
 * what a lab does to a context would be done to the learner's.
 */
export function prepareDockerConfig({ docker }: SessionPaths, { kind }: Engine, env: Environment): void {
  if (kind !== 'docker') return;
  const own = env.DOCKER_CONFIG || path.join(env.HOME || os.homedir(), '.docker');
  const config = path.join(docker, 'config.json');
  if (!existsSync(config)) {
    const credHelpers = { 'registry-workshop.invalid': '' };
    const text = JSON.stringify({ auths: {}, credHelpers, ...settingsOf(own) }, null, 2);
    writeFileSync(config, `${text}\n`, { mode: 0o600 });
  }
  const plugins = path.join(own, 'cli-plugins');
  const link = path.join(docker, 'cli-plugins');
  if (path.resolve(own) !== docker && existsSync(plugins) && !existsSync(link)) symlinkSync(plugins, link);
}

function settingsOf(folder: string): Record<string, unknown> {
  let own: Record<string, unknown>;
  try {
    own = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
  const kept = [...SETTINGS, ...(/:\/\/[^/"]*@/.test(JSON.stringify(own.proxies) ?? '') ? [] : ['proxies'])];
  return Object.fromEntries(kept.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]));
}
