/** Bytes of a whole: the first one and how many. */
export interface Slice {
  readonly start: number;
  readonly length: number;
}

/**
 * A `Range` header over `size` bytes (RFC 9110, 14.1.2): `bytes=0-9`, `bytes=10-`, `bytes=-5`. Undefined when there is
 * none, or one that may be ignored (another unit, several ranges, nonsense): then the whole is sent. One that ends before
 * it starts is refused, as Docker's registry does, rather than answered with the whole.
 */
export function parseRange(header: string | undefined, size: number): Slice | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*([0-9]*)-([0-9]*)\s*$/i.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, length };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start >= size || end < start ? 'unsatisfiable' : { start, length: end - start + 1 };
}

/** A chunk's `Content-Range: 0-1023` (specification, "Pushing a blob in chunks"), with or without `bytes `. */
export function parseContentRange(header: string): Slice | undefined {
  const match = /^(?:bytes[ =])?([0-9]{1,15})-([0-9]{1,15})(?:\/(?:[0-9]+|\*))?$/.exec(header.trim());
  if (!match) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  return end < start ? undefined : { start, length: end - start + 1 };
}
