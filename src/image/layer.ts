import { packTar, unpackTar } from 'modern-tar';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { digestOf } from './digest.ts';
import { MEDIA_TYPES } from './media-types.ts';
import type { Descriptor } from './manifest.ts';

/** One file, folder or link of a layer. */
export interface LayerEntry {
  /** Relative to the root of the image, without a leading slash: `etc/motd`. */
  readonly path: string;
  /** `file` when not written. */
  readonly type?: 'file' | 'directory' | 'symlink' | 'link';
  readonly bytes?: Uint8Array | string;
  /** Permissions; 0o644, and 0o755 for folders, when not written. */
  readonly mode?: number;
  /** Where a link points. */
  readonly target?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: Date;
}

export interface Layer {
  /** The compressed bytes, as they are pushed. */
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
  /** Digest of the bytes before compression, as `rootfs.diff_ids` lists it. */
  readonly diffId: string;
}

/** A fixed time for entries without one, so that the same content has the same digest on every day. */
const EPOCH = new Date(0);

/** Where in a gzip header the operating system of the writer is noted (RFC 1952, 2.3), and its value for "unknown". */
const GZIP_OS = { offset: 9, unknown: 255 };

/** Packs entries, sorted by path, to a gzip-compressed tar whose digest depends only on them. */
export async function createLayer(
  entries: readonly LayerEntry[],
  mediaType: string = MEDIA_TYPES.ociLayerGzip,
): Promise<Layer> {
  const tar = await packLayer(entries);
  const bytes = await promisify(gzip)(tar, { level: constants.Z_BEST_COMPRESSION });
  bytes[GZIP_OS.offset] = GZIP_OS.unknown;
  return {
    bytes,
    descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length },
    diffId: digestOf(tar),
  };
}

/** The tar alone, uncompressed. */
export async function packLayer(entries: readonly LayerEntry[]): Promise<Uint8Array> {
  const sorted = [...entries].sort((one, other) =>
    one.path < other.path ? -1 : one.path > other.path ? 1 : 0,
  );
  return packTar(sorted.map(tarEntry));
}

/** The entries of a layer, compressed with gzip or not; throws when it is no tar. */
export async function readLayer(bytes: Uint8Array): Promise<LayerEntry[]> {
  const tar = bytes[0] === 0x1f && bytes[1] === 0x8b ? await promisify(gunzip)(bytes) : bytes;
  const entries = await unpackTar(new Uint8Array(tar), { strict: true });
  return entries.map(({ header, data }) => ({
    path: header.name.replace(/^\.?\/+/, '').replace(/\/+$/, ''),
    type: header.type as LayerEntry['type'] & string,
    ...(data === undefined ? {} : { bytes: data }),
    ...(header.mode === undefined ? {} : { mode: header.mode }),
    ...(header.linkname ? { target: header.linkname } : {}),
    ...(header.uid === undefined ? {} : { uid: header.uid }),
    ...(header.gid === undefined ? {} : { gid: header.gid }),
    ...(header.mtime === undefined ? {} : { mtime: header.mtime }),
  }));
}

function tarEntry(entry: LayerEntry) {
  const { type = 'file', uid = 0, gid = 0, mtime = EPOCH } = entry;
  const body = type === 'file' ? Buffer.from(entry.bytes ?? '') : undefined;
  return {
    header: {
      name: type === 'directory' ? `${entry.path}/` : entry.path,
      size: body?.length ?? 0,
      type,
      mode: entry.mode ?? (type === 'directory' ? 0o755 : 0o644),
      uid,
      gid,
      uname: '',
      gname: '',
      mtime,
      ...(entry.target === undefined ? {} : { linkname: entry.target }),
    },
    ...(body === undefined ? {} : { body }),
  };
}
