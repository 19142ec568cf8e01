import { expect, test } from 'vitest';
import { jsonReport } from '../../../src/proof/report/json.ts';
import { bad, good, untried } from '../example.ts';

test('the proofs as data, with engines, counts and the outcome', () => {
  const report = JSON.parse(jsonReport([good, bad, untried])) as Record<string, unknown>;
  expect(report).toMatchObject({
    format: 1,
    engines: ['practice', 'docker'],
    ok: false,
    claims: 5,
    failed: 1,
  });
  expect(report['labs']).toMatchObject([good, { lab: 'shop', ok: false }, untried]);
});
