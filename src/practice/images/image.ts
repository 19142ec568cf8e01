/** One layer of an image as the store keeps it. */
export interface StoredLayer {
  /** Digest of the compressed bytes, as they came and as they are pushed. */
  readonly digest: string;
  /** Compressed bytes. */
  readonly size: number;
  /** Digest of the bytes before compression; `rootfs.diff_ids` of the configuration. */
  readonly diffId: string;
  /** Bytes of its files, as Docker counts an image's size. */
  readonly unpacked: number;
  /** Bytes before compression: its files with the archive around them. */
  readonly tarSize: number;
}

/** An image: its configuration's digest is its id, as in Docker's own image store. */
export interface Image {
  readonly id: string;
  readonly layers: readonly StoredLayer[];
  /** RFC 3339; the zero time of Go when it was never tagged. */
  readonly taggedAt: string;
}

/** Names of one repository: which tag and which manifest digest mean which image id. */
export interface RepositoryNames {
  /** `docker.io/library/alpine`. */
  readonly repository: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly digests: Readonly<Record<string, string>>;
}

export const NEVER = '0001-01-01T00:00:00Z';

/** Bytes of the files of all layers, as `docker image ls` counts. */
export function sizeOf(image: Image): number {
  return image.layers.reduce((sum, { unpacked }) => sum + unpacked, 0);
}
