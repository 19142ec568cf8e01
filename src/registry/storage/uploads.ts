import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import type { Digest, DigestAlgorithm } from '../../image/digest.ts';
import { unlessAbsent } from './absent.ts';
import type { Blobs } from './blobs.ts';
import { makeDurably } from './durable.ts';
import type { Layers } from './layers.ts';
import { isUploadId, type Layout } from './layout.ts';
import { UploadSession } from './upload-session.ts';
import { removeFolder } from './remove-folder.ts';
import { Turns } from './turns.ts';

/** Blobs on their way in: one folder per upload, with its bytes and the time it started. */
export class Uploads {
  readonly #layout: Layout;
  readonly #blobs: Blobs;
  readonly #layers: Layers;
  readonly #sessions = new Map<string, UploadSession>();
  readonly #turns = new Turns();

  constructor(layout: Layout, blobs: Blobs, layers: Layers) {
    this.#layout = layout;
    this.#blobs = blobs;
    this.#layers = layers;
  }

  /** Starts an upload and returns its id. */
  async start(name: string, algorithm: DigestAlgorithm = 'sha256'): Promise<string> {
    const id = randomUUID();
    const folder = this.#layout.upload(name, id);
    try {
      await makeDurably(this.#layout.uploads(name));
      await mkdir(folder, { recursive: true });
      await writeFile(`${folder}/startedat`, new Date().toISOString());
      await writeFile(`${folder}/data`, '');
    } catch (error) {
      await removeFolder(folder);
      throw error;
    }
    this.#sessions.set(folder, new UploadSession(`${folder}/data`, algorithm));
    return id;
  }

  /** An upload under way, also one from before a restart or of another registry on the same folder. */
  find(name: string, id: string): UploadSession | undefined {
    const folder = this.#layout.upload(name, id);
    if (!existsSync(`${folder}/startedat`)) {
      this.#forget(folder);
      return undefined;
    }
    let session = this.#sessions.get(folder);
    if (!session) {
      session = new UploadSession(`${folder}/data`, 'sha256');
      this.#sessions.set(folder, session);
    }
    return session;
  }

  /**
   * Requests on the same upload wait for each other: a client that lost its connection may be back before we noticed.
   * `work` is told what is there when its turn comes.
   */
  exclusively<T>(
    name: string,
    id: string,
    work: (session: UploadSession | undefined) => Promise<T>,
  ): Promise<T> {
    return this.#turns.take(this.#layout.upload(name, id), () => work(this.find(name, id)));
  }

  /** Ends an upload: true when its bytes are the digest's, and then the repository has the blob. It is gone either way. */
  async finish(name: string, id: string, digest: Digest): Promise<boolean> {
    const session = this.find(name, id);
    const matches = session !== undefined && (await session.seal(digest.algorithm)) === digest.hex;
    if (matches)
      await this.#turns.take(`${name}@${digest.text}`, () => this.#keep(name, digest, session.file));
    await this.remove(name, id);
    return matches;
  }

  /** The link first: without bytes it is none, while bytes that no link leads to would be rubbish. */
  async #keep(name: string, digest: Digest, file: string): Promise<void> {
    const added = await this.#layers.add(name, digest);
    try {
      await this.#blobs.adopt(digest, file);
    } catch (error) {
      if (added) await this.#layers.remove(name, digest);
      throw error;
    }
  }

  async remove(name: string, id: string): Promise<void> {
    const folder = this.#layout.upload(name, id);
    this.#forget(folder);
    await removeFolder(folder);
  }

  #forget(folder: string): void {
    this.#sessions.get(folder)?.forget();
    this.#sessions.delete(folder);
  }

  /** Removes the uploads of a repository that nobody has touched for `age` milliseconds; returns how many. */
  async sweep(name: string, age: number): Promise<number> {
    let swept = 0;
    for (const id of (await unlessAbsent(readdir(this.#layout.uploads(name)))) ?? []) {
      if (!isUploadId(id)) continue;
      const seen = await this.#lastSeen(this.#layout.upload(name, id));
      if (seen === undefined || Date.now() - seen < age) continue;
      await this.remove(name, id);
      swept += 1;
    }
    return swept;
  }

  /**
   * When somebody last worked on an upload, in milliseconds since 1970. Its files say so, not what is written in
   * `startedat`: that comes a moment after the folder, and a slow line may need more than a day for a large layer.
   */
  async #lastSeen(folder: string): Promise<number | undefined> {
    const files = [folder, `${folder}/startedat`, `${folder}/data`];
    const times = await Promise.all(files.map(async (file) => (await unlessAbsent(stat(file)))?.mtimeMs));
    return times[0] === undefined ? undefined : Math.max(...times.map((time) => time ?? 0));
  }
}
