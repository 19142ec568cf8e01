import { globalFlags } from '../argv/global-flags.ts';
import type { Command } from '../table/command.ts';
import { commands, groups } from '../table/table.ts';
import { flagLines, pairLines } from './layout.ts';

const common = [
  'run',
  'exec',
  'ps',
  'pull',
  'push',
  'images',
  'login',
  'logout',
  'search',
  'version',
  'info',
];

/** `docker --help`. */
export function mainPage(): string {
  const single = commands
    .flatMap((command) =>
      command.names.filter((name) => !name.includes(' ')).map((name) => [name, command.about] as const),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const about = new Map(single);
  return [
    'Usage:  docker [OPTIONS] COMMAND\n',
    'The docker command of practice: images, containers and registries of the engine that DOCKER_HOST names\n',
    `Common Commands:\n${pairLines(common.map((name) => [name, about.get(name)!]))}`,
    `Management Commands:\n${pairLines(Object.entries(groups))}`,
    `Commands:\n${pairLines(single.filter(([name]) => !common.includes(name)))}`,
    `Global Options:\n${flagLines(globalFlags)}`,
    "Run 'docker COMMAND --help' for more information on a command.\n",
  ].join('\n');
}

/** `docker image --help`. */
export function groupPage(group: string): string {
  const members = commands
    .flatMap((command) => {
      const name = command.names.find((full) => full.startsWith(`${group} `));
      return name ? [[name.slice(group.length + 1), command.about] as const] : [];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `Usage:  docker ${group} COMMAND\n`,
    `${groups[group]}\n`,
    `Commands:\n${pairLines(members)}`,
    `Run 'docker ${group} COMMAND --help' for more information on a command.\n`,
  ].join('\n');
}

/** `docker image ls --help`. */
export function commandPage(command: Command, typed: string): string {
  const aliases =
    command.names.length > 1
      ? [`Aliases:\n  ${command.names.map((name) => `docker ${name}`).join(', ')}\n`]
      : [];
  const options = command.flags.some((flag) => !flag.hidden) ? [`Options:\n${flagLines(command.flags)}`] : [];
  return [`Usage:  ${typed} ${command.usage}\n`, `${command.about}\n`, ...aliases, ...options].join('\n');
}
