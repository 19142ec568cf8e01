import bcrypt from 'bcryptjs';
import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Attempts } from '../../../src/registry/auth/attempts.ts';
import { basicAuth } from '../../../src/registry/auth/basic.ts';
import { HtpasswdFile } from '../../../src/registry/auth/htpasswd-file.ts';
import { passwordsOf, type Passwords } from '../../../src/registry/auth/passwords.ts';
import { namespaceRights } from '../../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../../src/registry/auth/token-auth.ts';
import { startRegistry, temporaryFolder } from '../start.ts';

const GUESSES = 300;

/** So many are looked at before a wait would be too long; what comes after them is refused at once. */
const LOOKED_AT_MAX = 8;

async function htpasswd(): Promise<Passwords> {
  const file = `${await temporaryFolder()}/htpasswd`;
  await writeFile(file, `me:${await bcrypt.hash('right', 5)}\n`);
  return new HtpasswdFile(file);
}

const kinds: [string, () => Promise<Passwords>][] = [
  ['a list', async () => passwordsOf({ me: 'right', you: 'fine' })],
  ['an htpasswd file', htpasswd],
];

/** A registry with these users that counts how often a password is looked at. */
async function start(users: Passwords, login: 'basic' | 'token' = 'basic') {
  let looks = 0;
  const passwords: Passwords = {
    verify(username, password) {
      looks += 1;
      return users.verify(username, password);
    },
  };
  const auth =
    login === 'basic'
      ? basicAuth({ realm: 'r', passwords })
      : tokenAuth({ service: 's', passwords, rights: namespaceRights });
  const { url } = await startRegistry({ auth });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const path = login === 'basic' ? '/v2/' : '/token';
  const attempt = async (password: string): Promise<Response> => {
    const headers = { Authorization: `Basic ${btoa(`me:${password}`)}` };
    const response = await fetch(url + path, { headers, signal: stop.signal });
    await response.arrayBuffer();
    return response;
  };
  return { attempt, looks: () => looks };
}

/** Guesses all at once; returns when all but those that are waiting are answered. */
async function guess(attempt: (password: string) => Promise<Response>, count = GUESSES) {
  const answers: Response[] = [];
  for (let i = 0; i < count; i += 1) {
    attempt(`guess ${i}`).then(
      (answer) => answers.push(answer),
      () => undefined,
    );
  }
  await expect.poll(() => answers.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(count - LOOKED_AT_MAX);
  return answers;
}

describe.each(kinds)('with %s', (_kind, users) => {
  test('guesses that come all at once are no faster than one after the other', async () => {
    const { attempt, looks } = await start(await users());
    const answers = await guess(attempt);
    expect(looks()).toBeLessThanOrEqual(LOOKED_AT_MAX);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(answers.length - LOOKED_AT_MAX);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('the right one is let in at once however often it comes', async () => {
    const { attempt } = await start(await users());
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt('right')));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  });

  test('who was in before is not held up by guesses, not even from the same address', async () => {
    const { attempt } = await start(await users());
    expect((await attempt('right')).status).toBe(200);
    const answers = await guess(attempt);
    for (let i = 0; i < 3; i += 1) expect((await attempt('right')).status).toBe(200);
    expect(answers.length).toBeLessThan(GUESSES);
    // Nor does it free those who guess.
    expect((await attempt('one more')).status).toBe(429);
  });
});

test('the token endpoint does the same', async () => {
  const { attempt, looks } = await start(passwordsOf({ me: 'right' }), 'token');
  await guess(attempt);
  expect(looks()).toBeLessThanOrEqual(LOOKED_AT_MAX);
});

describe('what is remembered', () => {
  const wrong = async () => false;
  const right = async () => true;
  const of = (username: string, password = 'x', address = '127.0.0.1') => ({ username, password, address });

  /** What a guess gets within a moment; one that has to wait does not get it yet. */
  const atOnce = (attempts: Attempts, username: string, address?: string) =>
    Promise.race([attempts.guard(of(username, 'another', address), wrong), wait(200, 'waits')]);

  const storm = (attempts: Attempts, username: string) => {
    for (let i = 0; i < 20; i += 1) void attempts.guard(of(username, `guess ${i}`), wrong);
  };

  test('is of a name and an address', async () => {
    const attempts = new Attempts();
    storm(attempts, 'me');
    expect(await atOnce(attempts, 'me')).toBe('later');
    expect(await atOnce(attempts, 'you')).toBe(false);
    expect(await atOnce(attempts, 'me', '127.0.0.2')).toBe(false);
  });

  test('is bounded, and what is attacked stays when others are dropped', async () => {
    const attempts = new Attempts();
    storm(attempts, 'attacked');
    for (let i = 0; i < 25_000; i += 1) {
      await attempts.guard(of(`name ${i}`), wrong);
      if (i % 5000 === 0) await attempts.guard(of('attacked'), wrong);
    }
    expect(attempts.size).toBe(10_000);
    expect(await atOnce(attempts, 'attacked')).not.toBe(false);
  });

  test('is small, however long the names are', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return (heapUsed + external) / 1024 / 1024;
    };
    const before = used();
    const attempts = new Attempts();
    for (let i = 0; i < 10_000; i += 1) await attempts.guard(of(`${i} ${'u'.repeat(60_000)}`), wrong);
    expect(used() - before).toBeLessThan(60);
    expect(attempts.size).toBe(10_000);
  });

  test('a password that comes over several connections is looked at once', async () => {
    const attempts = new Attempts();
    let looks = 0;
    const slowly = async () => {
      looks += 1;
      await wait(50);
      return true;
    };
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () => attempts.guard(of('me', 'right'), slowly)),
    );
    expect([new Set(verdicts), looks]).toEqual([new Set([true]), 1]);
  });

  test('a password that is right no more is a guess like others', async () => {
    const attempts = new Attempts();
    expect(await attempts.guard(of('me'), right)).toBe(true);
    expect(await attempts.guard(of('me'), wrong)).toBe(false);
    storm(attempts, 'me');
    expect(await Promise.race([attempts.guard(of('me'), wrong), wait(200, 'waits')])).toBe('later');
  });

  test('a password that could not be looked at counts for nothing', async () => {
    const attempts = new Attempts();
    const broken = () => Promise.reject(new Error('no file'));
    for (let i = 0; i < 20; i += 1) {
      await expect(attempts.guard(of('me', `${i}`), broken)).rejects.toThrow('no file');
    }
    expect(await atOnce(attempts, 'me')).toBe(false);
  });
});
