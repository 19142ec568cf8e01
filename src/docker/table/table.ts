import type { Command } from './command.ts';
import { containerCommands } from './containers.ts';
import { imageCommands } from './images.ts';
import { nodeCommands } from './nodes.ts';
import { serviceCommands } from './services.ts';
import { storageCommands } from './storage.ts';
import { swarmCommands } from './swarm.ts';
import { systemCommands } from './system.ts';

/** Every command that practice's docker has. */
export const commands: readonly Command[] = [
  ...imageCommands,
  ...containerCommands,
  ...storageCommands,
  ...swarmCommands,
  ...nodeCommands,
  ...serviceCommands,
  ...systemCommands,
];

/** The words that commands are grouped under. */
export const groups: Readonly<Record<string, string>> = {
  builder: 'Manage builds',
  container: 'Manage containers',
  image: 'Manage images',
  network: 'Manage networks',
  node: 'Manage the nodes of a swarm',
  service: 'Manage the services of a swarm',
  swarm: 'Manage a swarm',
  system: 'Manage the engine',
  volume: 'Manage volumes',
};

const byName = new Map(commands.flatMap((command) => command.names.map((name) => [name, command] as const)));

/** The command of that name: `image list`, `images`. */
export function findCommand(name: string): Command | undefined {
  return byName.get(name);
}
