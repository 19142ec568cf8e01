import { nearest } from '../lab/nearest.ts';

/** One submitted line, understood. What is not one of ours is a command for the shell. */
export type Input =
  | { readonly type: 'nothing' }
  | { readonly type: 'command'; readonly line: string }
  | { readonly type: 'answer'; readonly text: string }
  /** `/hint` for the next one, `/hint 1` to read one again. */
  | { readonly type: 'hint'; readonly level?: number }
  | { readonly type: 'solution'; readonly confirmed: boolean }
  | { readonly type: 'check' | 'skip' | 'back' | 'status' | 'run' | 'help' | 'quit' }
  | { readonly type: 'map' }
  | { readonly type: 'wire' }
  | { readonly type: 'unknown'; readonly word: string; readonly meant?: string | undefined };

/** Our own words with what they do, in the order of `/help`. */
export const inputHelp: readonly (readonly [usage: string, does: string])[] = [
  ['/answer TEXT', 'answer the question of this step (also /a)'],
  ['/hint', 'the next hint, from vague to concrete'],
  ['/solution', 'the solution, after asking once more; it is recorded'],
  ['/run', 'type the commands of the solution for me, once it was shown'],
  ['/check', 'check this step again'],
  ['/map', 'what is on the engine and in the registries, and what has just changed'],
  ['/wire', 'what the last push or pull was made of, request by request'],
  ['/skip', 'go on without this step'],
  ['/back', 'go back one step'],
  ['/status', 'where I am'],
  ['/help', 'this list'],
  ['/quit', 'leave; the next start goes on here'],
];

const aliases: Readonly<Record<string, string>> = { a: 'answer', exit: 'quit', q: 'quit', '?': 'help' };
const words = inputHelp.map(([usage]) => usage.slice(1).split(' ')[0]!);

/**
 * Reads a line. `/bin/ls` and `/etc` with more path behind it are commands: one of ours is a single word of letters
 * after the slash.
 */
export function parseInput(line: string): Input {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return { type: 'nothing' };
  const ours = /^\/([A-Za-z]+|\?)(?:\s+([^]*))?$/.exec(text);
  if (!ours) return { type: 'command', line };
  const written = ours[1]!.toLowerCase();
  const rest = ours[2]?.trim() ?? '';
  const word = Object.hasOwn(aliases, written) ? aliases[written]! : written;
  switch (word) {
    case 'answer':
      return { type: 'answer', text: rest };
    case 'hint':
      return /^\d+$/.test(rest) ? { type: 'hint', level: Number(rest) } : { type: 'hint' };
    case 'solution':
      return { type: 'solution', confirmed: /^(y|yes)$/i.test(rest) };
    case 'check':
    case 'skip':
    case 'back':
    case 'status':
    case 'run':
    case 'help':
    case 'quit':
      return { type: word };
    case 'map':
      return { type: 'map' };
    case 'wire':
      return { type: 'wire' };
    default:
      return { type: 'unknown', word: `/${ours[1]}`, meant: nearest(word, words) };
  }
}

/** Programs that labs ask for; what is nearly one of them was meant for it. */
const PROGRAMS = 'docker curl wget sudo cat find tree cp rm ls mkdir echo printf tail head grep'.split(' ');

/**
 * Whether a line that no shell could run was meant as a command: `crul -I localhost:5000`. An answer typed without
 * `/answer` has neither options nor a program's name in front.
 */
export function looksLikeCommand(line: string): boolean {
  const [first = '', ...rest] = line.trim().split(/\s+/);
  if (rest.some((word) => /^--?[a-z]/i.test(word))) return true;
  return rest.length > 0 && first.length > 3 && nearest(first, PROGRAMS) !== undefined;
}
