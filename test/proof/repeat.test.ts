import { expect, test } from 'vitest';
import { claimsOf, isFlaky } from '../../src/proof/proof.ts';
import { mergeRuns } from '../../src/proof/repeat.ts';
import { claim, proof, refuted, step } from './example.ts';

const held = proof({ steps: [step({ claims: [claim(), claim({ ...refuted, ok: true, ms: 60 })] })] });
const failed = proof({ steps: [step({ claims: [claim(), refuted] })] });

test('a claim that fails once in three runs makes the lab fail, and is flaky', () => {
  const merged = mergeRuns([held, failed, held]);
  const [green, mistake] = claimsOf(merged);
  expect(merged.ok).toBe(false);
  expect(green).toMatchObject({ ok: true, runs: { of: 3, failed: 0 } });
  expect(mistake).toMatchObject({ ok: false, runs: { of: 3, failed: 1 }, actual: refuted.actual, ms: 80 });
  expect([green!, mistake!].map(isFlaky)).toEqual([false, true]);
});

test('a claim that never holds is not flaky', () => {
  expect(claimsOf(mergeRuns([failed, failed])).map(isFlaky)).toEqual([false, false]);
});

test('a step that some runs did not reach is judged by those that did', () => {
  const cut = proof({
    steps: [
      step({ claims: [claim({ ok: false })] }),
      step({ id: 'stop', claims: [], skipped: 'step `run` did not turn green' }),
    ],
  });
  const whole = proof({ steps: [step(), step({ id: 'stop' })] });
  const merged = mergeRuns([cut, whole, whole]);
  expect(merged.steps[1]).toMatchObject({ id: 'stop', claims: [{ ok: true, runs: { of: 2, failed: 0 } }] });
  expect(merged.steps[1]!.skipped).toBeUndefined();
});

test('one run stays as it is', () => {
  expect(mergeRuns([held])).toBe(held);
});
