import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeEach(() => void (bench = openWorkbench()));
afterEach(() => bench.close());

test('a demo types the solutions, passes every step, and leaves nothing behind', async () => {
  const { code, stdout } = await bench.run(['demo', 'tiny'], { env: { TMPDIR: bench.home } });
  expect(stdout).toContain('$ echo harbor\nharbor\n✔ passed');
  expect(stdout).toContain('Answer: latest');
  expect(stdout).toContain('Lab complete, in practice.');
  expect(code).toBe(0);
  expect(existsSync(bench.state)).toBe(false);
  expect(readdirSync(bench.home)).toEqual([]);
});

test('a demo of a solution that does not solve exits 1 and says where', async () => {
  const { code, stdout } = await bench.run(['demo', 'unsolved/labs/unsolved.yaml']);
  expect(stdout).toContain('✘ not yet');
  expect(stdout).toContain('Step 1, “Say it”, is open');
  expect(code).toBe(1);
});

test('a demo that is interrupted cleans up and exits 130', async () => {
  const { child, said, ended } = bench.start(['demo', 'slow/labs/slow.yaml'], {
    env: { TMPDIR: bench.home },
  });
  await said('asleep\n');
  expect(readdirSync(bench.home)).toEqual([expect.stringMatching(/^workshop-demo-/)]);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(readdirSync(bench.home)).toEqual([]);
});

test('with a speed, letters come one after the other', async () => {
  const { stdout } = await bench.run(['demo', 'tiny', '--speed', '100']);
  expect(stdout).toContain('$ echo harbor\n');
  expect(stdout.match(/\$ echo harbor/g)).toHaveLength(1);
});
