import { cleanText } from './clean.ts';
import type { Paint } from './paint.ts';
import { clip } from './wrap.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLine {
  /** What is being done now; `share` of all of it that is through, from 0 to 1, where that is known. */
  show(text: string, share?: number): void;
  /** Takes the line away. */
  end(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** What is done sooner, in milliseconds, needs no word. */
const QUIET_MS = 400;

const BAR_CELLS = 12;

/** One line at the end of a terminal that tells what is going on and for how long; silent without a terminal. */
export function progressLine(terminal: Terminal, paint: Paint, quietMs = QUIET_MS): ProgressLine {
  if (!terminal.isTTY) return { show: () => {}, end: () => {} };
  const began = Date.now();
  let drawn = false;
  let now = '';
  let part: number | undefined;

  const draw = (): void => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    const time = seconds > 0 ? `  ${seconds} s` : '';
    const bar = part === undefined ? '' : `${barText(part, paint)}  `;
    const taken = (part === undefined ? 0 : BAR_CELLS + 2) + time.length + 2;
    // A line that wraps could not be cleared.
    const text = clip(now, Math.max(8, (terminal.columns ?? 80) - taken), paint.signs.more);
    terminal.write(`${CLEAR_LINE} ${bar}${text}${paint('faint', time)}`);
    drawn = true;
  };
  let timer = setTimeout(() => {
    draw();
    timer = setInterval(draw, 1000).unref();
  }, quietMs).unref();
  return {
    show(text, share) {
      now = cleanText(text).replaceAll('\n', ' ');
      part = share;
      if (drawn) draw();
    },
    end() {
      clearInterval(timer);
      if (drawn) terminal.write(CLEAR_LINE);
      drawn = false;
    },
  };
}

/** As over the menu's labs. */
function barText(share: number, paint: Paint): string {
  const filled = Math.max(0, Math.min(BAR_CELLS, Math.round(BAR_CELLS * share)));
  const { done, rest } = paint.signs;
  return paint('accent', done.repeat(filled)) + paint('faint', rest.repeat(BAR_CELLS - filled));
}
