import { expect, test } from 'vitest';
import { readShellLine, runSteps } from '../../../src/practice/exec/shell.ts';

/** What a line runs, when these commands fail; and its exit code. */
async function ran(line: string, failing: readonly string[] = []): Promise<[string[], number]> {
  const steps = readShellLine(line, { HOME: '/root' });
  if ('problem' in steps) throw new Error(steps.problem);
  const words: string[] = [];
  const code = await runSteps(steps, (one) => {
    words.push(one.join(' '));
    return Promise.resolve(failing.includes(one[0]!) ? 7 : 0);
  });
  return [words, code];
}

test.each<[string, string[], number]>([
  ['a; b', ['a', 'b'], 0],
  ['bad; b', ['bad', 'b'], 0],
  ['bad && b', ['bad'], 7],
  ['bad || b', ['bad', 'b'], 0],
  ['a || b', ['a'], 0],
  ['a && bad', ['a', 'bad'], 7],
  ['a; exit 3; b', ['a'], 3],
  ['bad; exit', ['bad'], 7],
  ['exit 256', [], 0],
  ['ls \'/a b\' $HOME "$HOME/x" *.txt # why', ['ls /a b /root /root/x *.txt'], 0],
  ['', [], 0],
])('sh -c %j', async (line, words, code) => {
  expect(await ran(line, ['bad'])).toEqual([words, code]);
});

test.each([
  ['cat x | wc', '`|`'],
  ['echo x > y', '`>`'],
  ['a &', '`&`'],
  ['(a)', '`(`'],
])('what is more than plain commands is named: %j', (line, problem) => {
  expect(readShellLine(line, {})).toEqual({ problem });
});
