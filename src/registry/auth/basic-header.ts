export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** `Authorization: Basic …` (RFC 7617), or undefined when it is something else. */
export function parseBasic(header: string | undefined): BasicCredentials | undefined {
  const match = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '');
  if (!match) return undefined;
  const text = Buffer.from(match[1]!, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
