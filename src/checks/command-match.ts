import { isInvalid, parseReference, sameReference } from '../image/reference.ts';
import { editDistance, nearest } from '../lab/nearest.ts';
import type { Command } from './command-words.ts';
import { curlMethod, sameUrl, urlSlip } from './curl-words.ts';
import { FIRST_WORDS } from './docker-words.ts';
import { flagText } from './flags.ts';
import type { Flag } from './flags.ts';
import { code, joined, listed } from './phrases.ts';

export interface Difference {
  /** A clause about what was typed: "it lacks `--all-tags`". */
  readonly says: string;
  /** How far away it is: the smallest is the nearest. */
  readonly cost: number;
  /** It is a command that `docker` has, and another one. */
  readonly other?: boolean;
}

export interface MatchOptions {
  /** Operands beyond the wanted ones are a difference too: for answers, where nothing else was asked for. */
  readonly exactOperands?: boolean;
}

/** What a typed command lacks of the wanted one; undefined when it has all of it. More flags than wanted are fine. */
export function commandDifference(
  wanted: Command,
  typed: Command,
  { exactOperands = false }: MatchOptions = {},
): Difference | undefined {
  const program = programDifference(wanted, typed);
  if (program) return program;
  const parts: Difference[] = [];
  if (typed.command !== wanted.command) parts.push(otherCommand(wanted, typed));
  parts.push(...operandDifferences(wanted, typed, exactOperands), ...flagDifferences(wanted, typed));
  if (parts.length === 0) return undefined;
  // A wrong command explains everything behind it.
  const told = parts.filter(({ cost }) => cost >= 3).slice(0, 1);
  return {
    says: together((told.length ? told : parts).map(({ says }) => says)),
    cost: parts.reduce((sum, { cost }) => sum + cost, 0),
    other: parts.some(({ other }) => other),
  };
}

/** Clauses in one sentence; where one is long, an "and" would not show where the next begins. */
function together(clauses: readonly string[]): string {
  return clauses.some((clause) => /[:,]/.test(clause.replace(/`[^`]*`/g, '')))
    ? clauses.join('; ')
    : joined(clauses, 'and');
}

/** Above this cost it is no attempt at the same thing. */
const OTHER = 20;

function programDifference(wanted: Command, typed: Command): Difference | undefined {
  if (typed.program === wanted.program) return undefined;
  // The same request in the words of another program; what it does with the answer is not asked here.
  if (wanted.program === 'curl' && typed.program === 'wget') return undefined;
  const [prompt, program] = typed.words;
  if (prompt === '$' && program === wanted.program)
    return {
      says: `the ${code('$')} in front is the prompt, as examples show it: type what stands behind it`,
      cost: 1,
    };
  if (wanted.program === 'curl' && wanted.operands.some((url) => sameUrl(url, typed.words[0]!)))
    return { says: `an address alone is no command: put ${code('curl')} in front`, cost: 1 };
  const near = editDistance(typed.program.toLowerCase(), wanted.program, 2) <= 2;
  return {
    says: `the program is called ${code(wanted.program)}, not ${code(typed.program)}`,
    cost: near ? 3 : OTHER,
  };
}

function otherCommand(wanted: Command, typed: Command): Difference {
  const is = firstWord(typed);
  const meant = firstWord(wanted);
  if (typed.command === '') return { says: `behind ${code('docker')} the command is missing`, cost: 6 };
  const unknown = !FIRST_WORDS.includes(is);
  const near = unknown ? nearest(is, FIRST_WORDS) : undefined;
  // `docker service ls` for `docker service ps`: the first word alone would name no difference.
  const name = is === meant ? typed.command : is;
  const cost = near === meant ? 3 : 4;
  return {
    says: unknown
      ? `${code('docker')} has no command ${code(is)}${near ? `; there is ${code(near)}` : ''}`
      : `that is ${code(`docker ${name}`)}, another command`,
    cost,
    other: !unknown,
  };
}

/** The word after `docker`, as typed. */
function firstWord({ words, command }: Command): string {
  return words.find((word, index) => index > 0 && !word.startsWith('-')) ?? command;
}

function operandDifferences(wanted: Command, typed: Command, exact: boolean): Difference[] {
  const open = [...typed.operands];
  const lacking = wanted.operands.filter((operand) => {
    const at = open.findIndex((candidate) => sameOperand(wanted, operand, candidate));
    // In order: what stands before a match cannot match a later operand.
    if (at >= 0) open.splice(0, at + 1);
    return at < 0;
  });
  if (lacking.length === 0) {
    const extra = typed.operands.length - wanted.operands.length;
    const noFlag = wanted.program === 'curl' && typed.operands.find((word) => /^[a-z]+$/i.test(word));
    if (noFlag && !wanted.operands.includes(noFlag))
      return [{ says: `${code(noFlag)} without dashes is one more address to ask, not an option`, cost: 1 }];
    return exact && extra > 0 ? [{ says: `${code(typed.operands.at(-1)!)} is too much`, cost: 1 }] : [];
  }
  const others = typed.operands.filter(
    (is) => !wanted.operands.some((operand) => sameOperand(wanted, operand, is)),
  );
  if (others.length === 0) {
    const swapped = wanted.operands.length > 1 && wanted.operands.length === typed.operands.length;
    return [
      {
        says: swapped ? `the order is ${listed(wanted.operands)}` : `it lacks ${listed(lacking)}`,
        cost: lacking.length,
      },
    ];
  }
  const other = otherSubcommand(wanted, typed);
  if (other) return [other];
  const cost = lacking.reduce(
    (sum, operand) => sum + Math.min(2, 0.2 * editDistance(operand, others[0]!)),
    0,
  );
  if (others.every((word) => word === ''))
    return [{ says: `a variable in it is empty, where ${listed(lacking)} should be`, cost }];
  const slip = wanted.program === 'curl' ? urlSlip(lacking[0]!, others.at(-1)!) : undefined;
  if (slip) return [{ says: slip, cost }];
  return [{ says: `it names ${listed(others)}, not ${listed(lacking)}`, cost }];
}

/** `az acr repository show-tags` for `az acr repository list`: programs whose first words name what to do. */
function otherSubcommand(wanted: Command, typed: Command): Difference | undefined {
  if (['docker', 'curl'].includes(wanted.program)) return undefined;
  const at = wanted.operands.findIndex((word, index) => word !== typed.operands[index]);
  const word = typed.operands[at];
  if (
    at < 1 ||
    word === undefined ||
    ![...wanted.operands, word].every((one) => /^[a-z]+(-[a-z]+)*$/.test(one))
  )
    return undefined;
  const is = [typed.program, ...typed.operands.slice(0, at + 1)].join(' ');
  return { says: `that is ${code(is)}, another command`, cost: 4 };
}

function sameOperand({ program, command }: Command, wanted: string, is: string): boolean {
  if (wanted === is) return true;
  if (program === 'curl') return sameUrl(wanted, is);
  if (program !== 'docker') return trimmed(wanted) === trimmed(is);
  if (!/^image |^container (run|create)$|^inspect$/.test(command)) return false;
  const [one, other] = [parseReference(wanted), parseReference(is)];
  return !isInvalid(one) && !isInvalid(other) && sameReference(one, other);
}

function flagDifferences(wanted: Command, typed: Command): Difference[] {
  const differences: Difference[] = [];
  if (wanted.program === 'curl') {
    const [method, is] = [curlMethod(wanted.flags), curlMethod(typed.flags)];
    if (method !== is) differences.push({ says: `it asks with ${is}, not with ${method}`, cost: 1 });
  }
  for (const flag of wanted.flags) {
    if (wanted.program === 'curl' && ['head', 'request', 'get'].includes(flag.name)) continue;
    const same = typed.flags.filter(({ name }) => name === flag.name);
    if (same.some((other) => sameValue(flag, other))) continue;
    differences.push(
      same.length && same[0]!.value !== undefined
        ? { says: `it has ${code(flagText(same[0]!))}, not ${code(flagText(flag))}`, cost: 0.5 }
        : { says: `it lacks ${code(flagText(flag))}`, cost: 1 },
    );
  }
  return differences;
}

function sameValue(wanted: Flag, is: Flag): boolean {
  const plain = (value: string) => value.toLowerCase().replace(/\s+/g, '');
  if (wanted.name === 'header') return plain(wanted.value ?? '') === plain(is.value ?? '');
  return (wanted.value ?? 'true') === (is.value ?? 'true');
}

function trimmed(word: string): string {
  return word.replace(/^\.\//, '').replace(/(.)\/+$/, '$1');
}
