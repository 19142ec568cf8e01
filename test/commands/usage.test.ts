import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/table.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeAll(() => void (bench = openWorkbench()));
afterAll(() => bench.close());

test.each([
  ['strat', 'did you mean `workshop start`?'],
  ['--verison', 'did you mean `workshop --version`?'],
  ['registry', 'workshop registry serve'],
  ['start', 'needs LAB'],
  ['start tinny', 'did you mean tiny?'],
  ['start tiny --enginee docker', 'did you mean --engine?'],
  ['start tiny --engine dokcer', 'did you mean docker?'],
  ['start tiny --engine', 'needs a value'],
  ['start tiny --plain=yes', 'takes no value'],
  ['start tiny more', 'does not take "more"'],
  ['start tiny --var word', 'write --var name=value'],
  ['start tiny --var wrod=x', 'word'],
  ['start ./none.yaml', 'there is no such file'],
  ['completion bahs', 'did you mean bash?'],
  ['demo tiny --speed fast', 'give a factor'],
  ['new Not_An_Id', 'lower-case'],
])('`workshop %s` exits 2 and says what to do', async (line, todo) => {
  const { code, stdout, stderr } = await bench.run(line.split(' '));
  expect(stderr).toContain(todo);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('the version is one line', async () => {
  expect(await bench.run(['--version'])).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

test('the help names every command, and no line is wider than 80 columns', async () => {
  const { code, stdout } = await bench.run(['--help']);
  for (const { name } of commands) expect(stdout).toContain(`  ${name} `);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(code).toBe(0);
});

describe.each(commands.map((command) => [command.name, command] as const))(
  'help of `%s`',
  (name, command) => {
    test('shows usage, every option and an example, and loads nothing', async () => {
      const { code, stdout } = await bench.run([...name.split(' '), '--help']);
      expect(stdout).toContain(`Usage: workshop ${name}`);
      for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
      expect(stdout).toContain(command.examples[0]![0]);
      expect(code).toBe(0);
      expect((await bench.run(['help', ...name.split(' ')])).stdout).toBe(stdout);
    });
  },
);
