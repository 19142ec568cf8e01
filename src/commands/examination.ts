import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { dockerOrReason } from '../engine/find-docker.ts';
import { hasRoutingMesh } from '../engine/routing-mesh.ts';
import { Fault } from '../fault.ts';
import { whyNoInternet } from '../session/internet.ts';
import { onPath } from '../session/missing-needs.ts';
import { portFree } from '../session/ports.ts';
import { findBash } from '../session/shell/find-bash.ts';
import { stateDir } from '../session/state-dir.ts';
import { speaksUnicode, wantsColor } from '../ui/paint.ts';
import type { Invocation } from './command.ts';
import { hasScreen } from './screen.ts';

/** `absent`: the workshop does without it; `missing`: it does not. */
export type Presence = 'ok' | 'absent' | 'missing';

export interface Finding {
  readonly id: string;
  readonly status: Presence;
  readonly name: string;
  /** What is there, one phrase. */
  readonly found: string;
  /** What to do about it, one sentence. */
  readonly todo?: string | undefined;
}

/** The port that most labs begin with. */
const USUAL_PORT = 5000;

/** What this machine has of all that a lab may want. */
export async function examine(invocation: Invocation): Promise<Finding[]> {
  const { env } = invocation;
  return [
    { id: 'node', status: 'ok', name: 'Node', found: process.version },
    bash(env),
    state(env),
    terminal(invocation),
    { id: 'practice', status: 'ok', name: 'practice engine', found: 'comes with the workshop' },
    ...tools(env),
    ...(await Promise.all([docker(env), port(), internet(env)])).flat(),
  ];
}

function bash(env: NodeJS.ProcessEnv): Finding {
  try {
    return { id: 'bash', status: 'ok', name: 'bash', found: findBash(env) };
  } catch (error) {
    const todo = error instanceof Fault ? error.todo : undefined;
    return { id: 'bash', status: 'missing', name: 'bash', found: 'none on this machine', todo };
  }
}

function state(env: NodeJS.ProcessEnv): Finding {
  const folder = stateDir(env);
  const about = { id: 'state', name: 'state folder', found: folder };
  let nearest = folder;
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) nearest = path.dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return { ...about, status: 'ok' };
  } catch {
    return {
      ...about,
      status: 'missing',
      todo: 'It cannot be written to: set WORKSHOP_STATE to a folder that can.',
    };
  }
}

function terminal(invocation: Invocation): Finding {
  const { env, stdout } = invocation;
  const about = { id: 'terminal', name: 'terminal' };
  if (!hasScreen(invocation)) {
    return {
      ...about,
      status: 'absent',
      found: 'none here',
      todo: 'Labs work line by line, and so does `workshop demo`.',
    };
  }
  const color = wantsColor(env, true) ? 'colors' : 'no colors';
  const signs = speaksUnicode(env) ? 'Unicode' : 'ASCII only';
  return { ...about, status: 'ok', found: `${stdout.columns ?? 80} columns, ${color}, ${signs}` };
}

async function docker(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const program = onPath('docker', env);
  const command: Finding = program
    ? { id: 'docker', status: 'ok', name: 'docker command', found: program }
    : {
        id: 'docker',
        status: 'absent',
        name: 'docker command',
        found: 'none on the PATH',
        todo: 'Practice brings its own. For `--engine docker`, install Docker.',
      };
  const engine = await dockerOrReason(env);
  const about = { id: 'engine', name: 'Docker Engine' };
  if (engine instanceof Fault) {
    const found = [engine.what, engine.where].filter(Boolean).join(': ');
    return [command, { ...about, status: 'absent', found, todo: engine.todo }];
  }
  const { Version } = await engine.api.version();
  return [
    command,
    { ...about, status: 'ok', found: `${Version} at ${engine.host}${engine.tls ? ', with TLS' : ''}` },
    ...(await capabilities(engine)),
  ];
}

interface EngineInfo {
  readonly Swarm?: { readonly LocalNodeState?: string; readonly Nodes?: number };
  readonly RegistryConfig?: {
    readonly InsecureRegistryCIDRs?: readonly string[] | null;
    readonly IndexConfigs?: Readonly<Record<string, { readonly Secure?: boolean }>> | null;
  };
}

/** What some labs ask of a real engine. */
async function capabilities(engine: Engine): Promise<Finding[]> {
  const { Swarm, RegistryConfig } = (await engine.api.info()) as EngineInfo;
  const state = Swarm?.LocalNodeState ?? 'inactive';
  const swarm: Finding =
    state === 'inactive'
      ? { id: 'swarm', status: 'ok', name: 'swarm', found: 'can be started' }
      : {
          id: 'swarm',
          status: 'absent',
          name: 'swarm',
          found: state === 'active' ? `in one already, of ${Swarm?.Nodes ?? 1}` : state,
          todo: 'The lab on swarms starts one of its own: walk it with `--engine practice`.',
        };
  const mesh: Finding = (await hasRoutingMesh(engine))
    ? { id: 'mesh', status: 'ok', name: 'routing mesh', found: 'this kernel has IPVS' }
    : {
        id: 'mesh',
        status: 'absent',
        name: 'routing mesh',
        found: 'this kernel has no IPVS',
        todo: 'Services publish ports on the node of their task (`mode=host`); in practice all nodes answer.',
      };
  const named = Object.entries(RegistryConfig?.IndexConfigs ?? {}).flatMap(([host, { Secure }]) =>
    Secure === false ? [host] : [],
  );
  const plain = [...(RegistryConfig?.InsecureRegistryCIDRs ?? []), ...named];
  const insecure: Finding =
    plain.length > 0
      ? { id: 'insecure', status: 'ok', name: 'registries without TLS', found: plain.join(', ') }
      : {
          id: 'insecure',
          status: 'absent',
          name: 'registries without TLS',
          found: 'none is allowed',
          todo: 'Add `"insecure-registries": ["127.0.0.0/8"]` to the settings of the engine, or use practice.',
        };
  return [swarm, mesh, insecure];
}

/** Programs that some labs use. */
function tools(env: NodeJS.ProcessEnv): Finding[] {
  return ['curl', 'git', 'openssl'].map((name): Finding => {
    const found = onPath(name, env);
    if (found) return { id: name, status: 'ok', name, found };
    const todo = `Some labs use it: \`apt-get install ${name}\`, \`apk add ${name}\` or \`brew install ${name}\`.`;
    return { id: name, status: 'absent', name, found: 'none on the PATH', todo };
  });
}

async function internet(env: NodeJS.ProcessEnv): Promise<Finding> {
  const about = { id: 'internet', name: 'internet' };
  const why = await whyNoInternet(env);
  if (!why) {
    const proxied = env.HTTPS_PROXY || env.https_proxy;
    return { ...about, status: 'ok', found: proxied ? 'through a proxy, not tried' : 'Docker Hub answers' };
  }
  const todo = 'Practice needs none. On a real engine, labs can pull only what is there already.';
  return { ...about, status: 'absent', found: why, todo };
}

async function port(): Promise<Finding> {
  const about = { id: 'port', name: `port ${USUAL_PORT}` };
  if (await portFree(USUAL_PORT)) return { ...about, status: 'ok', found: 'free' };
  const mac = process.platform === 'darwin' ? 'On macOS often by AirPlay Receiver. ' : '';
  return {
    ...about,
    status: 'absent',
    found: 'taken',
    todo: `${mac}Labs move to the next free one and say so.`,
  };
}
