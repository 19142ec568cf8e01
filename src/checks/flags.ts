export interface Flag {
  /** The long name where there is one: `publish`. */
  readonly name: string;
  readonly value?: string | undefined;
}

interface Known {
  readonly name: string;
  readonly takesValue: boolean;
}

/** Reads a table such as `d|detach p|publish= name=` into every spelling → meaning. */
function table(notation: string): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  for (const entry of notation.split(/\s+/).filter(Boolean)) {
    const takesValue = entry.endsWith('=');
    const names = entry.replace(/=$/, '').split('|');
    for (const name of names) known.set(name, { name: names.at(-1)!, takesValue });
  }
  return known;
}

/** Whether a word is one of these flags: `--detach`, `-d`, `--replicas=3`. */
export function isFlag(word: string, notation: string): boolean {
  const [, name] = /^--?([^=]+)/.exec(word) ?? [];
  return name !== undefined && table(notation).has(name);
}

/**
 * Splits words into flags and operands: `-dp 5000:5000`, `-p5000:5000`, `--publish=5000:5000` all give the same.
 * With `stop`, flags end at the first operand, as where a command of another program follows (`docker run IMAGE …`).
 */
export function readFlags(
  words: readonly string[],
  notation: string,
  { stop = false }: { stop?: boolean } = {},
): { flags: Flag[]; operands: string[]; rest: readonly string[] } {
  const known = table(notation);
  const flags: Flag[] = [];
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') return { flags, operands: [...operands, ...words.slice(index + 1)], rest: [] };
    if (!word.startsWith('-') || word === '-') {
      if (stop) return { flags, operands, rest: words.slice(index) };
      operands.push(word);
    } else if (word.startsWith('--')) {
      const [name, ...value] = word.slice(2).split('=');
      const meaning = known.get(name!) ?? { name: name!, takesValue: false };
      if (value.length > 0) flags.push({ name: meaning.name, value: value.join('=') });
      else flags.push({ name: meaning.name, value: meaning.takesValue ? words[++index] : undefined });
    } else {
      for (let at = 1; at < word.length; at++) {
        const meaning = known.get(word[at]!) ?? { name: word[at]!, takesValue: false };
        if (!meaning.takesValue) {
          flags.push({ name: meaning.name });
          continue;
        }
        const attached = word.slice(at + 1).replace(/^=/, '');
        flags.push({ name: meaning.name, value: attached || words[++index] });
        break;
      }
    }
  }
  return { flags, operands, rest: [] };
}

/** Flags whose values may be secret are told without them. */
const SECRET = new Set(['password', 'user', 'header', 'build-arg', 'env', 'token']);

/** `--publish 5000:5000`, `-x`: as one types it. */
export function flagText({ name, value }: Flag): string {
  const shown = value === undefined || SECRET.has(name) ? '' : ` ${value}`;
  return `${name.length === 1 ? '-' : '--'}${name}${shown}`;
}
