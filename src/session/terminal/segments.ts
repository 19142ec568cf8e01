import { parse } from 'shell-quote';

/** One simple command of a line, with where its input and output are. */
export interface Segment {
  readonly words: readonly string[];
  /** Comes from a pipe, a file or a here document. */
  readonly fedInput: boolean;
  /** Goes into a pipe or a file. */
  readonly takenOutput: boolean;
}

/** Splits a line at the operators of the shell. A line that cannot be read has no segments. */
export function segmentsOf(line: string): Segment[] {
  let tokens: ReturnType<typeof parse>;
  try {
    // Variables stay as they are written: what matters here are the programs.
    tokens = parse(withoutHereDocuments(line).replace(/\n/g, ' ; '), (name: string) => `$${name}`);
  } catch {
    return [];
  }
  const segments: { words: string[]; fedInput: boolean; takenOutput: boolean }[] = [];
  const begin = (fedInput: boolean): void => void segments.push({ words: [], fedInput, takenOutput: false });
  begin(false);
  let skip = false;
  for (const token of tokens) {
    const current = segments.at(-1)!;
    if (typeof token === 'string' || ('op' in token && token.op === 'glob')) {
      if (!skip) current.words.push(typeof token === 'string' ? token : '*');
      skip = false;
    } else if ('op' in token && /[<>]/.test(token.op)) {
      const descriptor = /^\d$/.test(current.words.at(-1) ?? '') ? current.words.pop() : undefined;
      if (token.op.startsWith('<')) current.fedInput = true;
      else if (descriptor === undefined || descriptor === '1') current.takenOutput = true;
      skip = true;
    } else if ('op' in token) {
      if (token.op.startsWith('|') && token.op !== '||') {
        current.takenOutput = true;
        begin(true);
      } else begin(token.op === '(' && current.words.at(-1) === '$');
      skip = false;
    }
  }
  return segments.filter(({ words }) => words.length > 0);
}

/** What a here document holds is no command. */
function withoutHereDocuments(line: string): string {
  return line
    .replace(/\\\n/g, ' ')
    .replace(/<<-?[ \t]*(["']?)(\w+)\1([^\n]*)\n[\s\S]*?(?:\n[ \t]*\2(?=\n|$)|$)/g, '< here$3');
}
