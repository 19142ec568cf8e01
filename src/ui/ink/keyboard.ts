import type { ReadStream } from 'node:tty';
import { KeyDecoder } from './keys.ts';
import type { Key } from './keys.ts';

/** How long an Escape waits for the rest of a sequence, in milliseconds: long enough for a slow line. */
const ESCAPE_WAIT = 40;

/**
 * Reads keys in raw mode between `open` and `close`. The stream is read here and not by Ink: a `data` listener can be
 * paused before the terminal is handed to a child, so that no read of ours steals what is meant for the child.
 */
export class Keyboard {
  private readonly stdin: ReadStream;
  private readonly onKey: (key: Key) => void;
  private decoder = new KeyDecoder();
  private timer: NodeJS.Timeout | undefined;
  private listening = false;

  constructor(stdin: ReadStream, onKey: (key: Key) => void) {
    this.stdin = stdin;
    this.onKey = onKey;
  }

  open(): void {
    if (this.listening) return;
    this.listening = true;
    this.decoder = new KeyDecoder();
    this.stdin.setEncoding('utf8');
    this.stdin.setRawMode?.(true);
    this.stdin.on('data', this.read);
    this.stdin.resume();
  }

  close(): void {
    if (!this.listening) return;
    this.listening = false;
    clearTimeout(this.timer);
    this.stdin.off('data', this.read);
    this.stdin.pause();
    this.stdin.setRawMode?.(false);
  }

  private readonly read = (chunk: string | Buffer): void => {
    clearTimeout(this.timer);
    const keys = this.decoder.push(String(chunk));
    // Not within the stream's own turn: a stream that is paused by its listener starts one more read afterwards, and
    // that read would take what is typed for a child.
    if (keys.length > 0) setImmediate(() => this.give(keys));
    if (this.decoder.pending) this.timer = setTimeout(() => this.give(this.decoder.flush()), ESCAPE_WAIT);
  };

  /** A key may close the keyboard (the viewer opens): what came in the same chunk still belongs to us. */
  private give(keys: readonly Key[]): void {
    for (const key of keys) this.onKey(key);
  }
}
