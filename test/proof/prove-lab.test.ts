import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { processesOf } from '../../src/proof/processes.ts';
import { claimTitle } from '../../src/proof/proof.ts';
import { openSandbox } from '../../src/proof/sandbox.ts';
import { firstRefuted, fixtureFile, prove, refutedIn } from './lab.ts';

test('a good lab is proved: every claim of every step', async () => {
  const proof = await prove('good');
  expect(refutedIn(proof)).toEqual([]);
  expect(proof).toMatchObject({ lab: 'good', engine: 'practice', ok: true, file: fixtureFile('good') });
  expect(proof.steps.map(({ id, claims }) => [id, claims.map(claimTitle)])).toEqual([
    [
      'write',
      [
        'red on arrival',
        'mistake: echo bye > note.txt',
        'mistake: echo hello > not.txt',
        'mistake: mkdir note.txt',
        'green after solution',
        'green again',
      ],
    ],
    ['question', ['red on arrival', 'mistake: /answer 80', 'green after solution', 'green again']],
    [
      'tag',
      [
        'red on arrival',
        'mistake: docker pull alpine ; docker tag alpine me/ap',
        'green after solution',
        'green again',
      ],
    ],
    ['refused', ['red on arrival', 'green after solution', 'green again']],
    ['clean-up', ['red on arrival', 'green after solution', 'green again', 'clean']],
  ]);
  for (const { claims } of proof.steps) {
    for (const { ms, detail, reproduce, place } of claims) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(detail).not.toBe('');
      expect(reproduce).toMatch(
        /^workshop verify test\/proof\/fixtures\/labs\/good.yaml --engine practice( --step [a-z-]+)?$/,
      );
      expect(place.file).toBe(fixtureFile('good'));
    }
  }
  // Plain data: nothing is lost on the way through JSON.
  expect(JSON.parse(JSON.stringify(proof))).toMatchObject({ lab: 'good', ok: true });
});

describe('what does not hold is named', () => {
  test('a check that cannot fail', async () => {
    const proof = await prove('cannot-fail');
    expect(refutedIn(proof)).toEqual(['write: red on arrival']);
    const claim = firstRefuted(proof);
    expect(claim.detail).toContain('never seen failing');
    expect(claim.check).toContain('`.`');
    expect(claim.check).not.toContain('note.txt');
    expect(claim.place.line).toBe(13);
  });

  test('a step that is done before it begins', async () => {
    const proof = await prove('green-on-arrival');
    expect(refutedIn(proof)).toEqual(['nothing: red on arrival']);
    expect(firstRefuted(proof).actual).toBe('all 1 check passed');
  });

  test('a solution that does not solve, and the steps that could not be tried for that', async () => {
    const proof = await prove('not-solved');
    expect(refutedIn(proof)).toEqual(['second: green after solution']);
    expect(firstRefuted(proof)).toMatchObject({
      check: expect.stringContaining('other.txt'),
      detail: expect.stringContaining('after the solution'),
      reproduce: 'workshop verify test/proof/fixtures/labs/not-solved.yaml --engine practice --step second',
    });
    expect(proof.steps.map(({ id, skipped }) => [id, skipped])).toEqual([
      ['first', undefined],
      ['second', undefined],
      ['third', 'step `second` before it is not green'],
    ]);
  });

  test('a mistake that passes', async () => {
    const proof = await prove('mistake-passes');
    expect(refutedIn(proof)).toEqual(['write: mistake: echo hello world > note.txt']);
    expect(firstRefuted(proof)).toMatchObject({
      command: 'echo hello world > note.txt',
      detail: expect.stringContaining('The mistake passes'),
      place: { line: 14 },
    });
  });

  test('a mistake with another diagnosis', async () => {
    const proof = await prove('wrong-diagnosis');
    expect(refutedIn(proof)).toEqual(['write: mistake: echo bye > note.txt']);
    expect(firstRefuted(proof)).toMatchObject({
      expected: 'a failed check that says “the moon is full”',
      actual: expect.stringContaining('note.txt'),
      detail: expect.stringContaining('another diagnosis'),
    });
  });

  test('a cleanup that forgets a container, an image and a volume', async () => {
    const proof = await prove('forgets');
    expect(refutedIn(proof)).toEqual(['clean-up: clean']);
    const { actual, detail, command } = firstRefuted(proof);
    expect(detail).toContain('`clean-up`, cleans up after the lab, and forgets');
    expect(actual).toMatch(
      /^container spare \(created, [0-9a-f]+\) is left; image me\/app:latest \([0-9a-f]+\) is left; volume shop-data is left$/,
    );
    expect(command).toBe('docker rm shop');
  });

  test('files and programs that a lab leaves outside of its session', async () => {
    const proof = await prove('leaves-outside');
    expect(refutedIn(proof)).toEqual(['write: clean']);
    expect(firstRefuted(proof).actual).toMatch(
      /^process \d+ still runs: sleep 600; in the home folder `registry-data` is left$/,
    );
  });

  test('a state that does not last', async () => {
    const proof = await prove('passes-once');
    expect(refutedIn(proof)).toEqual(['serve: green again']);
    expect(firstRefuted(proof).detail).toContain('when asked a second time');
  });

  test('a solution with a command that fails, with its exit code and what it said', async () => {
    const proof = await prove('command-fails');
    expect(refutedIn(proof)).toEqual(['write: green after solution']);
    expect(firstRefuted(proof)).toMatchObject({
      command: 'cat missing.txt',
      expected: 'exit code 0',
      actual: expect.stringMatching(/^exit code 1\n.*missing\.txt/),
    });
  });

  test('an answer that is not the right one', async () => {
    const proof = await prove('wrong-key');
    expect(refutedIn(proof)).toEqual(['question: green after solution']);
    expect(firstRefuted(proof).actual).toContain('403');
  });
});

test('one step alone: those before it are played, those after it left out', async () => {
  const proof = await prove('good', { step: 'question' });
  expect(proof.ok).toBe(true);
  expect(proof.steps.map(({ claims, skipped }) => [claims.length, skipped])).toEqual([
    [0, 'only step `question` was asked for'],
    [5, undefined],
    [0, 'only step `question` was asked for'],
    [0, 'only step `question` was asked for'],
    [0, 'only step `question` was asked for'],
  ]);
});

test('with keep the session stays as the lab left it, and nothing runs', async () => {
  const sandbox = await openSandbox();
  try {
    const room = await sandbox.room('lab');
    const proof = await prove('good', { room, keep: true });
    expect(proof.kept).toBe(room.folder);
    expect(existsSync(path.join(room.state, 'sessions/good/work/note.txt'))).toBe(true);
    expect(await processesOf(room.folder)).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

test('an interruption ends the running command and leaves no process', async () => {
  const sandbox = await openSandbox();
  try {
    const room = await sandbox.room('lab');
    const ending = new AbortController();
    const proving = prove('slow', { room, signal: ending.signal });
    const running = async (): Promise<boolean> =>
      (await processesOf(room.folder)).some(({ command }) => command === 'sleep 300');
    while (!(await running())) await new Promise((resolve) => setTimeout(resolve, 20));
    ending.abort();
    await expect(proving).rejects.toMatchObject({ exit: 130 });
    expect(await processesOf(room.folder)).toEqual([]);
  } finally {
    await sandbox.close();
  }
});
