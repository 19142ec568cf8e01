import { expect, test } from 'vitest';
import { tapReport } from '../../../src/proof/report/tap.ts';
import { bad, good, untried } from '../example.ts';
import { parseTap } from '../read-reports.ts';

test('a point for each claim, with plan, numbers and skips', () => {
  const points = parseTap(tapReport([good, bad, untried]));
  expect(points.map(({ ok, description, skip }) => [ok, description, skip])).toEqual([
    [true, 'good (practice) run: green after solution', undefined],
    [true, 'good (practice) run: green again', undefined],
    [true, 'shop (practice) run: red on arrival', undefined],
    [
      false,
      'shop (practice) run: mistake: docker run -d --name "a&b" registry:2 # no <port> ; docker ps',
      undefined,
    ],
    [true, 'shop (practice) run: green after solution', undefined],
    [true, 'shop (practice) stop', 'step `run` did not turn green'],
    [true, 'cloud (docker)', 'it needs an account'],
  ]);
});

test('a point that fails carries what is needed to see it again', () => {
  const { diagnostics, ms } = parseTap(tapReport([bad])).find(({ ok }) => !ok)!;
  expect(diagnostics).toEqual({
    message: 'Red, but with another diagnosis.\nA second line, "quoted".',
    severity: 'fail',
    engine: 'practice',
    lab: 'shop',
    step: 'run',
    claim: 'mistake',
    check: 'container `registry` publishes 5000',
    command: 'docker run -d --name "a&b" registry:2 # no <port>\ndocker ps',
    expected: 'a failed check that says “publishes no port”',
    actual: 'it said "nothing" & <left> ]]> \\ at all',
    at: 'labs/shop.yaml:30:5',
    reproduce: 'workshop verify shop --engine practice --step run',
  });
  expect(ms).toBe(120);
});

test('each point tells how long it took', () => {
  expect(parseTap(tapReport([good])).map(({ ms }) => ms)).toEqual([120, 120]);
});
