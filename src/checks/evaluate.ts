import type { CheckSpec, Step } from '../lab/lab.ts';
import { answer } from './answer.ts';
import { broken } from './finding.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { kinds } from './kinds.ts';
import { askedCommands, ran } from './ran.ts';
import { sentence } from './phrases.ts';
import { reasonOf } from './reason.ts';
import type { Verdict } from './verdict.ts';

/** Longer than any answer of a healthy engine or registry takes, in milliseconds. */
const PATIENCE_MS = 30_000;

/** A failed check of the round, which may explain why later ones find nothing. */
interface Failed {
  readonly kind: CheckKind;
  readonly spec: unknown;
  readonly verdict: Verdict;
}

/**
 * Evaluates all checks of a step, in order, and tells each verdict as it comes. Never rejects: what cannot be
 * evaluated is `broken`. A check that found nothing because an earlier one failed is `blocked`.
 * The step must come from an expanded lab.
 */
export async function evaluateStep(
  step: Pick<Step, 'check'>,
  world: World,
  onVerdict?: (verdict: Verdict) => void,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const failed: Failed[] = [];
  for (const [index, check] of step.check.entries()) {
    const others = step.check.filter((other) => other !== check && other.kind !== answer.kind);
    const askedElsewhere = others.length > 0 ? others.flatMap(commandsOf) : undefined;
    const verdict = await judge(check, index, { ...world, askedElsewhere }, failed);
    verdicts.push(verdict);
    onVerdict?.(verdict);
  }
  return verdicts;
}

/** The commands that a check asks for; none where it asks for a state. */
function commandsOf({ kind, spec }: CheckSpec): readonly string[] {
  return kind === ran.kind ? askedCommands(spec) : [];
}

/** The line that stands for a check before it was evaluated. */
export function checkTitle({ kind, spec }: CheckSpec): string {
  const known = kinds.get(kind);
  const parsed = known?.schema.safeParse(spec);
  return known && parsed?.success ? known.title(parsed.data) : kind;
}

async function judge(check: CheckSpec, index: number, world: World, failed: Failed[]): Promise<Verdict> {
  const about = { check: index, kind: check.kind, title: checkTitle(check) };
  const kind = kinds.get(check.kind);
  const parsed = kind?.schema.safeParse(check.spec);
  if (!kind || !parsed?.success) {
    const reason = kind ? (parsed?.error?.issues[0]?.message ?? '') : 'there is no such kind of check';
    return {
      ...about,
      ...broken(
        about.title,
        `the check itself is not valid: ${reason}`,
        'This is a fault of the lab: `workshop lint` shows where.',
      ),
    };
  }
  let evaluation: Evaluation;
  try {
    evaluation = await withinPatience(kind.evaluate(parsed.data, world), world.signal);
  } catch (error) {
    evaluation = broken(about.title, ...reasonOf(error, world));
  }
  const { lacks, ...finding } = evaluation;
  if (finding.status !== 'failed') return { ...about, ...finding };
  const verdict: Verdict = { ...about, ...finding };
  const cause = lacks && failed.find((earlier) => earlier.kind.explains?.(earlier.spec, lacks));
  failed.push({ kind, spec: parsed.data, verdict });
  if (!cause) return verdict;
  return {
    ...verdict,
    status: 'blocked',
    nearest: undefined,
    help: `First this: ${cause.verdict.title}. ${sentence(cause.verdict.actual)}.`,
  };
}

async function withinPatience<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${PATIENCE_MS / 1000} seconds`)),
      PATIENCE_MS,
    );
    stop = () => reject(new Error('the evaluation was ended early'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener('abort', stop);
  }
}
