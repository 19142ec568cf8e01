import { freePort } from '../free-port.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bareMachine, killEngine, labOf, linesOf, sitDown, type Machine, type Sitting } from './learner.ts';

const LAB = 'local-registry';
let machine: Machine;

beforeEach(async () => {
  machine = await bareMachine();
});
afterEach(() => machine.remove());

async function begin(): Promise<{ sitting: Sitting; lab: ReturnType<typeof labOf> }> {
  // Tests run side by side: each takes a port of its own.
  const sitting = sitDown(machine, LAB, ['--var', `port=${await freePort()}`]);
  const { vars } = await sitting.until('lab-started');
  return { sitting, lab: labOf(LAB, vars) };
}

test('typing the solutions walks through every step to the summary', async () => {
  const { sitting, lab } = await begin();
  for (const step of lab.steps) {
    await sitting.until('step-entered', (event) => event.step.id === step.id);
    for (const line of linesOf(step)) sitting.type(line);
    await sitting.until('step-done', (event) => event.step.id === step.id);
  }
  const { summary } = await sitting.until('lab-completed');
  expect(summary).toMatchObject({ lab: LAB, engine: 'practice', complete: true, hints: 0, solutions: 0 });
  sitting.child.stdin.end();
  expect(await sitting.ended).toBe(0);
});

test('a bare /check finds a killed engine at work again, with what it had', async () => {
  const { sitting, lab } = await begin();
  const [first, second] = lab.steps;
  await sitting.until('step-entered');
  for (const line of linesOf(first!)) sitting.type(line);
  await sitting.until('step-entered', ({ step }) => step.id === second!.id);
  await killEngine(machine, LAB);
  sitting.type('/back');
  await sitting.until('step-entered', ({ step }) => step.id === first!.id);
  sitting.type('/check');
  expect((await sitting.until('checked')).passed).toBe(true);
});

describe('killed at any step, the next start goes on there', () => {
  test.each([
    ['the app', true, false],
    ['the engine', false, true],
    ['both', true, true],
  ])(
    '%s',
    async (_, killApp, killTheEngine) => {
      const { sitting: first, lab } = await begin();
      let sitting = first;
      let entered = await sitting.until('step-entered');
      for (const [index, step] of lab.steps.entries()) {
        expect(entered.step.id).toBe(step.id);
        for (const line of linesOf(step)) sitting.type(line);
        await sitting.until('step-done', (event) => event.step.id === step.id);
        if (index === lab.steps.length - 1) break;
        if (killApp) {
          sitting.child.kill('SIGKILL');
          await sitting.ended;
        }
        if (killTheEngine) await killEngine(machine, LAB);
        if (killApp) {
          sitting = sitDown(machine, LAB);
          const started = await sitting.until('lab-started');
          expect(started.resumed).toBe(true);
          // The same port again: it stands in names of images and in mounts.
          expect(labOf(LAB, started.vars).steps).toEqual(lab.steps);
        }
        // The next step stands on what this one made: its checks turn green only if images, containers and data are still there.
        entered = await sitting.until('step-entered');
        expect(entered.states.slice(0, index + 1)).toEqual(Array<string>(index + 1).fill('done'));
      }
      expect((await sitting.until('lab-completed')).summary.complete).toBe(true);
      sitting.child.stdin.end();
      expect(await sitting.ended).toBe(0);
    },
    180_000,
  );
});
