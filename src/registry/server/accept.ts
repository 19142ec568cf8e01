import { bareMediaType } from '../../image/media-types.ts';

/** What people write with curl when they mean "some JSON", and what clients send that take anything. */
const ANY = new Set(['*/*', 'application/*', 'application/json']);

/** Whether an `Accept` header allows this media type. Without one everything is allowed (RFC 9110, 12.5.1). */
export function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined || header.trim() === '') return true;
  return header
    .split(',')
    .map(bareMediaType)
    .some((type) => type === mediaType || ANY.has(type));
}
