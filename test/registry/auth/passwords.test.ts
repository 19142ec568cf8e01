import bcrypt from 'bcryptjs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { HtpasswdFile } from '../../../src/registry/auth/htpasswd-file.ts';
import { passwordsOf, type Passwords } from '../../../src/registry/auth/passwords.ts';
import { temporaryFolder } from '../start.ts';

/** How much longer one may take than the other: generous, for machines that do other things beside. */
const RATIO_MAX = 8;

/** Milliseconds that a wrong password of each of these names takes: the median of several, taken in turn. */
async function timesOf(passwords: Passwords, names: readonly string[], password = 'wrong') {
  const times = names.map((): number[] => []);
  for (let round = 0; round < 5; round += 1) {
    for (const [index, name] of names.entries()) {
      const began = performance.now();
      expect(await passwords.verify(name, `${password}${round}`)).toBe(false);
      times[index]!.push(performance.now() - began);
    }
  }
  return times.map((all) => all.sort((one, other) => one - other)[2]!);
}

async function htpasswd(costs: Record<string, number>): Promise<HtpasswdFile> {
  const file = `${await temporaryFolder()}/htpasswd`;
  const lines = Object.entries(costs).map(
    async ([name, cost]) => `${name}:${await bcrypt.hash('right', cost)}\n`,
  );
  await writeFile(file, (await Promise.all(lines)).join(''));
  return new HtpasswdFile(file);
}

describe('time does not tell which names there are', () => {
  test.each([4, 9])('in an htpasswd file of cost %i', async (cost) => {
    const [known, unknown] = await timesOf(await htpasswd({ me: cost, you: cost }), ['me', 'nobody']);
    expect(unknown! / known!).toBeLessThan(RATIO_MAX);
    expect(known! / unknown!).toBeLessThan(RATIO_MAX);
  });

  test('nor in a file of several costs: strangers are as quick and as slow as members', async () => {
    const passwords = await htpasswd({ quick: 4, slow: 8 });
    const strangers = Array.from({ length: 40 }, (_, index) => `stranger ${index}`);
    const [quick, slow, ...times] = await timesOf(passwords, ['quick', 'slow', ...strangers]);
    const middle = Math.sqrt(quick! * slow!);
    const likeSlow = times.filter((time) => time > middle).length;
    expect(likeSlow).toBeGreaterThan(0);
    expect(likeSlow).toBeLessThan(strangers.length);
  });

  test('in a list', async () => {
    // Long enough that the work on it is what takes the time.
    const long = 'x'.repeat(8 * 1024 * 1024);
    const [known, unknown] = await timesOf(passwordsOf({ me: 'right' }), ['me', 'nobody'], long);
    expect(unknown! / known!).toBeLessThan(RATIO_MAX);
    expect(known! / unknown!).toBeLessThan(RATIO_MAX);
  });
});

describe('the password of somebody else', () => {
  test.each<[string, () => Promise<Passwords>]>([
    ['an htpasswd file', () => htpasswd({ me: 4 })],
    ['a list', async () => passwordsOf({ me: 'right' })],
  ])('opens nothing, nor does an empty one: %s', async (_kind, users) => {
    const passwords = await users();
    expect(await passwords.verify('me', 'right')).toBe(true);
    for (const name of ['nobody', '', 'Me', 'toString', '__proto__']) {
      for (const password of ['right', '', 'undefined']) {
        expect([name, await passwords.verify(name, password)]).toEqual([name, false]);
      }
    }
  });

  test.each(['$2x$05$', '$2b$03$', '$2b$99$'])('nor does an entry that is no hash: %s', async (begin) => {
    const file = `${await temporaryFolder()}/htpasswd`;
    await writeFile(file, `me:${begin}${'a'.repeat(53)}\nyou:$2b$05$${'é'.repeat(53)}\n`);
    const passwords = new HtpasswdFile(file);
    for (const name of ['me', 'you', 'nobody']) expect(await passwords.verify(name, 'x')).toBe(false);
  });

  test('nor in a file without users', async () => {
    expect(await (await htpasswd({})).verify('me', 'right')).toBe(false);
  });
});
