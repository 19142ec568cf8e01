import { ApiFailure } from '../http/failure.ts';

/** What one archive may become, so that a few kilobytes never fill a disk or the memory. */
export interface ArchiveLimits {
  /** Bytes after decompression, of one layer or one archive. */
  readonly unpackedBytes: number;
  /** Entries of one archive. */
  readonly entries: number;
}

/** Larger than any image that a lab needs, and small enough for a laptop. */
export const ARCHIVE_LIMITS: ArchiveLimits = { unpackedBytes: 4 * 1024 ** 3, entries: 500_000 };

export function tooLarge({ unpackedBytes }: ArchiveLimits): ApiFailure {
  return new ApiFailure(
    413,
    `the archive grows to more than ${unpackedBytes} bytes when it is unpacked; practice takes no more than that`,
  );
}

export function tooManyEntries({ entries }: ArchiveLimits): ApiFailure {
  return new ApiFailure(
    413,
    `the archive has more than ${entries} entries; practice takes no more than that`,
  );
}
