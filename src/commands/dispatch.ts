import { withoutControls } from '../ui/controls.ts';
import type { Fault } from '../fault.ts';
import { EXIT, type ExitCode } from '../fault.ts';
import type { Invocation } from './command.ts';
import { findCommand } from './find.ts';
import { commandHelp, programHelp } from './help.ts';
import { parseArguments } from './parse.ts';

/** What a process gives to a command: all of an invocation but what argv says. */
export type Surroundings = Omit<Invocation, 'arguments' | 'values'>;

/**
 * argv (without node and script) → one command, loaded when it is called → exit code. Throws Faults.
 * `version` is what `--version` prints.
 */
export async function dispatch(
  argv: readonly string[],
  version: string,
  around: Surroundings,
): Promise<ExitCode> {
  const [first] = argv;
  if (first === '--version' || first === '-V') return print(around, `${version}\n`);
  if (first === '--help' || first === '-h') return print(around, programHelp());
  if (first === 'help') {
    const about = argv.slice(1).filter((word) => !word.startsWith('-'));
    return print(around, about.length > 0 ? commandHelp(findCommand(about).command) : programHelp());
  }
  const { command, rest } = findCommand(argv);
  const parsed = parseArguments(command, rest);
  if (parsed.help) return print(around, commandHelp(command));
  const { run } = await command.load();
  return run({ ...around, arguments: parsed.arguments, values: parsed.values });
}

function print(around: Surroundings, text: string): ExitCode {
  around.stdout.write(text);
  return EXIT.done;
}

/** A Fault as three short lines: what, where, what to do. */
export function describeFault({ what, where, todo }: Fault): string {
  const lines = [`workshop: ${where ? `${where}: ` : ''}${what}`, ...(todo ? [`  → ${todo}`] : [])];
  return `${withoutControls(lines.join('\n'), { color: false })}\n`;
}
