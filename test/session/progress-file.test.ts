import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createProgress, openProgressFile, setDamagedAside } from '../../src/session/progress-file.ts';
import { stepOf, withStep } from '../../src/session/progress.ts';
import type { Progress } from '../../src/session/progress.ts';
import { exit, program } from './child.ts';
import { removeFolder } from '../remove-folder.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'progress-'));
afterAll(() => removeFolder(root));

const first: Progress = {
  format: 1,
  lab: 'lab',
  file: '/lab.yaml',
  engine: 'practice',
  vars: { port: '5000' },
  steps: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  usedAt: '2026-01-01T00:00:00.000Z',
  activeMs: 0,
  revision: 0,
};

let count = 0;
function fresh(change: Partial<Progress> = {}): string {
  const folder = mkdtempSync(path.join(root, `${count++}-`));
  const file = path.join(folder, 'progress.json');
  createProgress(file, { ...first, ...change });
  return file;
}

const adder = await program(`
  import { openProgressFile } from './progress-file.ts';
  import { stepOf, withStep } from './progress.ts';
  const [, , file, step, times] = process.argv;
  const progress = openProgressFile(file);
  console.log('started');
  for (let n = 0; n < Number(times); n++) {
    await progress.update((was) => withStep(was, step, { attempts: stepOf(was, step).attempts + 1 }));
  }
`);

test('a hundred updates at once from one process lose none', async () => {
  const file = fresh();
  const files = [openProgressFile(file), openProgressFile(file)];
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      files[n % 2]!.update((was) => withStep(was, 'a', { attempts: stepOf(was, 'a').attempts + 1 })),
    ),
  );
  const { now } = openProgressFile(file);
  expect(stepOf(now, 'a').attempts).toBe(100);
  expect(now.revision).toBe(100);
});

test('updates of several terminals at once lose none', async () => {
  const file = fresh();
  const codes = await Promise.all(['a', 'a', 'b', 'b'].map((step) => exit(adder(file, step, '25'))));
  expect(codes).toEqual([0, 0, 0, 0]);
  const { now } = openProgressFile(file);
  expect([stepOf(now, 'a').attempts, stepOf(now, 'b').attempts, now.revision]).toEqual([50, 50, 100]);
});

test('killed at any moment, the file is whole and the next update works', async () => {
  const file = fresh();
  let before = 0;
  for (let round = 0; round < 20; round++) {
    const child = adder(file, 'a', '100000');
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 1 + round * 2));
    child.kill('SIGKILL');
    await exit(child);
    const progress = openProgressFile(file);
    const { attempts } = stepOf(progress.now, 'a');
    expect(attempts).toBeGreaterThanOrEqual(before);
    expect(progress.now.revision).toBe(attempts);
    before = attempts + 1;
    await progress.update((was) => withStep(was, 'a', { attempts: attempts + 1 }));
  }
  expect(before).toBeGreaterThan(20);
  const left = readdirSync(path.dirname(file)).filter((name) => !/^(progress\.json|.*\.part)$/.test(name));
  expect(left).toEqual([]);
});

test('only its owner may read it', () => {
  expect(statSync(fresh()).mode & 0o777).toBe(0o600);
});

test('another terminal’s change is told, our own is not', async () => {
  const file = fresh();
  const app = openProgressFile(file);
  const seen: Progress[] = [];
  let wake = (): void => {};
  const stop = app.watch((progress) => {
    seen.push(progress);
    wake();
  });
  await app.update((was) => ({ ...was, current: 'one' }));
  const told = new Promise<void>((resolve) => (wake = resolve));
  await openProgressFile(file).update((was) =>
    withStep({ ...was, current: 'two' }, 'one', { state: 'done' }),
  );
  await told;
  stop();
  expect(seen.map(({ current }) => current)).toEqual(['two']);
  expect(stepOf(app.now, 'one').state).toBe('done');
});

test('a damaged file is put aside as it was', () => {
  for (const text of ['', '{"format":1', 'not json', '{"format":1,"lab":3}', '[]', 'null']) {
    const file = fresh();
    writeFileSync(file, text);
    const aside = setDamagedAside(file)!;
    expect(readFileSync(aside, 'utf8')).toBe(text);
    expect(path.basename(aside)).toMatch(/^progress\.json\.damaged-/);
    expect(setDamagedAside(file)).toBeUndefined();
  }
});

test('a file of a newer program is left alone, and said so', () => {
  const file = fresh();
  writeFileSync(file, JSON.stringify({ format: 2, whatever: true }));
  expect(() => openProgressFile(file)).toThrowError(
    expect.objectContaining({ what: expect.stringContaining('newer') as string, exit: 2 }),
  );
  expect(() => setDamagedAside(file)).toThrowError();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ format: 2, whatever: true });
});

test('what a later version adds to the same format is kept', async () => {
  const file = fresh({ extra: { a: 1 } } as Partial<Progress>);
  await openProgressFile(file).update((was) => ({ ...was, current: 'x' }));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ extra: { a: 1 }, current: 'x' });
});

test('a step with the name of an object’s own method is a step like others', async () => {
  const file = fresh();
  const progress = openProgressFile(file);
  expect(stepOf(progress.now, 'constructor').state).toBe('open');
  await progress.update((was) => withStep(was, 'constructor', { state: 'done' }));
  expect(stepOf(openProgressFile(file).now, 'constructor').state).toBe('done');
});

test('pauses do not count as time at work', async () => {
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  const began = Date.now();
  const short = openProgressFile(fresh({ usedAt: ago(60_000) }));
  await short.update((was) => was);
  expect(short.now.activeMs).toBeGreaterThanOrEqual(60_000);
  expect(short.now.activeMs).toBeLessThanOrEqual(60_000 + (Date.now() - began));
  const long = openProgressFile(fresh({ usedAt: ago(3_600_000) }));
  await long.update((was) => was);
  expect(long.now.activeMs).toBe(0);
});
