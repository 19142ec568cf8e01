import { LONGEST, withoutControls } from './controls.ts';

const ESC = '\u001B';
/** A sequence that has begun at the end of a chunk and may go on in the next. */
const UNFINISHED = new RegExp(
  `(?:\\r|${ESC}(?:\\[[0-?]*[ -/]*)?|${ESC}[\\]PX^_][^\\n\\u0007\\u001B]*${ESC}?)$`,
);

export interface SanitizeOptions {
  /** False removes colors too. */
  readonly color: boolean;
}

/**
 * What a command prints, as it comes: of all control sequences only colors and styles stay. A carriage return that
 * overwrites a line (progress bars) becomes a line break.
 */
export function sanitize(text: string, options: SanitizeOptions): string {
  return withoutControls(text, options).replace(/\r+\n/g, '\n').replace(/\r+/g, '\n');
}

/** For text that comes in chunks: a sequence that is cut in two is judged when it is whole. */
export function createSanitizer(options: SanitizeOptions): { write(chunk: string): string; end(): string } {
  let held = '';
  return {
    write(chunk) {
      const text = held + chunk;
      const cut = UNFINISHED.exec(text.slice(-LONGEST));
      const kept = cut ? text.length - cut[0].length : text.length;
      held = text.slice(kept);
      return sanitize(text.slice(0, kept), options);
    },
    end() {
      const text = held;
      held = '';
      return sanitize(text, options);
    },
  };
}
