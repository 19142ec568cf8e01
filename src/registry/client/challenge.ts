export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The challenges of a `WWW-Authenticate` header (RFC 9110, 11.6.1), several in one header too. */
export function parseChallenges(header: string | undefined): Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  const token = /\s*,?\s*(?:([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([A-Za-z][\w-]*)(?=\s|,|$))/gy;
  for (let match = token.exec(header ?? ''); match; match = token.exec(header ?? '')) {
    const [, key, quoted, plain, scheme] = match;
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: {} });
    else if (key !== undefined) {
      const value = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
      const last = found.at(-1);
      if (last) last.parameters[key.toLowerCase()] = value;
    }
  }
  return found;
}
