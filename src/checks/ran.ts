import { z } from 'zod';
import { commandDifference } from './command-match.ts';
import type { Difference } from './command-match.ts';
import { parseCommands } from './command-words.ts';
import type { Command } from './command-words.ts';
import { commandsTyped } from './commands-typed.ts';
import { containerName } from './engine-state.ts';
import { found, missed } from './finding.ts';
import type { CheckKind, Evaluation, TypedCommand, World } from './kind.ts';
import { mask } from './mask.ts';
import { code, firstLine, joined } from './phrases.ts';
import { text, texts } from './spec-parts.ts';

const full = z.strictObject({
  /** The command, or several of which one is enough. */
  command: texts,
  /** How it must end; 0 unless told. */
  exit: z.union([z.int().min(0).max(255), z.literal('any')]).default(0),
  /** A command, or one of several, that must have been typed before, and have succeeded. */
  after: texts.optional(),
  /** A shell variable that the line must read: the value typed as a word does not show that it was set. */
  reads: text.optional(),
  /** What must stand in that which it printed, or several of which one is enough. Not asked where nobody wrote that down. */
  prints: texts.optional(),
  /** What it proves, for people; the commands when not written. */
  title: text.optional(),
  /** What to try when it printed something else; without `prints` and `reads`, when it was not typed. */
  help: text.optional(),
});

type RanSpec = z.infer<typeof full>;

/** Above this cost a typed command was something else, not an attempt. */
const UNRELATED = 10;

/** Below this cost the wanted command was tried, with a slip in it. */
const ATTEMPT = 4;

/** The commands that a spec asks for, whichever way it is written. */
export function askedCommands(spec: unknown): readonly string[] {
  const parsed = ran.schema.safeParse(spec);
  return parsed.success ? parsed.data.command : [];
}

/** A command that was typed in this step, compared as its program would read it. */
export const ran: CheckKind<RanSpec> = {
  kind: 'ran',
  schema: z.union([
    z
      .union([text, z.array(text).min(1)])
      .transform((command): RanSpec => ({ command: [command].flat(), exit: 0 })),
    full,
  ]),
  title: ({ command, after, reads, prints, title }) =>
    title ??
    `you typed ${joined(command.map(code), 'or')}${after ? `, after ${joined(after.map(code), 'or')}` : ''}${reads ? `, with ${code(`$${reads}`)} in place of the value` : ''}${prints ? `, and it printed ${joined(prints.map(code), 'or')}` : ''}`,
  async evaluate({ command, exit, after, reads, prints, help }, world) {
    const expected = `${joined(command.map(code), 'or')}, typed in this step`;
    if (world.typed.length === 0) return missed(expected, 'nothing was typed in this step yet');
    const wanted = command.flatMap((line) => parseCommands(line).slice(0, 1));
    const names = await containersById(world);
    const attempts = world.typed.flatMap((typed) => attemptsOf(typed, wanted, names));
    const done = attempts.filter(({ difference }) => difference === undefined);
    const ended = done.filter(({ typed }) => exit === 'any' || typed.exitCode === exit);
    const well = ended.findLast(({ typed }) => hasRead(typed, reads) && hasPrinted(typed, prints));
    const first = after ? firstOf(after, world, names) : 0;
    const tooEarly = (typed: TypedCommand) => world.typed.indexOf(typed) < first;
    const short = ended.at(-1)?.typed;
    // What came in time and did not do is news; what came too early is not any more.
    if (well && tooEarly(well.typed) && tooEarly(short!))
      return missed(expected, `you typed ${shown(well.typed)} too early`, {
        help: `First comes ${joined(after!.map(code), 'or')}, and then this: type it once more.`,
      });
    if (well && !tooEarly(well.typed)) return found(expected, `you typed ${shown(well.typed)}`);
    if (short) return missed(expected, ...lackOf(short, { reads, prints, help }));
    const near = nearestOf(attempts.filter((one) => isAttempt(one, wanted, world.askedElsewhere)));
    const last = done.at(-1)?.typed;
    // What was tried after the failure is news; the failure is not any more.
    const newer =
      near &&
      near.difference!.cost < ATTEMPT &&
      attempts.findIndex(({ typed }) => typed === near.typed) >
        attempts.findIndex(({ typed }) => typed === last);
    if (last && !newer) {
      const due = exit === 0 ? '' : `, not ${exit}`;
      return missed(
        expected,
        `you typed ${shown(last)}, but it ended with exit code ${last.exitCode}${due}`,
        {
          help:
            exit === 0
              ? 'What it printed says why.'
              : last.exitCode === 0
                ? 'Here its refusal is what is wanted: type it with no more options than the task names.'
                : undefined,
        },
      );
    }
    return missed(expected, last ? 'it did not succeed yet' : 'it was not typed yet', {
      nearest: near && `you typed ${shown(near.typed)}: ${slipOf(near)}`,
      help: (prints ?? reads) === undefined && help !== undefined ? help : near ? undefined : advice(wanted),
    });
  },
  lint: ({ command, reads }) => [
    ...command.flatMap((line, index) => {
      const commands = parseCommands(line);
      if (commands.length !== 1)
        return [
          {
            message: `\`${line}\` is not one command`,
            path: ['command', index],
            suggestion: 'name one program with its words',
          },
        ];
      return [];
    }),
    ...(reads === undefined || /^[A-Za-z_]\w*$/.test(reads)
      ? []
      : [{ message: `\`${reads}\` is no name of a shell variable`, path: ['reads'] }]),
  ],
};

/** Where among the typed commands the first of these succeeded; behind all of them when none did. */
function firstOf(lines: readonly string[], { typed }: World, names: ReadonlyMap<string, string>): number {
  const wanted = lines.flatMap((line) => parseCommands(line).slice(0, 1));
  const at = typed.findIndex(
    (one) =>
      one.exitCode === 0 && attemptsOf(one, wanted, names).some(({ difference }) => difference === undefined),
  );
  return at < 0 ? typed.length : at;
}

function hasRead({ line }: TypedCommand, name: string | undefined): boolean {
  return name === undefined || new RegExp(`\\$\\{?${name}\\b`).test(line);
}

function hasPrinted({ printed }: TypedCommand, words: readonly string[] | undefined): boolean {
  const text = printed?.toLowerCase();
  return words === undefined || text === undefined || words.some((word) => text.includes(word.toLowerCase()));
}

/** The right command, which read no variable or printed something else. */
function lackOf(
  typed: TypedCommand,
  { reads, prints, help }: Pick<RanSpec, 'reads' | 'prints' | 'help'>,
): [actual: string, more: Partial<Evaluation>] {
  if (reads !== undefined && !hasRead(typed, reads))
    return [
      `you typed ${shown(typed)}, which reads no variable`,
      { help: `${code(`$${reads}`)} reads it, with the ${code('$')} in front.` },
    ];
  const last = (typed.printed ?? '').trimEnd().split('\n').at(-1)!;
  const nearest = last.trim() ? `it ended in ${code(firstLine(mask(last)))}` : 'it printed nothing';
  return [
    `you typed ${shown(typed)}, but it did not print ${joined((prints ?? []).map(code), 'or')}`,
    { nearest, help },
  ];
}

interface Attempt {
  readonly typed: TypedCommand;
  readonly difference: Difference | undefined;
}

/** Nothing nearer to what another check of the step asks for, nor another command of Docker that did its work. */
function isAttempt(
  { typed, difference }: Attempt,
  wanted: readonly Command[],
  elsewhere: readonly string[] | undefined,
): boolean {
  if (!difference) return false;
  if (!elsewhere) return true;
  if (difference.other && typed.exitCode === 0) return false;
  const [command] = commandsTyped(typed);
  if (!command) return true;
  const cost = (other: Command) => commandDifference(other, command)?.cost ?? 0;
  const others = elsewhere.flatMap((line) => parseCommands(line).slice(0, 1));
  return Math.min(...wanted.map(cost)) <= Math.min(...others.map(cost));
}

/** What the shell put in for `$(…)` is not known here. */
function slipOf({ typed, difference }: Attempt): string {
  return /\$\(|`/.test(typed.line) && difference!.cost < ATTEMPT
    ? 'what the shell puts in there is not seen here, so write the name out'
    : mask(difference!.says);
}

/** The last thing that was tried; without one, the least different of the commands typed for something else. */
function nearestOf(attempts: readonly Attempt[]): Attempt | undefined {
  const best = (most: number) =>
    attempts
      .filter(({ difference }) => difference!.cost < most)
      .reduceRight<Attempt | undefined>(
        (nearest, one) =>
          nearest && (nearest.typed !== one.typed || nearest.difference!.cost < one.difference!.cost)
            ? nearest
            : one,
        undefined,
      );
  return best(ATTEMPT) ?? best(UNRELATED);
}

function advice([wanted]: readonly Command[]): string {
  if (wanted?.program === 'docker')
    return 'The task says what the command shall do; `docker COMMAND --help` lists its flags.';
  return wanted?.program === 'curl'
    ? '`curl`, its options and an address: which ones, say the task and the text above.'
    : 'The task says what the command shall do.';
}

function attemptsOf(
  typed: TypedCommand,
  wanted: readonly Command[],
  names: ReadonlyMap<string, string>,
): Attempt[] {
  const commands = commandsTyped(typed).map((command) => withNames(command, names));
  return commands.flatMap((command) =>
    wanted.map((one) => ({ typed, difference: commandDifference(one, command) })),
  );
}

const HEX = /^[0-9a-f]{2,64}$/;

/** `docker logs 3f2a` names the container by its id: to compare, its name stands there. */
function withNames(command: Command, names: ReadonlyMap<string, string>): Command {
  if (command.program !== 'docker' || !/^container |^inspect$/.test(command.command)) return command;
  const operands = command.operands.map((operand) => {
    if (!HEX.test(operand) || [...names.values()].includes(operand)) return operand;
    const fits = [...names].filter(([id]) => id.startsWith(operand));
    return fits.length === 1 ? fits[0]![1] : operand;
  });
  return { ...command, operands };
}

/** Full id → name. An engine that does not answer is no reason not to look at words. */
async function containersById({ engine, typed }: World): Promise<ReadonlyMap<string, string>> {
  if (!typed.some(({ line }) => line.split(/\s+/).some((word) => HEX.test(word)))) return new Map();
  const all = await engine.api.listContainers({ all: true }).catch(() => []);
  return new Map(all.map((one) => [one.Id, containerName(one)]));
}

function shown({ line }: TypedCommand): string {
  return code(firstLine(mask(line)));
}
