import { claimsOf, claimTitle, isFlaky, type Claim, type Proof } from '../proof.ts';
import { oneLine, printable } from './printable.ts';

/** For people: a line for each lab that holds; for one that does not, all that is needed to see it again. */
export function textReport(proofs: readonly Proof[]): string {
  return [...proofs.map(labText), ...totalOf(proofs), ''].join('\n');
}

/** What came of several labs together, one sentence; nothing of a single one. */
export function totalOf(proofs: readonly Proof[]): string[] {
  if (proofs.length < 2) return [];
  const tried = proofs.filter(({ skipped }) => !skipped);
  const failed = tried.filter(({ ok }) => !ok).map(({ lab }) => lab);
  if (failed.length === 0) return [`All ${tried.length} labs tried are proved.`];
  const are = failed.length === 1 ? 'is' : 'are';
  return [`${failed.length} of ${tried.length} labs tried ${are} NOT proved: ${failed.join(', ')}.`];
}

/** One lab's proof in words: for a line of its own each, whoever sets them. */
export interface ProofWords {
  readonly outcome: 'proved' | 'NOT proved' | 'not tried';
  readonly about: string;
  /** What does not hold, and where to see it again. */
  readonly details: readonly string[];
}

export function proofWords(proof: Proof): ProofWords {
  if (proof.skipped) return { outcome: 'not tried', about: oneLine(proof.skipped), details: [] };
  const claims = claimsOf(proof);
  const bad = claims.filter(({ ok }) => !ok);
  const time = `${(proof.ms / 1000).toFixed(1)} s`;
  const kept = proof.kept ? [`kept ${proof.kept}`] : [];
  const others = proof.steps.filter(({ skipped }) => skipped);
  if (proof.ok) {
    const mistakes = claims.filter(({ claim }) => claim === 'mistake').length;
    const steps = proof.steps.length - others.length;
    const part = others.length > 0 ? ` (${others.length} other steps not tried)` : '';
    const about = `${plural(steps, 'step')}, ${plural(mistakes, 'mistake')}, ${time}${part}${slowest(proof)}`;
    return { outcome: 'proved', about, details: kept };
  }
  const about = `${bad.length} of ${plural(claims.length, 'claim')} ${bad.length === 1 ? 'does' : 'do'} not hold, ${time}`;
  const details = [
    ...proof.steps.flatMap((step) =>
      step.claims.filter(({ ok }) => !ok).flatMap((claim) => claimLines(step.id, claim)),
    ),
    ...others.map(({ id, skipped }) => `step ${id}: not tried: ${oneLine(skipped ?? '')}`),
    ...kept,
  ];
  return { outcome: 'NOT proved', about, details };
}

function labText(proof: Proof): string {
  const { outcome, about, details } = proofWords(proof);
  const lines = [
    `[${proof.engine}] ${proof.lab}: ${outcome}: ${about}`,
    ...details.map((line) => `  ${line}`),
  ];
  return [...lines, ...(outcome === 'NOT proved' ? [''] : [])].join('\n');
}

/** The steps that took most of a long time. */
function slowest({ steps, ms }: Proof): string {
  if (ms < LONG_MS) return '';
  const slow = [...steps].sort((one, other) => other.ms - one.ms).slice(0, 3);
  return ` (slowest: ${slow.map((step) => `${step.id} ${(step.ms / 1000).toFixed(1)} s`).join(', ')})`;
}

/** A lab that takes longer is worth a look, in milliseconds: sixty seconds for eleven of them, two at a time. */
const LONG_MS = 11_000;

function claimLines(step: string, claim: Claim): string[] {
  const flaky = isFlaky(claim) ? ' (flaky)' : '';
  const facts: [string, string | undefined][] = [
    ['check', claim.check],
    ['command', claim.command],
    ['expected', claim.expected],
    ['actual', claim.actual],
    ['found', claim.detail],
    ['runs', claim.runs && `${claim.runs.failed} of ${claim.runs.of} did not hold`],
    ['where', `${claim.place.file}:${claim.place.line}:${claim.place.column}`],
    ['reproduce', claim.reproduce],
  ];
  return [
    `step ${step}: ${oneLine(claimTitle(claim))}: does not hold${flaky}`,
    ...facts.flatMap(([name, value]) => (value ? factLines(name, value) : [])),
  ];
}

/** Further lines of a value stand under its first. */
function factLines(name: string, value: string): string[] {
  const [first = '', ...rest] = printable(value).trimEnd().split('\n');
  return [`  ${name.padEnd(9)} ${first}`, ...rest.map((line) => ' '.repeat(12) + line)];
}

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
