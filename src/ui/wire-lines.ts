import type { Wire, WireLine } from '../wire/wire.ts';
import { sizeText } from './amounts.ts';
import { cleanText } from './clean.ts';
import { inlineSpans, spelled } from './inline.ts';
import type { Paint, Style } from './paint.ts';
import { count } from './step-text.ts';
import { clip, paragraph, plain, styled } from './wrap.ts';

export interface WirePage {
  readonly columns: number;
  readonly paint: Paint;
}

/** Said where there is nothing to show. */
export const NO_WIRE = 'No command has reached a registry yet. Push or pull something, and look again.';

/** What the command was made of: totals, then each request with its sentence. */
export function wireLines(wire: Wire, page: WirePage): string[] {
  const { paint, columns } = page;
  const { up, down, spared, lines, registries } = wire;
  const asked = lines.filter(({ method }) => method !== '').length;
  const { signs } = paint;
  const totals = [
    `${count(asked, 'request')} to ${registries.map(cleanText).join(', ')}`,
    ...(up > 0 ? [`${signs.up} ${sizeText(up)} sent`] : []),
    ...(down > 0 ? [`${signs.down} ${sizeText(down)} fetched`] : []),
    ...(spared > 0 ? [`= ${sizeText(spared)} did not have to move`] : []),
  ];
  return [
    ...paragraph(
      [styled(cleanText(wire.command).split('\n')[0]!, 'strong')],
      columns,
      paint,
      `${paint('accent', signs.prompt)} `,
    ),
    ...paragraph([styled(totals.join(` ${signs.dot} `), 'faint')], columns, paint, '  '),
    '',
    ...lines.flatMap((line) =>
      columns >= 112 ? wideLines(line, registries.length > 1, page) : tallLines(line, page),
    ),
  ];
}

const METHOD = 6;
const AMOUNT = 10;

/** A number that means no, where no is an answer (`HEAD` of what is not there), is no failure. */
function statusStyle({ status = 0, method }: WireLine): Style {
  if (status === 404 && method === 'HEAD') return 'value';
  if (status >= 400) return status === 401 ? 'value' : 'bad';
  return 'good';
}

function amount({ moved, spared, method }: WireLine, { signs }: Paint): string {
  if (moved > 0) return `${method === 'GET' ? signs.down : signs.up} ${sizeText(moved)}`;
  return spared > 0 ? `= ${sizeText(spared)}` : '';
}

function head(line: WireLine, { paint }: WirePage): string {
  const { method, status } = line;
  const verb =
    method === ''
      ? paint('faint', paint.signs.dash.padEnd(METHOD))
      : paint('strong', cleanText(method).padEnd(METHOD));
  return ` ${verb} ${status === undefined ? '   ' : paint(statusStyle(line), String(status))}  `;
}

function wideLines(line: WireLine, several: boolean, page: WirePage): string[] {
  const { paint, columns } = page;
  const room = Math.min(64, Math.floor(columns * 0.38));
  const target = spelled(cleanText(several ? `${line.registry}/${line.target}` : line.target), paint);
  const shown = clip(target, room, paint.signs.more);
  const bytes = amount(line, paint);
  const first = `${head(line, page)}${paint('code', shown)}${' '.repeat(Math.max(0, room - shown.length) + 2)}${bytes.padStart(AMOUNT)}  `;
  const next = ' '.repeat(1 + METHOD + 1 + 3 + 2 + room + 2 + AMOUNT + 2);
  return paragraph(inlineSpans(line.says, paint), Math.min(columns, next.length + 72), paint, first, next);
}

function tallLines(line: WireLine, page: WirePage): string[] {
  const { paint, columns } = page;
  const bytes = amount(line, paint);
  const room = columns - 13 - (bytes ? bytes.length + 2 : 0);
  const target = clip(spelled(cleanText(line.target), paint), room, paint.signs.more);
  return [
    `${head(line, page)}${paint('code', target)}${bytes ? `  ${bytes}` : ''}`,
    ...paragraph(
      inlineSpans(line.says, paint).map(({ text, styles }) =>
        styles.length > 0 ? { text, styles } : plain(text),
      ),
      columns,
      paint,
      ' '.repeat(13),
    ),
  ];
}
