import { EXIT, Fault } from '../fault.ts';
import { nearest } from '../lab/nearest.ts';
import type { Command } from './command.ts';
import { commands, menu } from './table.ts';

export interface Found {
  readonly command: Command;
  /** What follows the verb. */
  readonly rest: readonly string[];
}

/** The command that the first one or two words name. Throws a usage Fault with the nearest name. */
export function findCommand(argv: readonly string[]): Found {
  const [first, second] = argv;
  if (first === undefined) return { command: menu, rest: [] };
  const two = commands.find(({ name }) => name === `${first} ${second}`);
  if (two) return { command: two, rest: argv.slice(2) };
  const one = commands.find(({ name }) => name === first);
  if (one) return { command: one, rest: argv.slice(1) };

  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (family.length > 0) {
    throw new Fault({
      what:
        second === undefined
          ? `\`workshop ${first}\` needs one more word`
          : `no command is called "${first} ${second}"`,
      todo: `there is: ${family.map((name) => `workshop ${name}`).join(', ')}`,
      exit: EXIT.usage,
    });
  }
  const isOption = first.startsWith('-');
  const meant = isOption
    ? nearest(first, ['--help', '--version'])
    : nearest(
        first,
        commands.map(({ name }) => name),
      );
  throw new Fault({
    what: isOption ? `\`workshop\` has no option ${first}` : `no command is called "${first}"`,
    todo: meant ? `did you mean \`workshop ${meant}\`?` : 'see `workshop --help`',
    exit: EXIT.usage,
  });
}
