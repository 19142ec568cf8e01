import type { Verdict } from '../checks/verdict.ts';
import { passed } from '../checks/verdict.ts';
import type { Mistake, Place, Step } from '../lab/lab.ts';
import { shellCommands } from '../lab/shell-lines.ts';
import { judgeArrival, judgeGreen, judgeMistake } from './judge.ts';
import type { Claim, ClaimName, Judgement } from './proof.ts';
import { lookUntil } from './settle.ts';
import type { Stage } from './stage.ts';
import { typeSolution } from './type-solution.ts';

export interface StepOutcome {
  readonly claims: readonly Claim[];
  /** The state after the step is that of its solution, so the next one can be tried. */
  readonly green: boolean;
}

export interface StepContext {
  readonly reproduce: string;
  /** Indexes of checks that failed on the empty machine. */
  readonly redWhenEmpty: ReadonlySet<number>;
  /** Mistakes are not tried. */
  readonly solutionsOnly: boolean;
  /** Brings a fresh session to the step's arrival. */
  readonly replay: () => Promise<void>;
  /** Throws when the run was interrupted. */
  readonly goOn: () => void;
}

/** Proves one step. The stage stands at its arrival, marked; afterwards it stands after its solution, marked. */
export async function proveStep(stage: Stage, step: Step, context: StepContext): Promise<StepOutcome> {
  const claims: Claim[] = [];
  const green = await tryStep(stage, step, context, claims).catch((error: unknown) => {
    if (error instanceof CouldNotTry) return false;
    throw error;
  });
  return { claims, green };
}

/** Thrown when a claim could not be tried: the state is unknown then, and nothing more can be claimed. */
class CouldNotTry extends Error {}

async function tryStep(stage: Stage, step: Step, context: StepContext, claims: Claim[]): Promise<boolean> {
  const { reproduce, replay, redWhenEmpty, solutionsOnly, goOn } = context;
  const claim = async (
    name: ClaimName,
    place: Place,
    judge: () => Promise<Judgement>,
  ): Promise<Judgement> => {
    goOn();
    const start = performance.now();
    const add = (judgement: Judgement): void => {
      const ms = Math.round(performance.now() - start);
      claims.push({ claim: name, ...judgement, ms, reproduce, place });
    };
    try {
      const judgement = await judge();
      goOn();
      add(judgement);
      return judgement;
    } catch (error) {
      goOn();
      add({ ok: false, detail: `It could not be tried: ${(error as Error).message}` });
      throw new CouldNotTry();
    }
  };

  await stage.enter(step);
  const start = performance.now();
  const arrival = await stage.look(step);
  const arrivalMs = Math.round(performance.now() - start);
  const red = new Set([...redWhenEmpty, ...failedOnes(arrival)]);
  /** The first claim, made after the mistakes: they show which checks can fail. */
  const claimArrival = (): void => {
    // Some checks are seen failing after a mistake only.
    const never = solutionsOnly ? [] : arrival.filter(({ check }) => !red.has(check));
    const judgement = judgeArrival(
      arrival,
      never.map(({ title }) => title),
    );
    const place = step.check[never[0]?.check ?? -1]?.place ?? step.place;
    claims.unshift({ claim: 'red on arrival', ...judgement, ms: arrivalMs, reproduce, place });
  };

  try {
    for (const mistake of solutionsOnly ? [] : step.mistakes) {
      await claim('mistake', mistake.place, async () => {
        const judgement = await tryMistake(stage, step, mistake, red);
        await stage.back(replay);
        await stage.enter(step);
        return judgement;
      });
    }
  } finally {
    claimArrival();
  }

  let verdicts: readonly Verdict[] = [];
  await claim('green after solution', step.place, async () => {
    const typing = await typeSolution(stage, step);
    verdicts = await lookUntil(stage, step, passed);
    const judgement = judgeGreen(verdicts, 'after the solution');
    if (typing.ok) return judgement;
    return judgement.ok ? typing : { ...typing, detail: `${typing.detail} ${judgement.detail}` };
  });
  if (!passed(verdicts)) return false;

  const { ok } = await claim('green again', step.place, async () => {
    const again = judgeGreen(await stage.look(step), 'when asked a second time');
    await stage.mark();
    if (!again.ok || !stage.restarts) return again;
    return judgeGreen(await stage.look(step), 'when asked after the engine was started anew');
  });
  return ok;
}

/** Types the mistake at the step's arrival, and adds to `red` what failed after it. */
async function tryMistake(stage: Stage, step: Step, mistake: Mistake, red: Set<number>): Promise<Judgement> {
  for (const line of shellCommands(mistake.run ?? '')) await stage.type(line);
  if (mistake.answer !== undefined) await stage.answer(step, mistake.answer);
  const verdicts = await lookUntil(stage, step, (now) => passed(now) || judgeMistake(mistake, now).ok);
  for (const index of failedOnes(verdicts)) red.add(index);
  return judgeMistake(mistake, verdicts);
}

const failedOnes = (verdicts: readonly Verdict[]): number[] =>
  verdicts.filter(({ status }) => status === 'failed').map(({ check }) => check);
