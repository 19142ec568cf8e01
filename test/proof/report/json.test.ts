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

test('nothing in a report steers a terminal that shows it, and nothing of it is lost', () => {
  const attacked = { ...good, title: 'a\u001b]0;b\u0007c\u009b2Jd\u007fe\u202ef' };
  const report = jsonReport([attacked]);
  expect(report).toMatch(/^[\n -~]*$/);
  expect((JSON.parse(report) as { labs: unknown[] }).labs[0]).toMatchObject(attacked);
});
