import stringWidth from 'string-width';
import { cleanText } from './clean.ts';
import type { Paint, Style } from './paint.ts';

/** A run of text in one look. */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

/** Whoever wrote the text, it is only text: nothing in it steers the terminal. */
export const styled = (text: string, ...styles: Style[]): Span => ({ text: cleanText(text), styles });
export const plain = (text: string): Span => styled(text);

const segmenter = new Intl.Segmenter();

/** Signs such as ✔ that are emoji only with a variation selector behind them (Unicode TR51, 1.4.2): one cell wide. */
const TEXT_SIGN = /(?!\p{Emoji_Presentation})\p{Extended_Pictographic}(?!\uFE0F)/gu;

/** Cells that a text takes. Plain ASCII, which is nearly everything here, needs no tables to tell. */
export function cells(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text.replace(TEXT_SIGN, 'x'));
}

/** As much of a text as can fit, even where characters are made of many code units. */
const near = (text: string, columns: number): string => text.slice(0, columns * 8 + 64);

/** Splits `text` after at most `columns` cells, between characters as people see them. */
export function splitAt(text: string, columns: number): [head: string, tail: string] {
  const start = near(text, columns);
  if (/^[ -~]*$/.test(start)) return [text.slice(0, columns), text.slice(columns)];
  let width = 0;
  for (const { segment, index } of segmenter.segment(start)) {
    width += cells(segment);
    if (width > columns) return [text.slice(0, index), text.slice(index)];
  }
  return [start, text.slice(start.length)];
}

/** `text` in at most `columns` cells, ending in `more` when something was left out. */
export function clip(text: string, columns: number, more = '…'): string {
  const clean = cleanText(text);
  if (cells(clean) <= columns) return clean;
  return splitAt(clean, Math.max(0, columns - cells(more)))[0] + more;
}

/** Breaks a line of output hard at `columns` cells. */
export function breakLine(text: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = text;
  do {
    const [head, tail] = splitAt(rest, columns);
    // A character wider than the line: it stands alone, and too wide.
    lines.push(head === '' ? rest : head);
    rest = head === '' ? '' : tail;
  } while (rest !== '');
  return lines;
}

/**
 * Breaks a line of output at blanks where that keeps a word whole, and hard where no line could hold the word. What
 * fits stays as it is; the blanks at a break are left out.
 */
export function breakWords(text: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    const [head, tail] = splitAt(rest, columns);
    if (head === '' || tail === '') return [...lines, rest];
    const at = wordBreak(head, tail, columns);
    lines.push(head.slice(0, at).trimEnd());
    rest = rest.slice(at);
    const blanks = /^ */.exec(rest)![0].length;
    if (blanks === rest.length) return lines;
    rest = rest.slice(blanks);
  }
}

/** Where `head` ends, given what follows: before its last word if that goes on and fits on a line of its own. */
function wordBreak(head: string, tail: string, columns: number): number {
  const blank = head.lastIndexOf(' ');
  if (tail.startsWith(' ') || blank < 0 || head.slice(0, blank).trim() === '') return head.length;
  const word = head.slice(blank + 1) + /^[^ ]*/.exec(near(tail, columns))![0];
  return cells(word) <= columns ? blank + 1 : head.length;
}

const widthOf = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + cells(text), 0);

type Word = { spans: Span[]; space?: Span | undefined };

/** Words with the blank that stands before each; a word may be made of several spans. */
function wordsOf(spans: readonly Span[]): Word[] {
  const words: Word[] = [{ spans: [] }];
  for (const { text, styles } of spans) {
    for (const piece of text.split(/([ \n\t]+)/)) {
      if (piece === '') continue;
      if (/^[ \n\t]/.test(piece)) words.push({ spans: [], space: { text: ' ', styles } });
      else words.at(-1)!.spans.push({ text: piece, styles });
    }
  }
  return words.filter((word) => word.spans.length > 0);
}

/** Breaks running text between words into lines of at most `columns` cells; longer words are broken hard. */
export function wrapSpans(spans: readonly Span[], columns: number): Span[][] {
  const lines: Span[][] = [[]];
  let width = 0;
  for (const { spans: word, space } of wordsOf(spans)) {
    const wordWidth = widthOf(word);
    if (width > 0 && width + (space ? 1 : 0) + wordWidth > columns) {
      lines.push([]);
      width = 0;
    }
    if (width > 0 && space) {
      lines.at(-1)!.push(space);
      width += 1;
    }
    for (const { text, styles } of word) {
      let rest = text;
      while (width + cells(rest) > columns) {
        const [head, tail] = splitAt(rest, columns - width);
        if (head === '' && width === 0) break;
        lines.at(-1)!.push({ text: head, styles });
        lines.push([]);
        width = 0;
        rest = tail;
      }
      lines.at(-1)!.push({ text: rest, styles });
      width += cells(rest);
    }
  }
  return lines;
}

export function paintSpans(spans: readonly Span[], paint: Paint): string {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && last.styles.join() === span.styles.join())
      merged[merged.length - 1] = { ...last, text: last.text + span.text };
    else merged.push(span);
  }
  return merged
    .map(({ text, styles }) => styles.reduceRight((inner, style) => paint(style, inner), text))
    .join('');
}

/** Running text as painted lines. `first` and `next` stand before the first and the following lines. */
export function paragraph(
  spans: readonly Span[],
  columns: number,
  paint: Paint,
  first = '',
  next = ' '.repeat(cells(first)),
): string[] {
  return wrapSpans(spans, Math.max(8, columns - cells(first))).map(
    (line, index) => (index === 0 ? first : next) + paintSpans(line, paint),
  );
}
