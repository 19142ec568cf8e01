import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MEASURE, OTHERS, nameOf, type Combination, type Outcome } from './combination.ts';
import { comparedLines, type Sequence } from './corpus.ts';
import { EngineUnderTest } from './engine.ts';
import { PARTS, Review, type Explanation, type Part } from './explained.ts';
import { makeImages, type KnownDigests } from './fixture.ts';
import { Normalizer } from './normalize.ts';
import { copyProgram, setStage, startEngine, type Stage } from './stage.ts';
import { removeFolder } from '../remove-folder.ts';

/** What one line did, made comparable: exit code, both outputs, and what the engine then has. */
export type Seen = Readonly<Record<Part, string>>;

export interface Difference {
  readonly sequence: string;
  readonly line: string;
  readonly combination: Combination;
  readonly part: Part;
  readonly real: string;
  readonly ours: string;
  /** Empty when nobody explained it. */
  readonly explanations: readonly Explanation[];
}

export interface Report {
  /** `docker 28.2.2` and the engine's version. */
  readonly command: string;
  readonly engine: string;
  readonly sequences: number;
  readonly commands: number;
  /** Sequences that need an engine of their own, and why they did not run. */
  readonly leftOut: readonly string[];
  /** Lines per combination. */
  readonly lines: ReadonlyMap<string, { agreed: number; explained: number; unexplained: number }>;
  readonly differences: readonly Difference[];
  readonly stale: readonly Explanation[];
  /** Waits that were in vain, in words. */
  readonly inVain: readonly string[];
  readonly seconds: number;
  /** How long each sequence took on each combination, in seconds. */
  readonly times: readonly Time[];
}

export interface Time {
  readonly sequence: string;
  readonly combination: Combination;
  readonly seconds: number;
}

export interface Wish {
  /** `unix:///…`: a real engine that tests may change. */
  readonly host: string;
  /** The real command; the first on the PATH when not given. */
  readonly docker?: string | undefined;
  readonly sequences: readonly Sequence[];
  readonly explanations: readonly Explanation[];
}

/** Runs every sequence on every combination and compares. Removes from the real engine what it made there. */
export async function runParity({
  host,
  docker: wanted = 'docker',
  sequences,
  explanations,
}: Wish): Promise<Report> {
  const begin = Date.now();
  const docker = realpathSync(
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', wanted], { encoding: 'utf8' }).trim(),
  );
  const version = /version ([\d.]+)/.exec(execFileSync(docker, ['--version'], { encoding: 'utf8' }))![1]!;
  const client = Number.parseInt(version, 10);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parity-'));
  const closers: (() => Promise<void>)[] = [];
  try {
    const ours = copyProgram(folder);
    const commands = { docker, ours: path.join(ours, 'docker.cjs') };
    const real = new EngineUnderTest(host);
    const leftOut = await prepare(real, sequences);
    const running = sequences.filter(({ name }) => !leftOut.includes(name));
    const known = await makeImages(path.join(folder, 'fixture'), await mirrorOf(real));
    const seen = new Map<string, Seen>();
    const inVain: string[] = [];
    const times: Time[] = [];
    const timed = async (sequence: Sequence, stage: Stage, engine: EngineUnderTest): Promise<void> => {
      const start = Date.now();
      inVain.push(...(await play(sequence, stage, engine, known, client, seen)));
      const { combination } = stage;
      times.push({ sequence: sequence.name, combination, seconds: (Date.now() - start) / 1000 });
    };
    /** The combinations of one engine, which take turns there. */
    const lane = async (
      combinations: readonly Combination[],
      hostOf: (folder: string) => Promise<string>,
    ) => {
      const own = path.join(folder, combinations.map(nameOf).join('+').replaceAll('/', '-'));
      const where = await hostOf(own);
      const mine = running.filter(({ engines }) => engines.includes(combinations[0]!.engine));
      const stageOf = async (combination: Combination, name: string): Promise<Stage> => {
        const stage = await setStage(path.join(own, name), folder, combination, commands, where);
        closers.push(stage.close);
        return stage;
      };
      const engine = new EngineUnderTest(where);
      await engine.keepWhatIsThere();
      const inTurn = async (): Promise<void> => {
        const stages = await Promise.all(
          combinations.map((combination) => stageOf(combination, combination.command)),
        );
        for (const sequence of mine.filter(({ beside }) => !beside)) {
          for (const stage of stages) await timed(sequence, stage, engine);
        }
      };
      const beside = combinations.flatMap((combination) =>
        mine
          .filter(({ beside }) => beside)
          .map(async (sequence, at) => {
            const stage = await stageOf(combination, `${combination.command}-${at}`);
            await timed(sequence, stage, engine);
          }),
      );
      try {
        await ended([inTurn(), ...beside]);
      } finally {
        await engine.clean();
      }
    };
    const practice = async (own: string): Promise<string> => {
      const { host, close } = await startEngine(own, ours);
      closers.push(close);
      return host;
    };
    await ended([
      lane([MEASURE, OTHERS[0]!], async () => host),
      lane([OTHERS[1]!], practice),
      lane([OTHERS[2]!], practice),
    ]);
    const { Version: engineVersion } = await real.get<{ Version: string }>('/version');
    return {
      command: `docker ${version}`,
      engine: `engine ${engineVersion}`,
      leftOut,
      inVain,
      times,
      ...compare(running, client, seen, explanations),
      seconds: (Date.now() - begin) / 1000,
    };
  } finally {
    for (const close of closers) await close();
    await removeFolder(folder);
  }
}

/** Waits until all have ended, so that nothing goes on in what is taken away then; throws what the first one threw. */
async function ended(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** Takes leftovers of other tests away, and tells which sequences cannot be compared for what else is there. */
async function prepare(real: EngineUnderTest, sequences: readonly Sequence[]): Promise<string[]> {
  await real.removeLeftovers();
  await real.keepWhatIsThere();
  if (real.strangers().length === 0) return [];
  return sequences.filter(({ alone }) => alone).map(({ name }) => name);
}

async function mirrorOf(real: EngineUnderTest): Promise<string> {
  const { RegistryConfig } = await real.get<{ RegistryConfig: { Mirrors: string[] | null } }>('/info');
  const mirror = RegistryConfig.Mirrors?.[0]?.replace(/\/$/, '');
  if (!mirror) throw new Error('the real engine has no mirror to take Linux programs from');
  return mirror;
}

/** Runs the lines of a sequence; returns what was waited for in vain. */
async function play(
  sequence: Sequence,
  { combination, place, vars }: Stage,
  engine: EngineUnderTest,
  known: KnownDigests,
  client: number,
  seen: Map<string, Seen>,
): Promise<string[]> {
  place.reset(sequence.files);
  const normalizer = new Normalizer(known, { ...vars, folder: place.folder });
  const compared = new Set<unknown>(comparedLines(sequence, client));
  const stateOf = async (): Promise<string[]> => (sequence.beside ? [] : engine.state(normalizer));
  const inVain: string[] = [];
  let before: string[] = [];
  try {
    for (const [index, line] of sequence.lines.entries()) {
      if ('until' in line) {
        const problem = await place.until(line.until);
        if (problem !== undefined)
          inVain.push(
            `${sequence.name} › ${line.until}\n  ${nameOf(combination)}: never came true\n${problem}`,
          );
        before = await stateOf();
      } else if (compared.has(line)) {
        const outcome = await place.run(line.run, line.stdin);
        const after = await stateOf();
        seen.set(keyOf(sequence, index, combination), normal(normalizer, outcome, changes(before, after)));
        before = after;
      }
    }
  } catch (error) {
    throw new Error(`${sequence.name}, ${nameOf(combination)}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    if (!sequence.beside) await engine.clean();
  }
  return inVain;
}

function normal(normalizer: Normalizer, { exit, stdout, stderr }: Outcome, state: string): Seen {
  return { exit, stdout: normalizer.text(stdout), stderr: normalizer.text(stderr), state };
}

/** What a line took away, and what it brought. */
function changes(before: readonly string[], after: readonly string[]): string {
  const rest = [...after];
  const gone = before.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [...gone.map((line) => `- ${line}\n`), ...rest.map((line) => `+ ${line}\n`)].join('');
}

const keyOf = (sequence: Sequence, index: number, combination: Combination): string =>
  `${sequence.name}\n${index}\n${nameOf(combination)}`;

function compare(
  sequences: readonly Sequence[],
  client: number,
  seen: ReadonlyMap<string, Seen>,
  explanations: readonly Explanation[],
): Pick<Report, 'sequences' | 'commands' | 'lines' | 'differences' | 'stale'> {
  const review = new Review(explanations, client);
  const counts = new Map(OTHERS.map((it) => [nameOf(it), { agreed: 0, explained: 0, unexplained: 0 }]));
  const differences: Difference[] = [];
  let commands = 0;
  for (const sequence of sequences) {
    const compared = new Set<unknown>(comparedLines(sequence, client));
    commands += compared.size;
    // Where there is no real engine, the real command in practice is the measure of ours.
    const measure = sequence.engines.includes('docker') ? MEASURE : OTHERS[1]!;
    for (const [index, line] of sequence.lines.entries()) {
      if (!compared.has(line) || !('run' in line)) continue;
      const real = seen.get(keyOf(sequence, index, measure))!;
      for (const combination of OTHERS) {
        const ours = seen.get(keyOf(sequence, index, combination));
        if (!ours || combination === measure) continue;
        const found = PARTS.filter((part) => real[part] !== ours[part]).map((part): Difference => {
          const asked = { line: line.run, part, combination };
          const explained = review.explain(asked, real[part], ours[part]) ?? [];
          return {
            ...asked,
            sequence: sequence.name,
            real: real[part],
            ours: ours[part],
            explanations: explained,
          };
        });
        differences.push(...found);
        const count = counts.get(nameOf(combination))!;
        if (found.length === 0) count.agreed++;
        else if (found.every(({ explanations: known }) => known.length > 0)) count.explained++;
        else count.unexplained++;
      }
    }
  }
  return { sequences: sequences.length, commands, lines: counts, differences, stale: review.stale() };
}
