import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Author,
  exit,
  number,
  subtract,
  less,
  multiply,
  add,
  equal,
  when,
} from '../../../src/practice/tiny/author.ts';
import type { Expression } from '../../../src/practice/tiny/language.ts';
import { elf } from '../../../src/practice/tiny/elf.ts';
import { box } from '../../../src/practice/tiny/sources/box.ts';
import { hello } from '../../../src/practice/tiny/sources/hello.ts';
import { wasm } from '../../../src/practice/tiny/wasm.ts';
import { machines } from './machines.ts';
import { removeFolder } from '../../remove-folder.ts';

const known = await machines();
let root = '';
beforeAll(() => (root = mkdtempSync(path.join(tmpdir(), 'tiny-'))));
afterAll(() => removeFolder(root));

describe.each(known)('programs of the practice images on $name', (machine) => {
  if (machine.missing) {
    console.log(`programs on ${machine.name}: skipped, ${machine.missing}`);
    test.skip(`not here: ${machine.missing}`);
    return;
  }
  const asked = (...argv: string[]) => machine.run(box('alpine'), argv, root);

  test('hello-world greets, whole, and ends well', async () => {
    const { code, out } = await machine.run(hello(), ['/hello'], root);
    expect(code).toBe(0);
    expect(out).toContain('Hello from a practice image!');
    expect(out).toMatch(/as a program of Linux\.\n\n$/);
  });

  test('a program does what its name says, whatever the path before it', async () => {
    expect(await asked('/bin/echo', 'one', 'two  three', 'vier ✓')).toEqual({
      code: 0,
      out: 'one two  three vier ✓\n',
      err: '',
    });
    expect(await asked('busybox', 'echo')).toEqual({ code: 0, out: '\n', err: '' });
    expect((await asked('true')).code).toBe(0);
    expect((await asked('false')).code).toBe(1);
  });

  test('cat copies files longer than its room, names the missing one, and tells by its code', async () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n');
    writeFileSync(path.join(root, 'long.txt'), long);
    const { code, out, err } = await asked('cat', 'long.txt', 'missing.txt');
    expect(out).toBe(long);
    expect(err).toBe("cat: can't open 'missing.txt'\n");
    expect(code).toBe(1);
    expect(await asked('cat')).toEqual({ code: 0, out: '', err: '' });
  });

  test('sleep comes back, a shell says what it is not', async () => {
    expect((await asked('sleep', '0')).code).toBe(0);
    expect((await asked('sleep')).code).toBe(1);
    expect((await asked('sh')).code).toBe(0);
    const { code, err } = await asked('sh', '-c', 'ls');
    expect(code).toBe(127);
    expect(err).toMatch(/practice stand-in of alpine/);
  });

  test('every operator of the language gives what arithmetic does', async () => {
    const n = number;
    const facts: Expression[] = [
      equal(add(n(100_000), n(-7)), n(99_993)),
      equal(multiply(n(1234), n(-5)), n(-6170)),
      equal(subtract(n(3), n(10)), n(-7)),
      less(n(-1), n(0)),
      equal(less(n(0), n(-1)), n(0)),
      equal(less(n(5), n(5)), n(0)),
      equal(equal(n(1), n(2)), n(0)),
    ];
    const author = new Author();
    const bodies = facts.map((fact, index) => when(equal(fact, n(0)), exit(index + 1)));
    expect((await machine.run(author.program([...bodies, exit(0)]), ['facts'], root)).code).toBe(0);
  });
});

test('the same program has the same bytes every time, and no architecture is made up', () => {
  expect(elf(box('alpine'), 'arm64')).toEqual(elf(box('alpine'), 'arm64'));
  expect(wasm(hello())).toEqual(wasm(hello()));
  expect(elf(hello(), 'riscv64')).toBeUndefined();
});
