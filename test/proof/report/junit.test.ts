import { expect, test } from 'vitest';
import { junitReport } from '../../../src/proof/report/junit.ts';
import { bad, claim, good, proof, step, untried } from '../example.ts';
import { parseXml, type Element } from '../read-reports.ts';

const find = (element: Element, tag: string): Element[] => [
  ...(element.tag === tag ? [element] : []),
  ...element.children.flatMap((child) => find(child, tag)),
];

test('a suite for each lab, a case for each claim, with counts that agree', () => {
  const root = parseXml(junitReport([good, bad, untried]));
  expect(root.tag).toBe('testsuites');
  expect(root.attributes).toMatchObject({ tests: '7', failures: '1', skipped: '2', time: '4.500' });
  expect(root.children.map(({ attributes }) => attributes['name'])).toEqual([
    'good (practice)',
    'shop (practice)',
    'cloud (docker)',
  ]);
  for (const suite of root.children) {
    expect(find(suite, 'testcase')).toHaveLength(Number(suite.attributes['tests']));
    expect(find(suite, 'failure')).toHaveLength(Number(suite.attributes['failures']));
    expect(find(suite, 'skipped')).toHaveLength(Number(suite.attributes['skipped']));
    expect(find(suite, 'property').map(({ attributes }) => attributes['name'])).toContain('engine');
  }
  expect(find(root, 'testcase')[0]!.attributes).toEqual({
    classname: 'good.run',
    name: 'green after solution',
    time: '0.120',
  });
});

test('a failure says everything, and awkward text survives', () => {
  const [failure] = find(parseXml(junitReport([bad])), 'failure');
  expect(failure!.attributes['message']).toBe('Red, but with another diagnosis.\nA second line, "quoted".');
  expect(failure!.text).toContain('command: docker run -d --name "a&b" registry:2 # no <port>\ndocker ps\n');
  expect(failure!.text).toContain('actual: it said "nothing" & <left> ]]> \\ at all\n');
  expect(failure!.text).toContain('where: labs/shop.yaml:30:5');
  expect(failure!.text).toContain('reproduce: workshop verify shop --engine practice --step run');
  expect(failure!.text).toContain('engine: practice');
});

test('no character can make it ill-formed', () => {
  const every = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join(' ');
  const claims = [claim({ ok: false, detail: every, command: every, actual: every })];
  const [failure] = find(parseXml(junitReport([proof({ steps: [step({ claims })] })])), 'failure');
  expect(failure!.attributes['message']).toContain('a b c');
  expect(failure!.attributes['message']).toContain('ä');
});
