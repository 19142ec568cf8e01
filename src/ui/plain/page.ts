import type { Writable } from 'node:stream';
import { createPaint, speaksUnicode, wantsColor, type Paint } from '../paint.ts';

export interface PlainOutput {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

export interface PlainPage {
  readonly columns: number;
  readonly paint: Paint;
}

/** How wide and in what colors to write to `stdout`. Where there is no terminal nothing is wrapped. */
export function plainPage({ env, stdout }: PlainOutput): PlainPage {
  const colored = wantsColor(env, stdout.isTTY === true);
  return {
    columns: stdout.isTTY ? (stdout.columns ?? 80) : Infinity,
    paint: createPaint({ unicode: speaksUnicode(env), colored, attributes: colored }),
  };
}
