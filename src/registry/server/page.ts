import { failure, type Failure } from '../failure.ts';
import type { Exchange } from './exchange.ts';

export interface Page {
  readonly items: string[];
  /** The `Link` header when there is more (RFC 5988, relation "next"). */
  readonly headers: Record<string, string>;
}

/**
 * Specification, "Listing Tags": at most `n` items, those after `last`; both may be left out. Without `n`, `limit` holds
 * where one is given, as Docker's registry does for its catalog.
 */
export function page(
  exchange: Exchange,
  all: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): Page | Failure {
  const written = exchange.query.get('n');
  if (written !== null && !/^[0-9]{1,9}$/.test(written)) {
    return failure('PAGINATION_NUMBER_INVALID', { detail: { n: written.slice(0, 50) } });
  }
  const n = written === null ? limit : Number(written);
  const last = exchange.query.get('last');
  const sorted = all.toSorted(lexically);
  const start = last === null ? 0 : after(sorted, last);
  const items = sorted.slice(start, start + n);
  const more = items.length > 0 && start + items.length < sorted.length;
  if (!more) return { items, headers: {} };
  const next = new URLSearchParams({ last: items.at(-1)!, n: String(n) });
  return {
    items,
    headers: { Link: `<${exchange.context.prefix}${exchange.path}?${next.toString()}>; rel="next"` },
  };
}

/** The position of the first item greater than `last`, which need not be in the list. */
function after(sorted: string[], last: string): number {
  const index = sorted.findIndex((item) => lexically(item, last) > 0);
  return index < 0 ? sorted.length : index;
}

/** Specification, "Listing Tags": lexical order does not regard case; where nothing else differs, capitals come first. */
function lexically(one: string, other: string): number {
  return compare(one.toLowerCase(), other.toLowerCase()) || compare(one, other);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
