import type { Claim, Proof, StepProof } from './proof.ts';

/**
 * One proof out of several runs of the same lab: a claim holds when it held each time; the first run in which it did not
 * gives its texts. A claim that was reached in some runs only counts in those. Times are means over the runs.
 */
export function mergeRuns(proofs: readonly Proof[]): Proof {
  const [first] = proofs;
  if (!first || proofs.length === 1) return first!;
  const steps = first.steps.map(({ id }) =>
    mergeSteps(proofs.map((proof) => proof.steps.find((step) => step.id === id)!)),
  );
  return {
    ...first,
    kept: proofs.find(({ ok, kept }) => !ok && kept)?.kept ?? first.kept,
    steps,
    ms: mean(proofs),
    ok: proofs.every(({ ok }) => ok),
  };
}

function mergeSteps(steps: readonly StepProof[]): StepProof {
  const reached = steps.filter(({ skipped }) => skipped === undefined);
  const [most] = [...reached].sort((a, b) => b.claims.length - a.claims.length);
  if (!most) return steps[0]!;
  const claims = most.claims.map((claim) =>
    mergeClaims(reached.flatMap((step) => step.claims.find((other) => sameClaim(other, claim)) ?? [])),
  );
  return { ...most, claims, ms: mean(reached) };
}

function sameClaim(a: Claim, b: Claim): boolean {
  return a.claim === b.claim && a.place.line === b.place.line && a.place.file === b.place.file;
}

function mergeClaims(claims: readonly Claim[]): Claim {
  const bad = claims.filter(({ ok }) => !ok);
  return { ...(bad[0] ?? claims[0]!), ms: mean(claims), runs: { of: claims.length, failed: bad.length } };
}

function mean(timed: readonly { readonly ms: number }[]): number {
  return Math.round(timed.reduce((sum, { ms }) => sum + ms, 0) / timed.length);
}
