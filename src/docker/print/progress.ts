import { humanSize } from './size.ts';

/** One message of a push or a pull, as the engine streams them. */
export interface ProgressMessage {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly aux?: unknown;
}

/** Terminals wider than this get a bar. */
const columnsForBar = 110;
const barWidth = 50;

/**
 * Prints the messages of a push or a pull: on a terminal, every layer has a line that changes in place;
 * without one, a line for every change but none for the bytes.
 */
export class ProgressPrinter {
  private readonly lines = new Map<string, number>();
  private readonly stream: NodeJS.WriteStream;
  private readonly onTerminal: boolean;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
    this.onTerminal = stream.isTTY === true;
  }

  print(message: ProgressMessage): void {
    const bytes = progressText(message, this.stream.columns ?? 200);
    if (!this.onTerminal) {
      if (!bytes) this.stream.write(plainLine(message));
      return;
    }
    const { id } = message;
    if (id === undefined || !message.progressDetail) {
      this.lines.clear(); // something else was printed: the lines above can no longer be found by counting
      this.stream.write(plainLine(message));
      return;
    }
    let up = '';
    if (!this.lines.has(id)) {
      this.lines.set(id, this.lines.size);
      up = '\n';
    }
    const distance = this.lines.size - this.lines.get(id)!;
    const text = `${id}: ${message.status ?? ''} ${bytes}`;
    this.stream.write(`${up}\x1b[${distance}A\x1b[2K\r${text}\r\x1b[${distance}B`);
  }
}

function plainLine({ id, status, stream }: ProgressMessage): string {
  return stream ?? `${id ? `${id}: ` : ''}${status ?? ''}\n`;
}

function progressText({ progressDetail }: ProgressMessage, columns: number): string {
  const current = progressDetail?.current ?? 0;
  const total = progressDetail?.total ?? 0;
  if (current <= 0 && total <= 0) return '';
  const size = humanSize(current).padStart(8);
  if (total <= 0) return size;
  const filled = Math.min(barWidth, Math.trunc(Math.trunc((current / total) * 100) / 2));
  const bar = columns > columnsForBar ? `[${'='.repeat(filled)}>${' '.repeat(barWidth - filled)}] ` : '';
  return current > total ? `${bar}${size}` : `${bar}${size}/${humanSize(total)}`;
}
