import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { parseCommands } from '../checks/command-words.ts';
import type { Engine } from '../engine/engine.ts';
import type { Lab } from '../lab/lab.ts';
import { whyNoInternet } from './internet.ts';
import type { Environment } from './state-dir.ts';

/** Programs that labs use and that a machine may lack, with the package that brings them where it has another name. */
export const TOOLS: Readonly<Record<string, string>> = {
  curl: 'curl',
  git: 'git',
  openssl: 'openssl',
  sha256sum: 'coreutils',
  jq: 'jq',
};

const PRACTICE = (id: string): string => `\`workshop start ${id} --engine practice\` needs none of it.`;

/** What a lab needs and this machine or engine lacks: what, why, and what to do, for the lab's first screen. */
export async function missingNeeds(lab: Lab, engine: Engine, env: Environment): Promise<string[]> {
  const used = programsOf(lab);
  const tools = Object.entries(TOOLS)
    .filter(([name]) => used.has(name) && !onPath(name, env))
    .map(
      ([name, brings]) =>
        `This lab uses \`${name}\`, which is not on this machine. Install it: \`apt-get install ${brings}\`, \`apk add ${brings}\` or \`brew install ${brings}\`.`,
    );
  if (engine.kind === 'practice') return tools;
  return [
    ...tools,
    ...(onPath('docker', env)
      ? []
      : [
          `There is no docker command on this machine, and the real engine has no other. Install it, or: ${PRACTICE(lab.id)}`,
        ]),
    ...(lab.needs.includes('swarm') ? await swarmTrouble(engine, lab.id) : []),
    ...(lab.needs.includes('internet') ? await internetTrouble(lab.id, env) : []),
  ];
}

async function swarmTrouble({ api }: Engine, id: string): Promise<string[]> {
  const { Swarm } = (await api.info()) as {
    Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean; Nodes?: number };
  };
  const state = Swarm?.LocalNodeState ?? 'inactive';
  if (state === 'inactive') return [];
  const what =
    state === 'active'
      ? `This engine is in a swarm already${Swarm?.Nodes ? `, of ${Swarm.Nodes} node${Swarm.Nodes === 1 ? '' : 's'}` : ''}. The lab starts one of its own, and leaves it at the end: do not let it leave yours.`
      : `This engine cannot start a swarm: its state is ${state}.`;
  return [`${what} ${PRACTICE(id)}`];
}

async function internetTrouble(id: string, env: Environment): Promise<string[]> {
  const why = await whyNoInternet(env);
  return why ? [`This lab pulls and pushes over the internet, and ${why}. ${PRACTICE(id)}`] : [];
}

function programsOf({ steps }: Lab): Set<string> {
  const lines = steps.flatMap(({ solution }) => solution.commands);
  return new Set(lines.flatMap((line) => parseCommands(line)).map(({ program }) => program));
}

/** The first program of that name on the PATH, absolute. */
export function onPath(name: string, env: Environment): string | undefined {
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
