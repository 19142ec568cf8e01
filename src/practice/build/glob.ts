/** True when a source is a pattern and not a name. */
export function isPattern(text: string): boolean {
  return /(^|[^\\])[*?[]/.test(text);
}

/** A pattern as Go's filepath.Match takes it: `*` and `?` stop at a slash, `[a-z]`, `[^a]`, `\*`. */
export function patternOf(text: string): RegExp | undefined {
  let source = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') source += escaped(text[++at] ?? '\\');
    else if (char === '[') {
      const end = text.indexOf(']', at + 2);
      if (end < 0) return undefined;
      const inside = text.slice(at + 1, end).replace(/[\\[]/g, '\\$&');
      source += `[${inside}]`;
      at = end;
    } else source += escaped(char);
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return undefined;
  }
}

const escaped = (char: string): string => (/[\^$.*+?()[\]{}|\\/]/.test(char) ? `\\${char}` : char);
