import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { labCards } from '../../src/commands/lab-cards.ts';
import { nextLab } from '../../src/commands/next-lab.ts';

let state: string;
const env = (): NodeJS.ProcessEnv => ({ WORKSHOP_STATE: state });

beforeEach(() => void (state = mkdtempSync(path.join(tmpdir(), 'next-lab-'))));
afterEach(() => rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));

/** Writes down that every step of the lab is done. */
async function complete(id: string): Promise<void> {
  const { steps } = (await labCards(env())).find((card) => card.id === id)!;
  const folder = path.join(state, 'sessions', id);
  mkdirSync(folder, { recursive: true });
  const done = Object.fromEntries(steps.map((step) => [step, { state: 'done' }]));
  writeFileSync(path.join(folder, 'progress.json'), JSON.stringify({ usedAt: '2026-01-01', steps: done }));
}

test('the next lab is the one behind it on the path; what is complete is passed over', async () => {
  const [first, second, third] = await labCards(env());
  expect(await nextLab(first!.id, 'practice', env())).toEqual({
    id: second!.id,
    title: second!.title,
    start: `workshop start ${second!.id}`,
  });
  await complete(second!.id);
  expect((await nextLab(first!.id, 'practice', env()))?.id).toBe(third!.id);
});

test('at the end of the path it is what was left out before; with all complete there is none', async () => {
  const cards = await labCards(env());
  const last = cards.at(-1)!;
  expect((await nextLab(last.id, 'practice', env()))?.id).toBe(cards[0]!.id);
  for (const { id } of cards) await complete(id);
  expect(await nextLab(last.id, 'practice', env())).toBeUndefined();
});

test('who works on the real engine goes on there', async () => {
  const cards = await labCards(env());
  const at = cards.findIndex(({ engines }, index) => index > 0 && engines.includes('docker'));
  const { start } = (await nextLab(cards[at - 1]!.id, 'docker', env()))!;
  expect(start).toBe(`workshop start ${cards[at]!.id} --engine docker`);
});
