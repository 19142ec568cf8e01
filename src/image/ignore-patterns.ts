/** The lines of a .dockerignore, ready to be asked. */
export interface IgnorePatterns {
  /** True when a path, relative to the context, is left out; the last line that fits it, or a folder above it, decides. */
  ignores(path: string): boolean;
  /** True when something below an ignored folder may still be wanted. */
  readonly hasExceptions: boolean;
}

interface Line {
  readonly pattern: RegExp;
  readonly exception: boolean;
}

/** Reads a .dockerignore: comments, `!` for exceptions, `*`, `?`, `[a-z]`, and `**` for any number of folders. */
export function ignorePatterns(text: string): IgnorePatterns {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => lineOf(line.trim()));
  return {
    hasExceptions: lines.some(({ exception }) => exception),
    ignores(path) {
      const parents = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
      let ignored = false;
      for (const { pattern, exception } of lines) {
        if (ignored === exception && parents.some((parent) => pattern.test(parent))) ignored = !exception;
      }
      return ignored;
    },
  };
}

function lineOf(line: string): Line[] {
  const exception = line.startsWith('!');
  const written = exception ? line.slice(1).trim() : line;
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  if (parts.length === 0) return [];
  const pattern = regExpOf(parts.join('/'));
  return pattern ? [{ pattern, exception }] : [];
}

function regExpOf(text: string): RegExp | undefined {
  let source = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (text.startsWith('**/', at)) {
      source += '(?:.*/)?';
      at += 2;
    } else if (text.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') source += literal(text[++at] ?? '\\');
    else if (char === '[' && text.indexOf(']', at + 2) > 0) {
      const end = text.indexOf(']', at + 2);
      source += `[${text.slice(at + 1, end).replace(/[\\[]/g, '\\$&')}]`;
      at = end;
    } else source += literal(char);
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return undefined;
  }
}

const literal = (char: string): string => char.replace(/[\^$.*+?()[\]{}|\\]/, '\\$&');
