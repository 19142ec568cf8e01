import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseDigest, type Digest } from '../../image/digest.ts';
import { unlessAbsent } from './absent.ts';

/** A push that pauses longer than this between its layers and its manifest has to send them again. */
export const PENDING_MS = 60 * 60_000;

/**
 * More pushes of the same content at once are not told apart: whoever asks for a blob again and again would make the
 * file longer each time.
 */
const PUSHES_MAX = 100;

/** `sent`: pushed or mounted by this push; `told`: it asked, and heard that the content is there. */
export type Promised = 'sent' | 'told';

/** What pushes in progress count on, at the moment of asking. */
export interface Counted {
  /** Whether any push counts on it. */
  has(text: string, why: Promised): boolean;
  hasIn(name: string, text: string, why: Promised): boolean;
}

/**
 * Content that pushes in progress count on, though no manifest names it yet. Each is a small file, so that a collector
 * in another process sees it, and a registry that was killed knows it again: `sha256-HEX-sent-KEY`, where the key stands
 * for the repository, with a byte for each push that counts on it.
 */
export class Pending {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(name: string, digest: Digest, why: Promised): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      countOneMore(this.#file(name, digest, why));
    } catch (error) {
      // Who only asks gets an answer also where nothing can be written; and then nothing can be pushed either.
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (why === 'sent' || !['EROFS', 'EACCES', 'ENOSPC', 'EDQUOT'].includes(code)) throw error;
    }
  }

  /** Whether a push to this repository was told, not long ago, that the content is there. */
  wasTold(name: string, digest: Digest): boolean {
    return isFresh(this.#file(name, digest, 'told'));
  }

  /** A manifest came, and keeps it from now on: one push less counts on it. What was sent counts first. */
  settle(name: string, text: string): void {
    const digest = parseDigest(text);
    if (!digest) return;
    for (const why of ['sent', 'told'] as const) {
      const file = this.#file(name, digest, why);
      const pushes = statSync(file, { throwIfNoEntry: false })?.size;
      if (pushes === undefined) continue;
      if (pushes > 1) truncateSync(file, pushes - 1);
      else rmSync(file, { force: true });
      return;
    }
  }

  /** Nobody counts on it any more. */
  forget(name: string, digest: Digest): void {
    for (const why of ['sent', 'told'] as const) rmSync(this.#file(name, digest, why), { force: true });
  }

  async counted(): Promise<Counted> {
    const files = ((await unlessAbsent(readdir(this.#folder))) ?? []).filter((name) =>
      isFresh(path.join(this.#folder, name)),
    );
    const anywhere = new Set(files.map((file) => file.slice(0, file.lastIndexOf('-'))));
    const inside = new Set(files);
    return {
      has: (text, why) => anywhere.has(`${text.replace(':', '-')}-${why}`),
      hasIn: (name, text, why) => inside.has(`${text.replace(':', '-')}-${why}-${keyOf(name)}`),
    };
  }

  /** Takes away what pushes count on no longer. */
  async sweep(): Promise<void> {
    for (const name of (await unlessAbsent(readdir(this.#folder))) ?? []) {
      const file = path.join(this.#folder, name);
      const since = (await unlessAbsent(stat(file)))?.mtimeMs;
      if (since === undefined || !isPast(since)) continue;
      // In one step with a second look, since a push may have begun to count on it in between.
      if (!isFresh(file)) rmSync(file, { force: true });
    }
  }

  #file(name: string, { algorithm, hex }: Digest, why: Promised): string {
    return path.join(this.#folder, `${algorithm}-${hex}-${why}-${keyOf(name)}`);
  }
}

/** A name may be as long as a file name may be, and has slashes. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

function countOneMore(file: string): void {
  const handle = openSync(file, 'a');
  try {
    const now = new Date();
    if (fstatSync(handle).size < PUSHES_MAX) writeSync(handle, '.');
    else futimesSync(handle, now, now);
  } finally {
    closeSync(handle);
  }
}

function isFresh(file: string): boolean {
  const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && !isPast(since);
}

function isPast(since: number): boolean {
  return Date.now() - since >= PENDING_MS;
}
