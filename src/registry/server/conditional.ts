/** Whether `If-None-Match` names this entity (RFC 9110, 13.1.2): the client has it already. */
export function alreadyKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header
    .split(',')
    .map((part) => part.trim().replace(/^W\//, ''))
    .some((part) => part === '*' || part === etag || `"${part}"` === etag);
}
