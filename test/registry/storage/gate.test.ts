import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Gate } from '../../../src/registry/storage/gate.ts';
import { Signs } from '../../../src/registry/storage/signs.ts';
import { temporaryFolder } from '../start.ts';

/** Whether this system says when a process started; where not, the age of a sign is all there is. */
const tellsStarts = existsSync('/proc/self/stat');
if (!tellsStarts) console.warn('skipped: signs by the start of their process, for there is no /proc here');

/** Two gates on one folder know nothing of each other but their files, as in two processes. */
async function twoGates() {
  const folder = await temporaryFolder();
  return { folder, one: new Gate(folder), other: new Gate(folder) };
}

function promise() {
  let resolve = () => {};
  const promised = new Promise<void>((done) => (resolve = done));
  return { promised, resolve };
}

test('who wants to be alone waits for everybody, and everybody waits for them', async () => {
  const { folder, one, other } = await twoGates();
  const happened: string[] = [];
  const [entered, leave] = [promise(), promise()];
  const passing = one.pass(async () => {
    entered.resolve();
    await leave.promised;
    happened.push('passed');
  });
  await entered.promised;
  const alone = other.alone(async () => {
    happened.push('alone');
    await new Promise((resolve) => setTimeout(resolve, 30));
    happened.push('done');
  });
  const late = alone.then(() => undefined);
  leave.resolve();
  await passing;
  await Promise.all([
    one.pass(async () => void happened.push('next')),
    one.alone(async () => undefined),
    late,
  ]);
  expect(happened).toEqual(['passed', 'alone', 'done', 'next']);
  expect(readdirSync(folder)).toEqual([]);
});

test('many pass at once, and none of them while somebody is alone', async () => {
  const { one, other } = await twoGates();
  let [passing, alone] = [0, 0];
  const mixed = async () => {
    passing += 1;
    expect(alone).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    passing -= 1;
  };
  const single = async () => {
    alone += 1;
    expect([alone, passing]).toEqual([1, 0]);
    await new Promise((resolve) => setImmediate(resolve));
    alone -= 1;
  };
  const work = Array.from({ length: 40 }, (_, i) =>
    [one, other].map((gate) => (i % 4 === 0 ? gate.alone(single) : gate.pass(mixed))),
  );
  await Promise.all(work.flat());
});

test('what a killed process left stops nobody', async () => {
  const { folder, one } = await twoGates();
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  for (const kind of ['passing', 'alone']) {
    writeFileSync(`${folder}/${kind}@${encodeURIComponent(hostname())}@${pid}@left`, '');
  }
  expect(await one.pass(async () => 'passed')).toBe('passed');
  expect(await one.alone(async () => 'alone')).toBe('alone');
  expect(readdirSync(folder)).toEqual([]);
});

describe('a sign of a process', () => {
  const elevenMinutesAgo = new Date(Date.now() - 11 * 60_000);

  /** One that this process has put up, and somebody who sees it. */
  async function oneSign() {
    const folder = await temporaryFolder();
    const [own, other] = [new Signs(folder), new Signs(folder)];
    own.putUp('passing');
    onTestFinished(() => own.takeDown('passing'));
    const [name] = readdirSync(folder);
    return { file: `${folder}/${name}`, other };
  }

  test.skipIf(!tellsStarts)('counts as long as the process lives on this machine, however old', async () => {
    const { file, other } = await oneSign();
    utimesSync(file, elevenMinutesAgo, elevenMinutesAgo);
    expect(other.othersUp('passing')).toBe(true);
    expect(existsSync(file)).toBe(true);
  });

  test.skipIf(!tellsStarts)('does not count when another process has its number by now', async () => {
    const { file, other } = await oneSign();
    renameSync(file, file.replace(/\d+$/, '1'));
    expect(other.othersUp('passing')).toBe(false);
  });

  test('counts by its age when it is of another machine, or does not say when the process started', async () => {
    for (const [part, replacement] of [
      [encodeURIComponent(hostname()), 'elsewhere'],
      [/\d+$/, ''],
    ] as const) {
      const { file, other } = await oneSign();
      const changed = file.replace(part, replacement);
      renameSync(file, changed);
      expect(other.othersUp('passing')).toBe(true);
      utimesSync(changed, elevenMinutesAgo, elevenMinutesAgo);
      expect(other.othersUp('passing')).toBe(false);
      expect(existsSync(changed)).toBe(false);
    }
  });
});
