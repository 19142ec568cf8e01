import type { Redactor } from './redact.ts';

/** What a transcript keeps of one command's output, in bytes: enough to understand a failure, never a whole log. */
const KEPT = { head: 8 * 1024, tail: 8 * 1024 };
/** Secrets are taken out before cutting, and one may lie across the cut. */
const MARGIN = 4 * 1024;

export interface KeptOutput {
  /** The beginning, or all of it. */
  readonly head: string;
  /** The end, when something was left out between. */
  readonly tail?: string | undefined;
  /** Characters that were written in all. */
  readonly total: number;
}

/** Collects output of any length in bounded memory. */
export function createBoundedOutput(): {
  add(text: string): void;
  /** Redacted, then cut. */
  kept(redactor: Redactor): KeptOutput;
} {
  const headLimit = KEPT.head + MARGIN;
  const tailLimit = KEPT.tail + MARGIN;
  let head = '';
  let tail = '';
  let total = 0;
  return {
    add(text) {
      total += text.length;
      const room = headLimit - head.length;
      head += text.slice(0, room);
      if (text.length > room) tail = (tail + text.slice(Math.max(0, room))).slice(-tailLimit);
    },
    kept(redactor) {
      // Whole in memory: redacted in one piece.
      if (total <= headLimit + tailLimit) {
        const all = redactor.text(head + tail);
        if (all.length <= KEPT.head + KEPT.tail) return { head: all, total };
        return { head: all.slice(0, KEPT.head), tail: all.slice(-KEPT.tail), total };
      }
      return {
        head: redactor.text(head).slice(0, KEPT.head),
        tail: redactor.text(tail).slice(-KEPT.tail),
        total,
      };
    },
  };
}
