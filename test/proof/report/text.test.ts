import { expect, test } from 'vitest';
import { textReport } from '../../../src/proof/report/text.ts';
import { bad, claim, good, proof, refuted, step, untried } from '../example.ts';

test('a lab that holds is one line, with engine, counts and time', () => {
  expect(textReport([good])).toBe('[practice] good: proved: 1 step, 0 mistakes, 1.5 s\n');
});

test('a lab that does not hold names step, check, command, expected, actual, place and how to see it again', () => {
  const text = textReport([bad]);
  expect(text).toContain('[practice] shop: NOT proved: 1 of 3 claims does not hold, 1.5 s\n');
  expect(text).toContain(
    '  step run: mistake: docker run -d --name "a&b" registry:2 # no <port> ; docker ps: does not hold\n',
  );
  expect(text).toContain('    check     container `registry` publishes 5000\n');
  expect(text).toContain(
    '    command   docker run -d --name "a&b" registry:2 # no <port>\n              docker ps\n',
  );
  expect(text).toContain('    expected  a failed check that says “publishes no port”\n');
  expect(text).toContain('    actual    it said "nothing" & <left> ]]> \\ at all\n');
  expect(text).toContain('    where     labs/shop.yaml:30:5\n');
  expect(text).toContain('    reproduce workshop verify shop --engine practice --step run\n');
  expect(text).toContain('  step stop: not tried: step `run` did not turn green\n');
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
});

test('several labs end with a sentence on all of them', () => {
  expect(textReport([good, bad, untried])).toMatch(/\n1 of 2 labs tried is NOT proved: shop\.\n$/);
  expect(textReport([good, untried])).toContain('[docker] cloud: not tried: it needs an account\n');
});

test('a claim that holds in some runs only is called flaky', () => {
  const flaky = claim({ ...refuted, runs: { of: 5, failed: 2 } });
  const text = textReport([proof({ steps: [step({ claims: [flaky] })] })]);
  expect(text).toContain('does not hold (flaky)\n');
  expect(text).toContain('    runs      2 of 5 did not hold\n');
});
