import { parseCommands, type Command } from './command-words.ts';
import type { TypedCommand } from './kind.ts';

/** The commands of a typed line, read as the shell read it: its variables, its working directory, its aliases. */
export function commandsTyped({ line, env, cwd, aliases }: TypedCommand): Command[] {
  return parseCommands(line, { PWD: cwd, ...env }, aliases);
}
