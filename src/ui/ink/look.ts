import type { Paint } from '../paint.ts';

/** What a drawing has to go by: the terminal's size in cells, and how it may look. */
export interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

/** One cell stays free at each side; the last one also because terminals differ in what they do after it. */
export const inner = ({ columns }: Look): number => Math.max(20, columns - 2);

/** Prose is read best in lines that the eye finds back from. */
export const prose = (look: Look): number => Math.min(inner(look), 96);
