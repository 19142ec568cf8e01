import { CloudFailure } from '../failure.ts';
import { AZ_COMMANDS, GLOBAL, SHORT, SWITCHES } from './commands.ts';
import type { AzCommand } from './commands.ts';

export interface Parsed {
  readonly name: string;
  readonly command: AzCommand;
  readonly flags: Readonly<Record<string, string>>;
}

/** Reads a command line of `az`, complaining as it does. Without a command: undefined, for the help. */
export function parseAz(argv: readonly string[]): Parsed | { readonly help: string } {
  const first = argv.findIndex((word) => word.startsWith('-'));
  const words = first < 0 ? argv : argv.slice(0, first);
  const name = commandAtStart(words) ?? words.join(' ');
  const rest = argv.slice(name === '' ? 0 : name.split(' ').length);
  const command = Object.hasOwn(AZ_COMMANDS, name) ? AZ_COMMANDS[name] : undefined;
  if (!command) {
    const isGroup = Object.keys(AZ_COMMANDS).some((known) => known.startsWith(name ? `${name} ` : ''));
    if (isGroup) return { help: name };
    throw new CloudFailure(unknown(name), 2);
  }
  const flags = readFlags(rest, name, command);
  if (flags.help !== undefined) return { help: name };
  const missing = command.needs.filter((flag) => !(flag in flags));
  if (missing.length > 0) {
    const shown = missing.map((flag) => `--${flag}${short(flag)}`).join(', ');
    throw new CloudFailure(`the following arguments are required: ${shown}`, 2);
  }
  return { name, command, flags };
}

/** The command that the words begin with; what stands behind it is not a part of its name. */
function commandAtStart(words: readonly string[]): string | undefined {
  const beginnings = words.map((_, at) => words.slice(0, at + 1).join(' '));
  return beginnings.findLast((name) => Object.hasOwn(AZ_COMMANDS, name));
}

function readFlags(argv: readonly string[], name: string, command: AzCommand): Record<string, string> {
  const known = new Set([...command.needs, ...(command.takes ?? []), ...GLOBAL]);
  const flags: Record<string, string> = {};
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    const [written = '', ...attached] = word.replace(/^--?/, '').split('=');
    const flag = word.startsWith('--') ? written : SHORT[written];
    if (!word.startsWith('-') || flag === undefined || !known.has(flag))
      throw new CloudFailure(`unrecognized arguments: ${word}${hint(name, word)}`, 2);
    if (SWITCHES.has(flag)) flags[flag] = 'true';
    else {
      const values = attached.length > 0 ? [attached.join('=')] : [];
      while (values.length === 0 || flag === 'repository') {
        const next = argv[at + 1];
        if (next === undefined || next.startsWith('-')) break;
        values.push(next);
        at++;
      }
      if (values.length === 0 && flag !== 'admin-enabled')
        throw new CloudFailure(`argument --${flag}${short(flag)}: expected one argument`, 2);
      const value = values.join(' ') || 'true';
      flags[flag] = flag === 'repository' && flags[flag] ? `${flags[flag]}\n${value}` : value;
    }
  }
  return flags;
}

const short = (flag: string): string => {
  const letter = Object.keys(SHORT).find((key) => SHORT[key] === flag);
  return letter ? `/-${letter}` : '';
};

function hint(name: string, word: string): string {
  return word.startsWith('-') ? `\nWhat it takes: az ${name} --help` : `\nNames stand behind --name (-n).`;
}

function unknown(name: string): string {
  const first = name.split(' ').slice(0, 2).join(' ');
  const near = Object.keys(AZ_COMMANDS).filter((known) => known.startsWith(`${name.split(' ')[0]} `));
  const list = near.length > 0 ? `\nPractice plays: ${near.map((known) => `az ${known}`).join(', ')}` : '';
  return `'${first}' is misspelled, or practice does not play it.${list || '\nWhat it plays: az --help'}`;
}

export function helpOf(name: string): string {
  const command = AZ_COMMANDS[name];
  const head =
    'This az is a practice stand-in of registry-workshop: it asks nobody at Microsoft, and nothing leaves this machine.';
  if (command) {
    const flags = [
      ...command.needs.map((flag) => `    --${flag}${short(flag).replace('/', ' ')}  [required]`),
      ...(command.takes ?? []).map((flag) => `    --${flag}${short(flag).replace('/', ' ')}`),
      '    --output -o  json, tsv or table',
      '    --query      a field: loginServer, passwords[0].value',
    ];
    return `${head}\n\nCommand\n    az ${name} : ${command.about}.\n\nArguments\n${flags.join('\n')}\n`;
  }
  const under = Object.entries(AZ_COMMANDS).filter(([known]) => known.startsWith(name ? `${name} ` : ''));
  const width = Math.max(...under.map(([known]) => known.length)) + 2;
  return `${head}\n\nCommands:\n${under.map(([known, { about }]) => `    az ${known.padEnd(width)}${about}.`).join('\n')}\n`;
}
