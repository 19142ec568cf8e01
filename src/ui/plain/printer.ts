import { inlineSpans } from '../inline.ts';
import { withoutControls } from '../controls.ts';
import type { Paint, Style } from '../paint.ts';
import { createSanitizer } from '../sanitize.ts';
import { paragraph, plain, styled } from '../wrap.ts';

export interface PrinterOptions {
  readonly write: (text: string) => void;
  /** Cells that a line may take; Infinity where there is no terminal: a log or a screen reader wraps by itself. */
  readonly columns: number;
  readonly paint: Paint;
}

/** Writes our own text in whole lines, between what commands print as it comes. */
export interface Printer {
  readonly paint: Paint;
  readonly columns: number;
  /** Lines as they are. */
  lines(lines: readonly string[]): void;
  /** One paragraph of inline Markdown, `label` before it. */
  say(text: string, label?: string, style?: Style): void;
  /** The same, belonging to what was said before it. */
  indented(text: string): void;
  blank(): void;
  /** What a command printed: made harmless, and not wrapped. */
  output(text: string): void;
  /** The command has ended: what it left unfinished is finished. */
  outputEnd(): void;
}

export function createPrinter({ write, columns, paint }: PrinterOptions): Printer {
  let sanitizer = createSanitizer({ color: paint.colored });
  let atLineStart = true;
  let blankBefore = true;

  const raw = (text: string): void => {
    if (text === '') return;
    write(text);
    atLineStart = text.endsWith('\n');
    blankBefore = false;
  };
  const lines = (texts: readonly string[]): void => {
    if (texts.length === 0) return;
    if (!atLineStart) raw('\n');
    raw(`${texts.map((text) => withoutControls(text, { color: true })).join('\n')}\n`);
  };
  return {
    paint,
    columns,
    lines,
    say(text, label = '', style = 'strong') {
      const spans = [...(label ? [styled(label, style), plain(' ')] : []), ...inlineSpans(text, paint)];
      lines(paragraph(spans, columns, paint, '', ''));
    },
    indented: (text) => lines(paragraph(inlineSpans(text, paint), columns, paint, '    ')),
    blank() {
      if (blankBefore) return;
      lines(['']);
      blankBefore = true;
    },
    output: (text) => raw(sanitizer.write(text)),
    outputEnd() {
      raw(sanitizer.end());
      // Colors that a command left on must not reach our own text.
      if (paint.colored && !atLineStart) raw('\u001B[0m\n');
      sanitizer = createSanitizer({ color: paint.colored });
    },
  };
}
