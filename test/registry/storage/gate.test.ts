import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { Gate } from '../../../src/registry/storage/gate.ts';
import { temporaryFolder } from '../start.ts';

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
