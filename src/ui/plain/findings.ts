import { cleanText } from '../clean.ts';
import { inlineSpans } from '../inline.ts';
import type { Signs, Style } from '../paint.ts';
import { breakLine, cells, clip, paragraph } from '../wrap.ts';
import type { Printer } from './printer.ts';

/** How one kind of finding looks and reads; a sign never stands without its words. */
export interface FindingLook {
  readonly sign: keyof Signs;
  readonly words: string;
  readonly style: Style;
}

export interface Row {
  readonly look: FindingLook;
  /** What it is about: a tool, a lab, a kind of thing. */
  readonly name: string;
  /** What was found, one phrase of inline Markdown. */
  readonly text: string;
  /** What to do about it, one sentence of inline Markdown. */
  readonly todo?: string | undefined;
  /** Further lines as they are, below it. */
  readonly details?: readonly string[] | undefined;
}

/** Longer lines are hard to find back from. */
const WIDEST = 100;

/** From so many columns on, what was found has a column of its own beside the names. */
const ROOMY = 72;
const WIDEST_NAME = 24;
/** Where it has none, further lines stand under the signs. */
const UNDER_SIGN = 5;
const DETAIL_LABEL = 12;

/**
 * What a look at something found: on a terminal under a heading, in columns, with the signs of the screens; otherwise
 * one plain line for each finding, its words in front. `aside` stands at the end of the heading.
 */
export function printFindings(print: Printer, title: string, rows: readonly Row[], aside = ''): void {
  print.blank();
  if (print.columns === Infinity) return printPlainly(print, title, rows, aside);
  print.lines([headingLine(print, title, aside)]);
  const words = Math.max(0, ...rows.map(({ look }) => look.words.length));
  const names = Math.min(WIDEST_NAME, Math.max(0, ...rows.map(({ name }) => cells(name))));
  for (const row of rows) print.lines(rowLines(print, row, { words, names }));
}

/** What it comes to, below the findings. */
export function printClosing(print: Printer, sentences: readonly string[]): void {
  const { columns, paint } = print;
  if (columns === Infinity) return sentences.forEach((text) => print.say(text));
  if (sentences.length === 0) return;
  print.blank();
  for (const text of sentences)
    print.lines(paragraph(inlineSpans(text, paint), Math.min(columns, WIDEST) - 1, paint, ' '));
}

/** As over the step: the title, a rule, and what is never left out. */
function headingLine({ columns, paint }: Printer, title: string, aside: string): string {
  const taken = cells(title) + cells(aside) + (aside ? 2 : 1);
  const rule = paint.signs.rule.repeat(Math.max(1, Math.min(columns, WIDEST) - 2 - taken));
  return ` ${paint('strong', title)} ${paint('faint', rule)}${aside ? ` ${paint('strong', aside)}` : ''}`;
}

function rowLines(
  { columns, paint }: Printer,
  { look, name, text, todo, details = [] }: Row,
  { words, names }: { readonly words: number; readonly names: number },
): string[] {
  const width = Math.min(columns, WIDEST) - 1;
  const roomy = width >= ROOMY;
  const sign = ` ${paint(look.style, `${paint.signs[look.sign]} ${look.words.padEnd(words)}`)}  `;
  const shown = clip(cleanText(name), roomy ? WIDEST_NAME : width - cells(sign), paint.signs.more);
  const gap = ' '.repeat((roomy ? Math.max(0, names - cells(shown)) : 0) + 2);
  const first = `${sign}${paint('strong', shown)}${gap}`;
  const under = ' '.repeat(roomy ? cells(first) : UNDER_SIGN);
  return [
    ...paragraph(inlineSpans(text, paint), width, paint, first, under),
    ...(todo ? paragraph(inlineSpans(todo, paint), width, paint, under) : []),
    ...details.flatMap((line) => detailLines(line, width)),
  ];
}

/** A detail begins with a word in a column of its own; what does not fit stands beside that. */
function detailLines(line: string, width: number): string[] {
  const [first = '', ...rest] = breakLine(line, width - UNDER_SIGN);
  const more = rest.length > 0 ? breakLine(line.slice(first.length), width - UNDER_SIGN - DETAIL_LABEL) : [];
  return [
    ' '.repeat(UNDER_SIGN) + first,
    ...more.map((part) => ' '.repeat(UNDER_SIGN + DETAIL_LABEL) + part),
  ];
}

function printPlainly(print: Printer, title: string, rows: readonly Row[], aside: string): void {
  print.say('', aside ? `${title} [${aside}]` : title);
  for (const { look, name, text, todo, details = [] } of rows) {
    print.say(`${name}: ${text}`, `${print.paint.signs[look.sign]} ${look.words}:`, look.style);
    if (todo) print.indented(todo);
    print.lines(details.map((line) => `    ${line}`));
  }
}
