import { inputHelp } from '../../runner/input.ts';
import { cleanText } from '../clean.ts';
import { commandWords, flagsOf, operandOf, subcommandsOf } from './docker-words.ts';

/** Our own commands, with what they do. The list that opens on `/`, and the first completion. */
export const ownCommands: readonly (readonly [name: string, does: string])[] = inputHelp.map(
  ([usage, does]) => [usage.split(' ')[0]!, does] as const,
);

/** Names that may stand in a command, as far as they were seen. */
export interface Known {
  readonly images: readonly string[];
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly registries: readonly string[];
  /** What the lab speaks of. */
  readonly words: readonly string[];
  /** Files and folders that begin like the word being typed. */
  readonly files: readonly string[];
}

export const nothingKnown: Known = {
  images: [],
  containers: [],
  volumes: [],
  registries: [],
  words: [],
  files: [],
};

const first = ['docker', 'curl', 'cat', 'cd', 'ls', 'mkdir', 'echo', 'grep', 'rm'];

/** Words that may stand where the cursor is, given the words before it in this command. */
function candidates(before: readonly string[], word: string, known: Known): readonly string[] {
  if (before.length === 0) return word.startsWith('/') ? ownCommands.map(([name]) => name) : first;
  if (before[0] !== 'docker') return [...known.files, ...known.words];
  const [, verb = '', second = ''] = before;
  if (before.length === 1) return commandWords;
  const under = subcommandsOf(verb);
  if (under.length > 0 && before.length === 2) return under;
  const command = under.length > 0 ? `${verb} ${second}` : verb;
  if (word.startsWith('-')) return flagsOf(command);
  const operand = operandOf(command);
  const named = operand ? known[operand] : [...known.images, ...known.containers];
  return [...named, ...known.words, ...(word === '' ? [] : known.files)];
}

export interface Completion {
  /** The text before the cursor, as far as it is certain. */
  readonly text: string;
  /** More than one way to go on: all of them. */
  readonly choices: readonly string[];
}

/** The word that is being typed: after the last blank. */
export const wordOf = (text: string): string => /[^\s|;&]*$/.exec(text)![0];

/** Completes the last word of `text`. */
export function complete(text: string, known: Known = nothingKnown): Completion {
  // A command begins anew behind `|`, `;` and `&&`.
  const command = /[^|;&]*$/.exec(text)![0].trimStart();
  const words = command.split(/\s+/);
  const word = words.pop() ?? '';
  const fits = [...new Set(candidates(words.filter(Boolean), word, known))].filter(
    // A name that nobody could type or read is not offered.
    (one) => one.startsWith(word) && cleanText(one) === one,
  );
  if (fits.length === 0 || (word === '' && fits.length > 1 && words.length === 0))
    return { text, choices: [] };
  const start = text.slice(0, text.length - word.length);
  if (fits.length === 1) {
    const [only] = fits;
    return { text: `${start}${only!}${only!.endsWith('/') ? '' : ' '}`, choices: [] };
  }
  return { text: start + commonStart(fits), choices: fits };
}

function commonStart(words: readonly string[]): string {
  let start = words[0]!;
  for (const word of words) while (!word.startsWith(start)) start = start.slice(0, -1);
  return start;
}
