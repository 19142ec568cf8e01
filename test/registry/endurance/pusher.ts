import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { contentOf, imageOf, indexOf, type Content } from '../content.ts';
import { Unanswered, type Ask, type Reply } from './asking.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

/** Large enough for the thread that hashes, and for a flush before the end. */
const LARGE_BYTES = 12 * 1024 * 1024;
const SMALL_BYTES = 400_000;
const PIECE_BYTES = 64 * 1024;

/** An upload that a killed registry may have left in the middle. */
interface Begun {
  readonly path: string;
  readonly content: Content;
  /** So many bytes were said to be there. */
  acknowledged: number;
  /** Whether its last request was sent, so that it may be over. */
  closing: boolean;
}

interface Image {
  readonly manifest: Content;
  /** Pushed for this image only. */
  readonly blobs: readonly Content[];
}

/** How often each way of changing a registry was acknowledged. */
export type Counts = Map<string, number>;

/** Pushes to a repository in every way there is, and deletes from it, life after life of the registry. */
export class Pusher {
  readonly #name: string;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #counts: Counts;
  #images: Image[] = [];
  #begun: Begun | undefined;
  #ask: Ask = () => Promise.reject(new Error('no registry yet'));

  constructor(name: string, ledger: Ledger, random: Random, counts: Counts) {
    this.#name = name;
    this.#ledger = ledger;
    this.#random = random;
    this.#counts = counts;
  }

  /** Until the registry is gone; fails when it is gone though nobody killed it. */
  async pushUntilKilled(ask: Ask, isKilled: () => boolean): Promise<void> {
    this.#ask = ask;
    try {
      await this.#resume();
      for (;;) await this.#step();
    } catch (error) {
      if (!(error instanceof Unanswered) || !isKilled()) throw error;
    }
  }

  async #step(): Promise<void> {
    const chance = this.#random.next();
    if (chance < 0.1) return this.#deleteImage();
    if (chance < 0.2) return this.#deleteTag();
    const tag = `t${Math.floor(this.#random.next() * 3)}`;
    if (chance < 0.8) {
      this.#images.push(await this.#pushImage(tag));
      return;
    }
    // They belong to the index from now on, and are not deleted under it.
    const there = this.#images.splice(0, 2).filter((image) => this.#isThere(image));
    const children = there.length > 0 ? there : [await this.#pushImage(undefined)];
    await this.#putManifest(indexOf(children.map(({ manifest }) => manifest)), MEDIA_TYPES.ociIndex, tag);
    this.#count('index');
  }

  async #pushImage(tag: string | undefined): Promise<Image> {
    const config = contentOf(`{"config":"${randomBytes(8).toString('hex')}"}`);
    const large = this.#random.chance(0.04);
    const bytes = randomBytes(2 + Math.floor(this.#random.next() * (large ? LARGE_BYTES : SMALL_BYTES)));
    const layer = contentOf(bytes, this.#random.chance(0.2) ? 'sha512' : 'sha256');
    for (const blob of [config, layer]) await this.#pushBlob(blob);
    const mounted = this.#random.chance(0.3) ? await this.#mount() : [];
    const manifest = imageOf(config, [layer, ...mounted]);
    await this.#putManifest(manifest, MEDIA_TYPES.ociManifest, tag);
    return { manifest, blobs: [config, layer] };
  }

  async #putManifest({ bytes, digest }: Content, type: string, tag: string | undefined): Promise<void> {
    this.#ledger.trying(this.#name, 'manifests', digest);
    if (tag !== undefined) this.#ledger.tryingTag(this.#name, tag, digest);
    const headers = { 'Content-Type': type };
    await this.#expect(201, 'PUT', `manifests/${tag ?? digest}`, { headers, body: bytes });
    this.#ledger.done(this.#name, 'manifests', digest, 'there');
    if (tag !== undefined) this.#ledger.doneTag(this.#name, tag, digest);
  }

  async #pushBlob(content: Content): Promise<void> {
    this.#ledger.trying(this.#name, 'blobs', content.digest);
    const way = this.#random.pick(['single', 'whole', 'streamed', 'chunked'] as const);
    if (way === 'single') {
      await this.#expect(201, 'POST', `blobs/uploads/?digest=${content.digest}`, { body: content.bytes });
    } else {
      const { headers } = await this.#expect(202, 'POST', 'blobs/uploads/');
      const path = new URL(headers.get('location')!).pathname;
      this.#begun = { path, content, acknowledged: 0, closing: false };
      if (way === 'streamed') await this.#patch(this.#begun, 0, content.bytes.length, inPieces);
      if (way === 'chunked') {
        const middle = Math.floor(content.bytes.length / 2);
        await this.#patch(this.#begun, 0, middle);
        await this.#patch(this.#begun, middle, content.bytes.length - 1);
      }
      await this.#close(this.#begun);
    }
    this.#count(way);
    this.#pushed(content);
  }

  #pushed({ bytes, digest }: Content): void {
    if (bytes.length > SMALL_BYTES) this.#count('large');
    if (digest.startsWith('sha512')) this.#count('sha512');
    this.#ledger.done(this.#name, 'blobs', digest, 'there');
  }

  /** Sends bytes of an upload from where it is; without a form of their own with the range that they are. */
  async #patch(begun: Begun, from: number, to: number, form?: typeof inPieces): Promise<void> {
    if (to <= from) return;
    const bytes = begun.content.bytes.subarray(from, to);
    const question = form
      ? { body: form(bytes) }
      : { body: bytes, headers: { 'Content-Range': `${from}-${to - 1}` } };
    await this.#expect(202, 'PATCH', begun.path, question);
    begun.acknowledged = to;
  }

  /** The last bytes, and the digest. */
  async #close(begun: Begun): Promise<void> {
    const { path, content, acknowledged } = begun;
    begun.closing = true;
    const body = content.bytes.subarray(acknowledged);
    await this.#expect(201, 'PUT', `${path}?digest=${content.digest}`, { body });
    this.#begun = undefined;
  }

  /** Goes on with an upload that the kill interrupted, from where the registry says it is. */
  async #resume(): Promise<void> {
    const begun = this.#begun;
    if (!begun) return;
    const { content, path } = begun;
    const { status, headers } = await this.#ask('GET', path);
    if (status === 404) {
      this.#begun = undefined;
      // It was not answered, and yet it is done.
      if (begun.closing && this.#ledger.isThere(this.#name, 'blobs', content.digest)) return;
      throw new Error(`${path} is lost, with ${begun.acknowledged} bytes that were acknowledged`);
    }
    const last = Number(/^0-(\d+)$/.exec(headers.get('range') ?? '')?.[1]);
    // For none, too, it is `0-0`.
    const size = last === 0 ? 0 : last + 1;
    if (!(size >= begun.acknowledged && size <= content.bytes.length)) {
      throw new Error(
        `${path} has ${size} bytes of ${content.bytes.length}; ${begun.acknowledged} were acknowledged`,
      );
    }
    this.#ledger.trying(this.#name, 'blobs', content.digest);
    begun.acknowledged = size;
    if (this.#random.chance(0.5)) await this.#patch(begun, size, content.bytes.length);
    await this.#close(begun);
    if (size > 0) this.#count('resumed');
    this.#pushed(content);
  }

  /** A blob of another repository; none where nobody has one yet, or it went away again. */
  async #mount(): Promise<Content[]> {
    const others = this.#ledger.elsewhere(this.#name);
    if (others.length === 0) return [];
    const { name, digest } = this.#random.pick(others);
    this.#ledger.trying(this.#name, 'blobs', digest);
    const path = `/v2/${this.#name}/blobs/uploads/?mount=${digest}&from=${name}`;
    const { status, headers } = await this.#ask('POST', path);
    if (status === 202) {
      await this.#expect(204, 'DELETE', new URL(headers.get('location')!).pathname);
      return [];
    }
    if (status !== 201) throw new Error(`a mount was answered with ${status}`);
    this.#count('mounted');
    this.#ledger.done(this.#name, 'blobs', digest, 'there');
    return [{ bytes: Buffer.alloc(0), digest }];
  }

  async #deleteImage(): Promise<void> {
    const image = this.#images.shift();
    if (!image) return;
    const { digest } = image.manifest;
    // A push that was not answered may have put it there or not.
    if (!this.#isThere(image)) return;
    const tags = this.#ledger.tagged(this.#name, digest);
    for (const tag of tags) this.#ledger.tryingTag(this.#name, tag, undefined);
    await this.#delete('manifests', digest);
    for (const tag of tags) this.#ledger.doneTag(this.#name, tag, undefined);
    for (const blob of image.blobs) await this.#delete('blobs', blob.digest);
  }

  async #delete(kind: 'blobs' | 'manifests', digest: string): Promise<void> {
    this.#ledger.trying(this.#name, kind, digest);
    await this.#expect(202, 'DELETE', `${kind}/${digest}`);
    this.#count('deleted');
    this.#ledger.done(this.#name, kind, digest, 'gone');
  }

  async #deleteTag(): Promise<void> {
    const [image] = this.#images;
    const [tag] = image ? this.#ledger.tagged(this.#name, image.manifest.digest) : [];
    if (tag === undefined) return;
    this.#ledger.tryingTag(this.#name, tag, undefined);
    await this.#expect(202, 'DELETE', `manifests/${tag}`);
    this.#ledger.doneTag(this.#name, tag, undefined);
    this.#count('untagged');
  }

  async #expect(status: number, method: string, path: string, question?: Parameters<Ask>[2]): Promise<Reply> {
    const full = path.startsWith('/') ? path : `/v2/${this.#name}/${path}`;
    const reply = await this.#ask(method, full, question);
    if (reply.status === status) return reply;
    throw new Error(`${method} ${full} was answered with ${reply.status}: ${String(reply.body)}`);
  }

  #isThere({ manifest }: Image): boolean {
    return this.#ledger.isThere(this.#name, 'manifests', manifest.digest);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

/** Now and then with a pause, as from a disk that somebody else uses, too. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield new Uint8Array(bytes.subarray(at, at + PIECE_BYTES));
    if (at % (16 * PIECE_BYTES) === 0) await wait(1);
  }
}
