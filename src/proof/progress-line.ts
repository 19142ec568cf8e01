import { oneLine } from './report/printable.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Tells on one line which steps are being tried; silent without a terminal. */
export function progressLine(terminal: Terminal): { show(lab: string, text: string): void; end(): void } {
  const now = new Map<string, string>();
  if (!terminal.isTTY) return { show: () => {}, end: () => {} };
  return {
    show(lab, text) {
      now.delete(lab);
      now.set(lab, text);
      // As many as are tried at a time, the latest last; a line that wraps could not be cleared.
      const line = [...now].slice(-2).map(([name, what]) => `${name} ${what}`);
      terminal.write(CLEAR_LINE + oneLine(line.join('   ')).slice(0, (terminal.columns ?? 80) - 1));
    },
    end: () => void terminal.write(CLEAR_LINE),
  };
}
