import { expect, test } from 'vitest';
import { checkTitle, evaluateStep } from '../../src/checks/evaluate.ts';
import { kinds } from '../../src/checks/kinds.ts';
import { passed } from '../../src/checks/verdict.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import { serve, step, typed, verdict, world } from './world.ts';

test('verdicts come in order, one for each check, as they are found', async () => {
  const { url } = await serve((_request, response) => void response.end());
  const seen: Verdict[] = [];
  const verdicts = await evaluateStep(
    step({ http: { url } }, { ran: 'ls' }, { http: { url, status: 201 } }),
    world({ typed: typed('ls') }),
    (one) => seen.push(one),
  );
  expect(verdicts.map(({ check, kind, status }) => [check, kind, status])).toEqual([
    [0, 'http', 'passed'],
    [1, 'ran', 'passed'],
    [2, 'http', 'failed'],
  ]);
  expect(seen).toEqual(verdicts);
  expect(passed(verdicts)).toBe(false);
  expect(passed(verdicts.slice(0, 2))).toBe(true);
});

test.each([{ image: 'alpine' }, { container: { name: 'registry' } }])(
  'an engine that does not answer breaks %o, and is named',
  async (check) => {
    const found = await verdict(check, world());
    expect(found.status).toBe('broken');
    expect(found.actual).toMatch(
      /^the practice engine at unix:\/\/.*docker\.sock does not answer \(ENOENT\)$/,
    );
    expect(found.help).toContain('Start the lab again');
  },
);

test('a spec that no longer is valid breaks the check, and no other', async () => {
  const [first, second] = await evaluateStep(
    step({ http: { url: 'x', stauts: 1 } }, { ran: 'ls' }),
    world({ typed: typed('ls') }),
  );
  expect(first).toMatchObject({
    status: 'broken',
    help: 'This is a fault of the lab: `workshop lint` shows where.',
  });
  expect(second!.status).toBe('passed');
});

test('an unknown kind breaks', async () => {
  expect(await verdict({ magic: {} }, world())).toMatchObject({ status: 'broken', title: 'magic' });
});

test('a signal ends an evaluation that waits', async () => {
  const stop = new AbortController();
  const { url } = await serve(() => stop.abort());
  const found = await verdict({ http: { url } }, world({ signal: stop.signal }));
  expect(found.status).toBe('broken');
});

test('a title can be told before anything is evaluated', () => {
  const title = (check: Record<string, unknown>) => checkTitle(step(check).check[0]!);
  expect(
    title({ container: { name: 'registry', image: 'registry', state: 'running', publishes: '5000:5000' } }),
  ).toBe('container `registry` is made of `registry`, runs and publishes 5000→5000');
  expect(title({ tags: { repository: 'localhost:5000/alpine', has: ['21.07', 'latest'] } })).toBe(
    '`localhost:5000/alpine` has the tags `21.07` and `latest`',
  );
  expect(title({ image: { name: 'alpine', absent: true } })).toBe('image `alpine` is not on the engine');
  expect(title({ ran: 'docker logs registry' })).toBe('you typed `docker logs registry`');
});

test('every kind is known by its own name', () => {
  expect([...kinds].every(([name, kind]) => kind.kind === name)).toBe(true);
  expect([...kinds.keys()]).toEqual(
    expect.arrayContaining(['image', 'container', 'http', 'tags', 'manifest', 'ran', 'answer', 'file']),
  );
});
