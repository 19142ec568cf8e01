import { cleanText } from '../clean.ts';
import { breakWords } from '../wrap.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';

/** What a command printed as lines that fit; nothing in it can steer the terminal. */
export function outputLines(output: string, look: Look): string[] {
  const text = cleanText(output).replace(/\n+$/, '');
  if (text === '') return [];
  return text.split('\n').flatMap((line) => breakWords(line, inner(look) - 2).map((part) => `   ${part}`));
}

/**
 * Pull and push tell of each layer again and again (`98ed294267df: Pulling fs layer` …), for a terminal that rewrites
 * its line: of each layer what was said last stays, in its first place.
 */
export function foldProgress(output: string): string {
  const lines = output.split('\n');
  const places = new Map<string, number>();
  const kept: (string | undefined)[] = [];
  for (const line of lines) {
    const layer = /^([0-9a-f]{12}): (?!digest)/.exec(line)?.[1];
    const place = layer === undefined ? undefined : places.get(layer);
    if (layer !== undefined && place === undefined) places.set(layer, kept.length);
    if (place === undefined) kept.push(line);
    else kept[place] = line;
  }
  return kept.join('\n');
}

/** At most `most` lines: the first and the last ones, how many are missing between them, and how to see all. */
export function shortened(lines: readonly string[], most: number, { paint }: Look): string[] {
  if (lines.length <= most) return [...lines];
  const top = Math.max(1, Math.floor((most - 2) / 3));
  const bottom = Math.max(1, most - 2 - top);
  const left = lines.length - top - bottom;
  const gap = paint('faint', `   ${paint.signs.more} ${left} more lines`);
  // The last line is the one that is surely in sight.
  const note = `   ${paint('accent', 'Ctrl-O')} ${paint('faint', `opens all ${lines.length} lines`)}`;
  return [...lines.slice(0, top), gap, ...lines.slice(-bottom), note];
}

/** While a command runs: its last lines. The text is cut before it is broken, so that a flood costs nothing. */
export function liveLines(output: string, most: number, look: Look): string[] {
  return outputLines(foldProgress(output.slice(-most * look.columns * 4)), look).slice(-most);
}
