export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** `key=value` or `key="value"` (RFC 9110, 11.2). */
const PARAMETER = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)(?=[\s,]|$))/;
/** A scheme, and the one piece of text that some have in the place of parameters. */
const SCHEME = /([A-Za-z][\w-]*)(?:\s+[\w.~+/-]+=*(?=\s*(?:,|$)))?(?=[\s,]|$)/;
const NEXT = new RegExp(`[\\s,]*(?:${PARAMETER.source}|${SCHEME.source})`, 'gy');

/** The challenges of a `WWW-Authenticate` header (RFC 9110, 11.6.1), several in one header too. */
export function parseChallenges(header = ''): Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  for (const [, key, quoted, plain, scheme] of header.matchAll(NEXT)) {
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: {} });
    const last = found.at(-1);
    if (key !== undefined && last)
      last.parameters[key.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  }
  return found;
}
