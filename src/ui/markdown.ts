import { cleanText } from './clean.ts';
import { spelled } from './inline.ts';
import { BAR, ITEM, KEPT, spanLines, withoutMarks } from './marks.ts';
import type { Paint } from './paint.ts';
import { terminalRenderer } from './terminal-renderer.ts';
import { cells, paragraph, type Span } from './wrap.ts';

export interface Page {
  /** Cells that a line may take. */
  readonly columns: number;
  readonly paint: Paint;
}

/** Renders Markdown for a terminal: one painted string per line, none wider than the page, blocks one line apart. */
export function markdownLines(markdown: string, page: Page): string[] {
  const text = withoutMarks(spelled(cleanText(markdown), page.paint));
  const rendered = terminalRenderer(page.columns, page.paint).parse(text, { async: false }) as string;
  const apart = rendered.replace(/^\n+|\n+$/g, '').replace(/\n{3,}/g, '\n\n');
  return apart === '' ? [] : spanLines(apart).flatMap((line) => layOut(line, page));
}

/** What stands before the text: bars and blanks, the sign of an item, the indentation of code. */
const START = new RegExp(`^([ ${BAR}]*)(?:${ITEM}([^ ]+) )?(${KEPT}{0,2})`);

/** Wraps a line, and lets it hang under its own beginning: the rest of a line of code stands a little further in. */
function layOut(spans: readonly Span[], { columns, paint }: Page): string[] {
  const line = spans.map(({ text }) => text).join('');
  const [start, before = '', sign = '', code = ''] = START.exec(line)!;
  const edge = before.replaceAll(BAR, paint('faint', paint.signs.bar));
  const first = edge + (sign && `${paint('accent', sign)} `) + ' '.repeat(code.length);
  const next = edge + ' '.repeat((sign ? cells(sign) + 1 : 0) + code.length * 2);
  return paragraph(from(spans, start.length), columns - code.length, paint, first, next).map((one) =>
    one.replaceAll(KEPT, ' ').trimEnd(),
  );
}

/** The spans without their first `length` characters. */
function from(spans: readonly Span[], length: number): Span[] {
  let left = length;
  return spans.flatMap(({ text, styles }) => {
    const rest = text.slice(left);
    left = Math.max(0, left - text.length);
    return rest ? [{ text: rest, styles }] : [];
  });
}
