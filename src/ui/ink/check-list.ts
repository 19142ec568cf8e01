import stringWidth from 'string-width';
import { inlineSpans } from '../inline.ts';
import type { Style } from '../paint.ts';
import { expectedBeyondTitle, looks, toDo } from '../verdict-lines.ts';
import { clip, paragraph } from '../wrap.ts';
import { prose } from './look.ts';
import type { Look } from './look.ts';
import type { CheckRow } from './view.ts';

/** How much is explained: every failure; the first one; of that only what was found and what to try; nothing. */
export type Detail = 'all' | 'first' | 'brief' | 'none';

/**
 * The live list: a sign and a word for each check, and under what failed the why and the how. `asked` is the check of
 * the question that stands above already.
 */
export function checkLines(
  checks: readonly CheckRow[],
  detail: Detail,
  look: Look,
  asked?: CheckRow,
): string[] {
  const { paint } = look;
  const firstFailed = checks.findIndex(({ status }) => status === 'failed' || status === 'broken');
  return checks.flatMap((check, index) => {
    if (!check) return [];
    const { sign, words, style } = check.status === 'open' ? toDo : looks[check.status];
    const label = `${paint.signs[sign]} ${words.padEnd(9)}`;
    const title = paragraph(
      inlineSpans(check === asked ? 'the question above is answered' : titleOf(check, look), paint),
      prose(look),
      paint,
      ` ${paint(style, label)} `,
    );
    const explained = detail === 'all' || (detail !== 'none' && index === firstFailed);
    return explained ? [...title, ...whyLines(check, detail === 'brief', look)] : title;
  });
}

/** A question stands in full with the task: here its beginning is enough. */
function titleOf({ title, kind }: CheckRow, look: Look): string {
  return kind === 'answer' ? clip(title, Math.max(12, prose(look) - 14), look.paint.signs.more) : title;
}

function whyLines({ status, verdict }: CheckRow, brief: boolean, look: Look): string[] {
  if (!verdict || (status !== 'failed' && status !== 'broken')) return [];
  const { paint } = look;
  const parts: readonly (readonly [string, string | undefined, Style])[] = [
    ['expected', brief ? undefined : expectedBeyondTitle(verdict), 'faint'],
    ['found', verdict.actual, 'faint'],
    ['near', brief ? undefined : verdict.nearest, 'faint'],
    ['try', verdict.help, 'accent'],
  ];
  const indent = ' '.repeat(stringWidth(paint.signs.failed) + 2);
  return parts.flatMap(([label, text, style]) =>
    text
      ? paragraph(inlineSpans(text, paint), prose(look), paint, `${indent}${paint(style, label.padEnd(9))} `)
      : [],
  );
}
