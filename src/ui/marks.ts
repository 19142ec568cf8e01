import type { Style } from './paint.ts';
import type { Span } from './wrap.ts';

/*
 * Between marked-terminal and our own wrapping, styles travel as SGR sequences (ECMA-48 8.3.117): what measures text
 * knows that these take no cell. Their numbers only count the styles; no terminal sees them.
 */
const STYLES: readonly Style[] = ['strong', 'faint', 'accent', 'code', 'value'];

export const mark =
  (...styles: readonly Style[]) =>
  (text: string): string =>
    text && styles.reduceRight((inner, style) => `\x1b[${STYLES.indexOf(style) + 1}m${inner}\x1b[0m`, text);

/** Marked text as lines of spans; a style may go on over the end of a line. */
export function spanLines(marked: string): Span[][] {
  const lines: Span[][] = [[]];
  const open: (Style | undefined)[] = [];
  for (const [index, piece] of marked.split(/\x1b\[(\d+)m/).entries()) {
    if (index % 2 === 1) {
      if (piece === '0') open.pop();
      else open.push(STYLES[Number(piece) - 1]);
      continue;
    }
    const styles = [...new Set(open)].filter((style) => style !== undefined);
    for (const [at, text] of piece.split('\n').entries()) {
      if (at > 0) lines.push([]);
      if (text !== '') lines.at(-1)!.push({ text, styles });
    }
  }
  return lines;
}

/*
 * What the layout must know of a line, in characters that no text has: an item's sign follows; a quotation's bar
 * stands here; a blank that keeps its place (in code and tables).
 */
export const ITEM = '\u{E000}';
export const BAR = '\u{E001}';
export const KEPT = '\u{E002}';

export const withoutMarks = (text: string): string => text.replace(/[\u{E000}-\u{E002}]/gu, '');
