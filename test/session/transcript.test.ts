import { appendFileSync, mkdtempSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newId, openTranscript } from '../../src/session/transcript.ts';
import type { TranscriptEntry } from '../../src/session/transcript.ts';
import { exit, program } from './child.ts';
import { removeFolder } from '../remove-folder.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'transcript-'));
afterAll(() => removeFolder(root));

let count = 0;
const fresh = (): string => path.join(root, `${count++}.jsonl`);
const entry = (line: string): TranscriptEntry => ({
  id: newId(),
  step: 'one',
  line,
  cwd: '/',
  exitCode: 0,
  at: new Date().toISOString(),
  ms: 1,
  env: {},
  from: 'app',
});

const writer = await program(`
  import { newId, openTranscript } from './transcript.ts';
  const [, , file, name, times] = process.argv;
  const transcript = openTranscript(file);
  const filler = 'x'.repeat(20000);
  console.log('started');
  for (let n = 0; n < Number(times); n++) {
    transcript.append({ id: newId(), step: 'one', line: name + ' ' + n, cwd: '/', exitCode: 0, at: '', ms: 1,
      output: { head: filler, total: 20000 }, env: {}, from: 'app' });
  }
`);

test('entries come back as they were written, and only their owner may read them', () => {
  const file = fresh();
  const transcript = openTranscript(file);
  transcript.append(entry('a'));
  transcript.append(entry('b\nc "d" é'));
  expect(transcript.entries().map(({ line }) => line)).toEqual(['a', 'b\nc "d" é']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a torn last line is passed over, and the next entry stands on a line of its own', () => {
  for (let cut = 1; cut < 80; cut += 7) {
    const file = fresh();
    const transcript = openTranscript(file);
    transcript.append(entry('whole'));
    transcript.append(entry('torn'));
    truncateSync(file, statSync(file).size - cut);
    expect(transcript.entries()[0]!.line).toBe('whole');
    transcript.append(entry('after'));
    const lines = transcript.entries().map(({ line }) => line);
    // Only the line break was cut: then the entry itself is whole.
    expect(lines).toEqual(cut === 1 ? ['whole', 'torn', 'after'] : ['whole', 'after']);
  }
});

test('lines that are none of ours are passed over', () => {
  const file = fresh();
  const transcript = openTranscript(file);
  transcript.append(entry('a'));
  appendFileSync(file, 'noise\n\n[]\nnull\n{"id":1}\n"text"\n');
  transcript.append(entry('b'));
  expect(transcript.entries().map(({ line }) => line)).toEqual(['a', 'b']);
});

test('several writers at once lose no line', async () => {
  const file = fresh();
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => exit(writer(file, name, '25'))));
  const lines = openTranscript(file)
    .entries()
    .map(({ line }) => line);
  expect(new Set(lines).size).toBe(100);
});

test('killed at any moment while writing, all earlier lines are there and later ones follow', async () => {
  const file = fresh();
  let known = 0;
  for (let round = 0; round < 20; round++) {
    const child = writer(file, `round-${round}`, '1000000');
    await new Promise((resolve) => child.stdout!.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 1 + round));
    child.kill('SIGKILL');
    await exit(child);
    const transcript = openTranscript(file);
    const now = transcript.entries().length;
    expect(now).toBeGreaterThanOrEqual(known);
    transcript.append(entry(`after ${round}`));
    expect(transcript.entries().at(-1)!.line).toBe(`after ${round}`);
    known = transcript.entries().length;
    if (statSync(file).size > 20_000_000) {
      truncateSync(file, 0);
      known = 0;
    }
  }
});
