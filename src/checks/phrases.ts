/** `code` in a sentence; a backtick inside would end it early. */
export function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** `a`, `b` and `c`: names in the middle of a sentence. Long lists end in "and N more". */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).map(code);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return joined(shown, 'and');
}

/** a, b or c. */
export function joined(parts: readonly string[], word: 'and' | 'or'): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)!}`;
}

export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** The first line of a text, cut to what fits into a sentence. */
export function firstLine(text: string, most = 120): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** The first line, cut between two words where it is too long, and not within `code`. */
export function beginning(text: string, most: number): string {
  const line = text.trim().split('\n', 1)[0]!.trim();
  if (line.length <= most) return line;
  const words = line.slice(0, most).split(' ').slice(0, -1);
  while (words.length > 1 && (words.join(' ').split('`').length - 1) % 2 === 1) words.pop();
  return `${words.join(' ').replace(/[,;:.]$/, '')}…`;
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The algorithm and twelve digits: enough to tell two digests apart. */
export function short(digest: string): string {
  return code(digest.slice(0, digest.indexOf(':') + 13));
}
