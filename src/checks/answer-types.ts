import { familiarReference, isInvalid, parseReference, sameReference } from '../image/reference.ts';
import { nearest } from '../lab/nearest.ts';
import { commandDifference } from './command-match.ts';
import { parseCommands } from './command-words.ts';
import { code, joined } from './phrases.ts';

type Choices = Readonly<Record<string, string>> | undefined;

/** How answers of one type are compared, and what can be said of a wrong one without telling the right one. */
export interface AnswerType {
  /** What is asked for, after "an answer, ". */
  readonly expectation: string;
  /** What stands behind `/answer`. */
  readonly how: string;
  same(given: string, other: string, choices: Choices): boolean;
  /** A hint at a slip: a typing error, a value of the wrong form. */
  slip(given: string, accept: readonly string[], choices: Choices): string | undefined;
  /** What an answer names, where it may name several things at once. */
  parts?(given: string, choices: Choices): readonly string[];
  /** Why a text can be no answer of this type, for authors. */
  problem(text: string, choices: Choices): string | undefined;
}

const text: AnswerType = {
  expectation: 'in words',
  how: 'what you think, in words',
  same: (given, other) => [plain(given), plain(saidLast(given))].includes(plain(other)),
  slip: (given, accept) =>
    nearest(plain(given), accept.map(plain)) ? 'that is very near: check the spelling' : undefined,
  problem: () => undefined,
};

const number: AnswerType = {
  expectation: 'a number',
  how: 'a number',
  same: (given, other) => {
    const [one, two] = [numberIn(given), numberIn(other)];
    return one !== undefined && one === two;
  },
  slip: (given) => (numberIn(given) === undefined ? 'digits are enough' : undefined),
  problem: (value) => (numberIn(value) === undefined ? `\`${value}\` is no number` : undefined),
};

const choice: AnswerType = {
  expectation: 'the letter of a choice',
  how: 'the letter of your choice, as in `/answer a`',
  same: (given, other, choices) => {
    const [one, two] = [keysIn(given, choices), keysIn(other, choices)];
    return one !== undefined && one.join() === two?.join();
  },
  slip: (given, accept, choices) => {
    const keys = keysIn(given, choices);
    if (keys === undefined) return `the choices are ${joined(Object.keys(choices ?? {}).map(code), 'and')}`;
    const right = accept.map((accepted) => keysIn(accepted, choices) ?? []);
    if (right.some((all) => all.length > keys.length && keys.every((key) => all.includes(key))))
      return 'that is right, but not all of it';
    return undefined;
  },
  parts: (given, choices) => keysIn(given, choices) ?? [],
  problem: (value, choices) =>
    keysIn(value, choices) === undefined
      ? `\`${value}\` is none of the choices ${Object.keys(choices ?? {}).join(', ')}`
      : undefined,
};

const reference: AnswerType = {
  expectation: 'an image reference',
  how: 'the name of an image',
  same: (given, other) => {
    const [one, two] = [parseReference(bare(given)), parseReference(bare(other))];
    return !isInvalid(one) && !isInvalid(two) && sameReference(one, two);
  },
  slip: (given, accept) => {
    const parsed = parseReference(bare(given));
    if (isInvalid(parsed)) return parsed.problem;
    const parts = accept.flatMap((text) => {
      const wanted = parseReference(bare(text));
      if (isInvalid(wanted)) return [];
      const differing = [
        wanted.domain === parsed.domain ? undefined : 'the registry',
        wanted.path === parsed.path ? undefined : 'the repository',
        (wanted.tag ?? 'latest') === (parsed.tag ?? 'latest') ? undefined : 'the tag',
        wanted.digest === parsed.digest ? undefined : 'the digest',
      ].filter((part) => part !== undefined);
      return [differing];
    });
    const fewest = parts.sort((one, other) => one.length - other.length)[0];
    return fewest && fewest.length < 3
      ? `${code(familiarReference(parsed))} differs in ${joined(fewest, 'and')} only`
      : undefined;
  },
  problem: (value) => {
    const parsed = parseReference(bare(value));
    return isInvalid(parsed) ? `\`${value}\` is no image reference: ${parsed.problem}` : undefined;
  },
};

const command: AnswerType = {
  expectation: 'a command',
  how: 'a command',
  same: (given, other) => {
    const [one] = parseCommands(bare(given));
    const [two] = parseCommands(bare(other));
    return (
      one !== undefined &&
      two !== undefined &&
      commandDifference(two, one, { exactOperands: true }) === undefined
    );
  },
  slip: (given, accept) => {
    const [one] = parseCommands(bare(given));
    const [wanted] = parseCommands(bare(accept[0]!));
    if (!one || !wanted) return 'that is no command';
    if (wanted.operands.includes(bare(given)))
      return 'that is what the command is about: write all of it, the program first';
    if (one.program !== wanted.program) return 'that is another program';
    return one.command === wanted.command
      ? 'the command is the right one; look at what stands behind it'
      : `${code(wanted.program)} is right; it is another command of it`;
  },
  problem: (value) =>
    parseCommands(bare(value)).length === 1 ? undefined : `\`${value}\` is not one command`,
};

export const answerTypes: Readonly<
  Record<'text' | 'number' | 'choice' | 'reference' | 'command', AnswerType>
> = { text, number, choice, reference, command };

/** Which parts of the full name of an image a reference leaves to Docker's defaults. */
export function unsaidParts(given: string): string[] {
  const written = bare(given);
  const parsed = parseReference(written);
  if (isInvalid(parsed)) return [];
  const [first = '', ...rest] = written.replace(/@.*$/, '').split('/');
  const named = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const path = named ? rest.join('/') : written;
  return [
    named ? undefined : 'the registry',
    parsed.path.startsWith('library/') && !path.startsWith('library/')
      ? 'the `library/` of the repository'
      : undefined,
    parsed.tag === undefined && parsed.digest === undefined ? 'the tag' : undefined,
  ].filter((part) => part !== undefined);
}

/** What is said of something: `loginServer: NAME`, "the login server is NAME". */
function saidLast(given: string): string {
  return given.replace(/^.*(?::|\bis)\s+/i, '');
}

/** Without the quotes, backticks or `$ ` that people copy along, and without the stop of a sentence. */
function bare(given: string): string {
  return given
    .trim()
    .replace(/(?<=[`'"])[.,;]$/, '')
    .replace(/^[`'"](.*)[`'"]$/, '$1')
    .replace(/^\$\s+/, '')
    .replace(/(?<=\w)[.,;]$/, '')
    .trim();
}

function plain(given: string): string {
  return bare(given).toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '');
}

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** 5,000 and 5 000 and 5_000 are 5000; two, 2 blobs, and about two of them, are 2: the one number that is named. */
function numberIn(given: string): number | undefined {
  const digits = bare(given).replace(/(?<=\d)[,_\s'](?=\d{3}(\D|$))/g, '');
  if (/^[+-]?\d+(\.\d+)?$/.test(digits)) return Number(digits);
  const parts = digits.toLowerCase().split(/[\s(),;:]+/);
  const numbers = parts.flatMap((part) => {
    const word = WORDS.indexOf(part);
    if (word >= 0) return [word];
    return /\d/.test(part) ? [/^\d+(\.\d+)?$/.test(part) ? Number(part) : NaN] : [];
  });
  return numbers.length === 1 && !Number.isNaN(numbers[0]) ? numbers[0] : undefined;
}

/** The keys that are meant, sorted: `b`, `B)`, `(b)`, the text of choice b; several as `a, c`, `a and c` or `ac`. */
function keysIn(given: string, choices: Choices): string[] | undefined {
  const all = Object.entries(choices ?? {});
  // The beginning of a choice, or a good part of it, is as good as all of it when no other one has it.
  const partly = all.filter(([, text]) => given.trim().length > 7 && plain(text).includes(plain(given)));
  const one = (part: string): string | undefined => {
    const key = plain(part).replace(/^\(|[).:]$/g, '');
    return all.find(([name, text]) => name.toLowerCase() === key || plain(text) === plain(part))?.[0];
  };
  const whole = one(given);
  if (whole !== undefined) return [whole];
  if (partly.length === 1) return [partly[0]![0]];
  // A letter and then the reason: `(b) the machine`, `b: it is the machine`.
  const [, letter] = /^\(?([a-z])[):.]\s+(?!\(?[a-z]\b[).]?(?:\W|$))/i.exec(given.trim()) ?? [];
  const lettered = letter && one(letter);
  if (lettered) return [lettered];
  const letters = [...bare(given)].map(one);
  if (/^[a-z]+$/i.test(bare(given)) && letters.every((key) => key !== undefined))
    return [...new Set(letters)].sort();
  const keys = bare(given)
    .split(/\s*(?:,|;|\band\b|&|\s)\s*/)
    .filter((part) => part !== '')
    .map(one);
  return keys.length > 0 && keys.every((key) => key !== undefined) ? [...new Set(keys)].sort() : undefined;
}
