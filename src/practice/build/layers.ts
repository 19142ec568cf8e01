import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { FileTree } from '../archive/file-tree.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { tooLarge } from '../archive/limits.ts';
import { Spool } from '../archive/spool.ts';
import type { StoredLayer } from '../images/image.ts';
import type { ImageStore } from '../images/image-store.ts';
import { LayerMeasure } from '../transfer/unpack.ts';

/** Where in a gzip header the operating system of the writer is noted (RFC 1952, 2.3), and its value for "unknown". */
const GZIP_OS = { offset: 9, unknown: 255 };

/**
 * Keeps a plain tar as a layer: compressed always in the same way, so that the same files are the same blob on every
 * machine and a registry that has them is not sent them again.
 */
export async function storeLayer(
  tar: Readable,
  store: ImageStore,
  limits: ArchiveLimits,
): Promise<StoredLayer> {
  const measure = new LayerMeasure();
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      measure.read(chunk);
      if (measure.tarSize > limits.unpackedBytes) done(tooLarge(limits));
      else done(null, chunk);
    },
  });
  let first = true;
  const unsigned = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (first) chunk[GZIP_OS.offset] = GZIP_OS.unknown;
      first = false;
      done(null, chunk);
    },
  });
  const { digest, size } = await store.blobs.create([tar, measured, createGzip({ level: 6 }), unsigned]);
  return { digest, size, ...measure.end() };
}

/** The files of stacks of layers, read when they are first asked for and forgotten with `close`. */
export class LayerTrees {
  readonly #store: ImageStore;
  readonly #folder: string;
  readonly #limits: ArchiveLimits;
  readonly #spools = new Map<string, Spool>();
  readonly #trees = new Map<string, FileTree>();

  constructor(store: ImageStore, folder: string, limits: ArchiveLimits) {
    this.#store = store;
    this.#folder = folder;
    this.#limits = limits;
  }

  async of(layers: readonly StoredLayer[]): Promise<FileTree> {
    const key = layers.map(({ digest }) => digest).join();
    const known = this.#trees.get(key);
    if (known) return known;
    const tree = new FileTree();
    for (const { digest } of layers) tree.apply(await this.#spool(digest), { whiteouts: true });
    this.#trees.set(key, tree);
    return tree;
  }

  async #spool(digest: string): Promise<Spool> {
    const known = this.#spools.get(digest);
    if (known) return known;
    const spool = await Spool.read(this.#store.blobs.stream(digest), this.#folder, this.#limits);
    this.#spools.set(digest, spool);
    return spool;
  }

  async close(): Promise<void> {
    for (const spool of this.#spools.values()) await spool.remove();
    this.#spools.clear();
    this.#trees.clear();
  }
}
