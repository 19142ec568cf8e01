import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDigest } from '../../../src/image/digest.ts';
import { layoutOf } from '../../../src/registry/storage/layout.ts';
import { contentOf, imageOf, pushBlob, putManifest } from '../content.ts';
import { bundleServer, startServer } from '../endurance/serve-process.ts';
import { temporaryFolder } from '../start.ts';

/** One call to the system: its text, and the lines of the log in which it began and ended. */
interface Call {
  readonly text: string;
  readonly began: number;
  ended: number;
}

/** The log of `strace -f`: a call that another thread's interrupts ends in a line of its own. */
function readCalls(log: string): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, Call>();
  for (const [at, line] of log.split('\n').entries()) {
    const match = /^(\d+) +(.*)$/.exec(line);
    if (!match) continue;
    const [, thread, text] = match as unknown as [string, string, string];
    if (text.startsWith('<...')) {
      const call = open.get(thread);
      if (call) call.ended = at;
      continue;
    }
    const unfinished = text.endsWith('<unfinished ...>');
    const call = { text, began: at, ended: unfinished ? Infinity : at };
    calls.push(call);
    if (unfinished) open.set(thread, call);
  }
  return calls;
}

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return true;
  } catch (error) {
    console.warn(`skipped: no strace here, or it may not trace: ${(error as Error).message.split('\n')[0]}`);
    return false;
  }
}

/** What SIGKILL cannot show: that the bytes are with the disk, and not only with the system, when the client hears 201. */
test.skipIf(!canTrace())(
  'a push is answered when bytes, links and folders are flushed to the disk',
  async () => {
    const folder = await temporaryFolder();
    const root = `${folder}/root`;
    const log = `${folder}/log`;
    // With -D the server is the process that is started, and the one that watches it ends with it.
    const traced = [
      '-D',
      '-f',
      '-yy',
      '-s',
      '40',
      '-e',
      'trace=fdatasync,fsync,rename,write,writev',
      '-o',
      log,
    ];
    const { url } = await startServer(bundleServer(folder), root, ['strace', ...traced, process.execPath]);
    const layer = contentOf(randomBytes(3_000_000));
    const manifest = imageOf(layer, [layer]);
    expect((await pushBlob(url, 'team/app', layer)).status).toBe(201);
    expect((await putManifest(url, 'team/app', 'v1', manifest)).status).toBe(201);

    const calls = readCalls(readFileSync(log, 'utf8'));
    const answers = calls.filter(({ text }) => text.startsWith('write') && text.includes('"HTTP/1.1 201 '));
    expect(answers).toHaveLength(2);
    const layout = layoutOf(root);
    const renamed = (to: string) =>
      calls.find(({ text }) => text.startsWith('rename') && text.includes(`, "${to}"`))!;
    const flushed = (file: string, after: Call, before: Call) =>
      calls.some(
        ({ text, began, ended }) =>
          /^f(data)?sync/.test(text) &&
          text.includes(`<${file}>`) &&
          began > after.ended &&
          ended < before.began,
      );
    const expectDurable = (file: string, answer: Call) => {
      const rename = renamed(file);
      const from = /"(.*?)"/.exec(rename.text)![1]!;
      const written = calls.findLast(
        ({ text, began }) => /^writev?\(/.test(text) && text.includes(`<${from}>`) && began < rename.began,
      )!;
      expect(flushed(from, written, rename), `the bytes of ${file}`).toBe(true);
      const parent = file.slice(0, file.lastIndexOf('/'));
      expect(flushed(parent, rename, answer), `the entry of ${file}`).toBe(true);
      // Every folder on the way was made by these two pushes.
      for (let at = parent; at !== root; at = at.slice(0, at.lastIndexOf('/'))) {
        const above = at.slice(0, at.lastIndexOf('/'));
        expect(
          calls.some(
            ({ text, ended }) =>
              text.startsWith('fsync') && text.includes(`<${above}>`) && ended < answer.began,
          ),
          `the entry of ${at}`,
        ).toBe(true);
      }
    };
    const [blobAnswer, manifestAnswer] = answers as [Call, Call];
    const digest = parseDigest(layer.digest)!;
    expectDurable(layout.blobData(digest), blobAnswer);
    expectDurable(layout.layerLink('team/app', digest), blobAnswer);
    const revision = parseDigest(manifest.digest)!;
    expectDurable(layout.blobData(revision), manifestAnswer);
    expectDurable(layout.revisionLink('team/app', revision), manifestAnswer);
    expectDurable(layout.tagLink('team/app', 'v1'), manifestAnswer);
  },
  60_000,
);
