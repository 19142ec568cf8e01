import { mapLines } from '../map-lines.ts';
import { cells } from '../wrap.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';
import type { View } from './view.ts';

/** From so many columns on the map finds room beside the step. */
const WIDE = 140;

/** Text is not read more easily in longer lines, and the map wants the rest. */
const WIDEST_STEP = 98;

/** Between the two: a blank, the rule, a blank. */
const GAP = 3;

export const hasRoomBeside = ({ columns }: Look): boolean => columns >= WIDE;

/** The part of the screen that the step takes while the map stands beside it. */
export const stepLook = (look: Look): Look => ({
  ...look,
  columns: Math.min(WIDEST_STEP, Math.floor(look.columns / 2)),
});

/** The map in the columns that the step leaves. `before`: tags that moved are still drawn where they were. */
export function mapBesideLines({ map }: View, before: boolean, look: Look): string[] {
  const { paint } = look;
  if (!map) return [paint('faint', `looking at the engine and its registries${paint.signs.more}`)];
  return mapLines(map, { columns: inner(look) - stepLook(look).columns - GAP, paint, before });
}

/** Lines side by side, in at least `rows` rows and in as many as the left ones need; a longer map is cut there. */
export function sideBySide(
  left: readonly string[],
  map: readonly string[],
  rows: number,
  look: Look,
): string[] {
  const { paint } = look;
  const height = Math.max(left.length, Math.min(map.length, rows));
  const shown =
    map.length <= height ? map : [...map.slice(0, height - 1), moreLine(map.length - height + 1, look)];
  const { columns } = stepLook(look);
  const rule = paint('faint', paint.signs.beside);
  return Array.from({ length: height }, (_, at) => {
    const line = left[at] ?? '';
    return `${line}${' '.repeat(Math.max(0, columns - cells(line)))} ${rule} ${shown[at] ?? ''}`.trimEnd();
  });
}

const moreLine = (count: number, { paint }: Look): string =>
  paint('faint', `${count} more ${count === 1 ? 'line' : 'lines'}: /map opens all of it`);
