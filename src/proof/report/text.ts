import { claimsOf, claimTitle, isFlaky, type Claim, type Proof } from '../proof.ts';
import { oneLine, printable } from './printable.ts';

/** For people: a line for each lab that holds; for one that does not, all that is needed to see it again. */
export function textReport(proofs: readonly Proof[]): string {
  const tried = proofs.filter(({ skipped }) => !skipped);
  const failed = tried.filter(({ ok }) => !ok);
  const total =
    proofs.length < 2
      ? []
      : [
          failed.length === 0
            ? `All ${tried.length} labs tried are proved.`
            : `${failed.length} of ${tried.length} labs tried ${failed.length === 1 ? 'is' : 'are'} NOT proved: ${failed.map(({ lab }) => lab).join(', ')}.`,
        ];
  return [...proofs.map(labText), ...total, ''].join('\n');
}

function labText(proof: Proof): string {
  const name = `[${proof.engine}] ${proof.lab}`;
  if (proof.skipped) return `${name}: not tried: ${oneLine(proof.skipped)}`;
  const claims = claimsOf(proof);
  const bad = claims.filter(({ ok }) => !ok);
  const time = `${(proof.ms / 1000).toFixed(1)} s`;
  const kept = proof.kept ? [`  kept ${proof.kept}`] : [];
  const others = proof.steps.filter(({ skipped }) => skipped);
  if (proof.ok) {
    const mistakes = claims.filter(({ claim }) => claim === 'mistake').length;
    const steps = proof.steps.length - others.length;
    const part = others.length > 0 ? ` (${others.length} other steps not tried)` : '';
    return [
      `${name}: proved: ${plural(steps, 'step')}, ${plural(mistakes, 'mistake')}, ${time}${part}${slowest(proof)}`,
      ...kept,
    ].join('\n');
  }
  return [
    `${name}: NOT proved: ${bad.length} of ${plural(claims.length, 'claim')} ${bad.length === 1 ? 'does' : 'do'} not hold, ${time}`,
    ...proof.steps.flatMap((step) =>
      step.claims.filter(({ ok }) => !ok).map((claim) => claimText(step.id, claim)),
    ),
    ...others.map(({ id, skipped }) => `  step ${id}: not tried: ${oneLine(skipped ?? '')}`),
    ...kept,
    '',
  ].join('\n');
}

/** The steps that took most of a long time. */
function slowest({ steps, ms }: Proof): string {
  if (ms < LONG_MS) return '';
  const slow = [...steps].sort((one, other) => other.ms - one.ms).slice(0, 3);
  return ` (slowest: ${slow.map((step) => `${step.id} ${(step.ms / 1000).toFixed(1)} s`).join(', ')})`;
}

/** A lab that takes longer is worth a look, in milliseconds: sixty seconds for eleven of them, two at a time. */
const LONG_MS = 11_000;

function claimText(step: string, claim: Claim): string {
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
    `  step ${step}: ${oneLine(claimTitle(claim))}: does not hold${flaky}`,
    ...facts.flatMap(([name, value]) => (value ? [`    ${name.padEnd(9)} ${indented(value)}`] : [])),
  ].join('\n');
}

/** Further lines of a value stand under its first. */
function indented(value: string): string {
  return printable(value)
    .trimEnd()
    .replaceAll('\n', `\n${' '.repeat(14)}`);
}

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
