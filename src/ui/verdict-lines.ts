import type { Status, Verdict } from '../checks/verdict.ts';
import { inlineSpans } from './inline.ts';
import type { Paint, Signs, Style } from './paint.ts';
import { paragraph, plain, styled, type Span } from './wrap.ts';

interface Look {
  /** For the eye. */
  readonly sign: keyof Signs;
  /** The same for the ear, and for logs. A sign never stands without its words. */
  readonly words: string;
  readonly style: Style;
}

/** How each status looks and reads. */
export const looks: Readonly<Record<Status, Look>> = {
  passed: { sign: 'passed', words: 'passed', style: 'good' },
  failed: { sign: 'failed', words: 'not yet', style: 'bad' },
  blocked: { sign: 'blocked', words: 'waits', style: 'faint' },
  broken: { sign: 'broken', words: 'not checked', style: 'bad' },
};

/** What nobody tried yet. */
export const toDo: Look = { sign: 'open', words: 'to do', style: 'faint' };

export interface VerdictPage {
  /** Cells that a line may take. */
  readonly columns: number;
  readonly paint: Paint;
}

/** `✔ passed: container …`, on as many lines as it needs. */
export function verdictTitle(
  { status, title, unanswered }: Pick<Verdict, 'status' | 'title' | 'unanswered'>,
  { columns, paint }: VerdictPage,
): string[] {
  const { sign, words, style } = unanswered ? toDo : looks[status];
  const spans = [styled(`${paint.signs[sign]} ${words}:`, style), plain(' '), ...inlineSpans(title, paint)];
  return paragraph(spans, columns, paint, '', '    ');
}

/** A verdict: its title and, unless it passed, what was expected, what is there, what is near, what to try. */
export function verdictLines(verdict: Verdict, page: VerdictPage): string[] {
  const title = verdictTitle(verdict, page);
  return [
    ...title,
    ...detailsOf(verdict).flatMap(([label, text]) => (text ? detail(label, text, page) : [])),
  ];
}

function detailsOf(verdict: Verdict): readonly (readonly [label: string, text: string | undefined])[] {
  const { status, actual, nearest, help, unanswered } = verdict;
  if (status === 'passed') return [];
  if (status === 'blocked') return [['', help ?? actual]];
  if (unanswered) return [['try: ', help]];
  return [
    ['expected: ', expectedBeyondTitle(verdict)],
    ['found: ', actual],
    ['near: ', nearest],
    ['try: ', help],
  ];
}

/** The same verdict another time: its title and, in one line, what is still there and the first thing to try. */
export function verdictAgain(verdict: Verdict, page: VerdictPage): string[] {
  const { status, actual, help, unanswered } = verdict;
  const title = verdictTitle(verdict, page);
  if ((status !== 'failed' && status !== 'broken') || unanswered) return title;
  const { columns, paint } = page;
  const first = help && (/^.*?[.!?](?=\s)/s.exec(help)?.[0] ?? help);
  const spans = [
    ...[styled('found: ', 'faint'), ...inlineSpans(actual, paint)],
    ...(first ? [styled('; try: ', 'strong'), ...inlineSpans(first, paint)] : []),
  ];
  return [...title, ...paragraph(spans, columns, paint, '    ', '      ')];
}

/** Words that join others, or say where labs look anyway. */
const FILLERS = new Set(
  'a an the that which it its is are in on of to and called typed engine repository catalog step this'.split(
    ' ',
  ),
);

/** What was expected, unless title and advice together say every word of it already. */
export function expectedBeyondTitle({ expected, title, help = '' }: Verdict): string | undefined {
  const said = new Set(wordsOf(`${title} ${help}`));
  return wordsOf(expected).every((word) => said.has(word) || FILLERS.has(word)) ? undefined : expected;
}

/** Code is one word, whatever it holds. */
const wordsOf = (text: string): string[] =>
  (text.match(/`[^`]+`|[^\s`]+/g) ?? [])
    .map((word) => word.toLowerCase().replace(/[.,;:?!]+$/, ''))
    .filter(Boolean);

function detail(label: string, text: string, { columns, paint }: VerdictPage): string[] {
  const name: Span = label === 'try: ' ? styled(label, 'strong') : styled(label, 'faint');
  return paragraph([name, ...inlineSpans(text, paint)], columns, paint, '    ', '      ');
}
