import path from 'node:path';
import { readLayer, type LayerEntry } from '../../image/layer.ts';
import type { ImageStore } from '../images/image-store.ts';

/** What an image has at a path. */
export interface ImageEntry {
  readonly type: 'file' | 'directory' | 'symlink';
  readonly bytes: Uint8Array;
  /** Where a symbolic link points. */
  readonly target: string;
}

/** A name that hides what lower layers have (image specification, layer.md, "Whiteouts"). */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** How many links in a row are followed. */
const LINKS_MAX = 8;

/** The files of one image, put together from its layers. */
export class ImageFiles {
  readonly #entries: ReadonlyMap<string, ImageEntry>;

  private constructor(entries: ReadonlyMap<string, ImageEntry>) {
    this.#entries = entries;
  }

  /** Reads the layers; an image that is gone has no files. */
  static async of(imageId: string, images: ImageStore): Promise<ImageFiles> {
    const entries = new Map<string, ImageEntry>();
    for (const { digest } of images.byId(imageId)?.layers ?? []) {
      for (const entry of await readLayer(images.blobs.read(digest))) put(entries, entry);
    }
    return new ImageFiles(entries);
  }

  /** What is at an absolute path, links followed; undefined when nothing is. */
  find(absolute: string): ImageEntry | undefined {
    let at = absolute;
    for (let links = 0; links <= LINKS_MAX; links++) {
      if (at === '/') return folder;
      const entry = this.#entries.get(at) ?? (this.list(at).length > 0 ? folder : undefined);
      if (entry?.type !== 'symlink') return entry;
      at = path.posix.resolve(path.posix.dirname(at), entry.target);
    }
    return undefined;
  }

  /** Names in a folder, sorted. */
  list(absolute: string): string[] {
    const start = absolute === '/' ? '/' : `${absolute}/`;
    const names = [...this.#entries.keys()]
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length).split('/')[0]!);
    return [...new Set(names)].sort();
  }
}

const folder: ImageEntry = { type: 'directory', bytes: new Uint8Array(), target: '' };

function put(entries: Map<string, ImageEntry>, entry: LayerEntry): void {
  const at = path.posix.join('/', entry.path);
  const name = path.posix.basename(at);
  const parent = path.posix.dirname(at);
  if (name === OPAQUE) return removeBelow(entries, parent);
  if (name.startsWith(WHITEOUT)) {
    const hidden = path.posix.join(parent, name.slice(WHITEOUT.length));
    entries.delete(hidden);
    return removeBelow(entries, hidden);
  }
  if (entry.type === 'directory') entries.set(at, folder);
  else if (entry.type === 'symlink') {
    entries.set(at, { type: 'symlink', bytes: new Uint8Array(), target: entry.target ?? '' });
  } else if (entry.type === 'link') {
    const other = entries.get(path.posix.join('/', entry.target ?? ''));
    if (other) entries.set(at, other);
  } else {
    const { bytes = '' } = entry;
    entries.set(at, {
      type: 'file',
      bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
      target: '',
    });
  }
}

function removeBelow(entries: Map<string, ImageEntry>, parent: string): void {
  for (const name of [...entries.keys()]) if (name.startsWith(`${parent}/`)) entries.delete(name);
}
