import type { ReadStream, WriteStream } from 'node:tty';
import { harmless } from '../controls.ts';
import { createPaint, speaksUnicode, wantsColor } from '../paint.ts';
import type { Paint } from '../paint.ts';
import type * as DrawingRoom from './drawing.tsx';
import type { Drawing } from './drawing.tsx';
import { loadInk } from './ink.ts';
import { Keyboard } from './keyboard.ts';
import type { Key } from './keys.ts';
import type { Look } from './look.ts';

export interface Streams {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** DEC private modes of xterm (ctlseqs): 2004 brackets pasted text, 1049 is the screen that leaves no trace. */
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';
const OTHER_SCREEN = '\x1b[?1049h\x1b[H\x1b[2J';
const MAIN_SCREEN = '\x1b[?1049l';
const ASK_ROW = '\x1b[6n';
const CLEAR = '\x1b[H\x1b[2J';

/** While one drags a window's edge, sizes come by the dozen; the screen is drawn for the one that stays. */
const RESIZE_WAIT = 60;

/** How long a terminal may take to say where its cursor is, in milliseconds: it may be at the other end of a slow line. */
const ROW_WAIT = 1000;

/** The same for one that did not say it the last time: it may know no such question. */
const SHORT_ROW_WAIT = 100;

/** What is on stage: it draws itself anew, from nothing when `fresh`. */
export interface Scene {
  press(key: Key): void;
  /** `fresh`: the terminal is empty and the drawing new (start, resize). */
  draw(fresh: boolean): void;
}

/** The terminal while it is ours: raw keys, one Ink drawing, resizes, stepping aside. */
export class Stage {
  readonly paint: Paint;
  private readonly streams: Streams;
  private readonly keyboard: Keyboard;
  private ink: Awaited<ReturnType<typeof loadInk>> | undefined;
  private current: Drawing | undefined;
  private scene: Scene | undefined;
  private otherScreen = false;
  private timer: NodeJS.Timeout | undefined;
  private sketched = false;
  /** The size of the terminal when the first frame was drawn there without Ink. */
  private peeked: string | undefined;
  /** Keys that came before there was a scene to take them. */
  private early: Key[] = [];
  private onRow: ((row: number) => void) | undefined;
  private rowWait = ROW_WAIT;

  constructor(streams: Streams) {
    this.streams = streams;
    const env = streams.env ?? process.env;
    this.paint = createPaint({ unicode: speaksUnicode(env), colored: wantsColor(env, true) });
    this.keyboard = new Keyboard(streams.stdin, (key) => this.pressed(key));
  }

  get look(): Look {
    return {
      columns: this.streams.stdout.columns || 80,
      rows: this.streams.stdout.rows || 24,
      paint: this.paint,
    };
  }

  get drawing(): typeof DrawingRoom {
    return this.ink!;
  }

  get open(): boolean {
    return this.current !== undefined;
  }

  /** Another value for each new drawing. */
  get drawingId(): unknown {
    return this.current;
  }

  async load(): Promise<void> {
    this.ink ??= await loadInk(this.streams.env);
  }

  write(text: string): void {
    this.streams.stdout.write(text);
  }

  /**
   * Shows the first frame of a scene on the other screen before Ink is loaded, which takes longer than all the rest:
   * what Ink draws then comes to stand exactly upon it. Keys that are pressed meanwhile wait for the scene.
   */
  peek(lines: readonly string[]): void {
    this.takeKeys();
    this.peeked = this.sizeNow();
    this.write(`${OTHER_SCREEN}\x1b[?25l${lines.map(harmless).join('\r\n')}\x1b[H`);
    this.otherScreen = true;
  }

  /** The same on the main screen, at its bottom, for a scene that takes keys already. What stood there scrolls away. */
  sketch(scene: Scene, lines: readonly string[]): void {
    if (this.scene !== scene) {
      this.scene = scene;
      this.takeKeys();
      this.write('\n'.repeat(this.look.rows));
    }
    const top = Math.max(1, this.look.rows - lines.length);
    this.sketched = true;
    this.write(`\x1b[?25l\x1b[2J\x1b[${top};1H${lines.map(harmless).join('\r\n')}`);
  }

  /** Takes the terminal for `scene`. `other`: on the screen that leaves no trace. */
  enter(scene: Scene, other: boolean): void {
    this.scene = scene;
    this.takeKeys();
    if (other !== this.otherScreen) {
      this.endDrawing(true);
      this.write(other ? OTHER_SCREEN : MAIN_SCREEN);
      this.otherScreen = other;
    }
    // The terminal moved what stood there: Ink would draw upon the remains.
    if (this.peeked !== undefined && this.peeked !== this.sizeNow()) this.write(CLEAR);
    this.peeked = undefined;
    this.current ??= this.drawing.openDrawing(this.streams.stdout);
    const early = this.early.splice(0);
    // After what enters it has drawn it.
    if (early.length > 0) setImmediate(() => early.forEach((key) => this.pressed(key)));
  }

  node(node: Parameters<Drawing['draw']>[0]): void {
    this.current?.draw(node);
  }

  /** Gives the terminal back as a shell expects it. `erase`: the last frame goes, what scrolled above stays. */
  leave(erase = true): void {
    this.releaseKeys();
    if (this.sketched && !this.current) this.write(`${erase ? CLEAR : ''}\x1b[?25h`);
    this.sketched = false;
    this.endDrawing(erase);
    if (this.otherScreen) this.write(MAIN_SCREEN);
    this.otherScreen = false;
  }

  /** Empties the visible part of the terminal and starts a new drawing there. */
  clear(): void {
    this.endDrawing(false);
    this.write(CLEAR);
    this.current = this.drawing.openDrawing(this.streams.stdout);
  }

  /**
   * Rows from the cursor's to the last but one, which a drawing may fill so that it ends at the bottom. Asked of the
   * terminal after a child wrote there; 0 where it does not say: then what is drawn follows what the child wrote.
   */
  async rowsLeft(): Promise<number> {
    this.keyboard.open();
    const row = await new Promise<number | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), this.rowWait);
      this.onRow = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
      this.write(ASK_ROW);
    });
    this.onRow = undefined;
    this.rowWait = row === undefined ? SHORT_ROW_WAIT : ROW_WAIT;
    return Math.max(0, this.look.rows - (row ?? this.look.rows));
  }

  private pressed(key: Key): void {
    const row = key.type === 'key' ? /^row-(\d+)$/.exec(key.name)?.[1] : undefined;
    if (row) this.onRow?.(Number(row));
    else if (this.scene) this.scene.press(key);
    else this.early.push(key);
  }

  private takeKeys(): void {
    this.keyboard.open();
    process.off('exit', this.atExit);
    process.once('exit', this.atExit);
    this.write(PASTE_ON);
    this.streams.stdout.off('resize', this.resized);
    this.streams.stdout.on('resize', this.resized);
  }

  /** From the next turn on, nothing that is typed comes here. */
  releaseKeys(): void {
    clearTimeout(this.timer);
    this.streams.stdout.off('resize', this.resized);
    process.off('exit', this.atExit);
    this.write(PASTE_OFF);
    this.keyboard.close();
  }

  private endDrawing(erase: boolean): void {
    this.current?.end(erase);
    this.current = undefined;
  }

  /** Whatever ends the program, the next one finds the terminal in order. */
  private readonly atExit = (): void => {
    this.leave(false);
  };

  private sizeNow(): string {
    return `${this.streams.stdout.columns}x${this.streams.stdout.rows}`;
  }

  /** Also when it comes back to the size that it had: the terminal has moved what stood there. */
  private readonly resized = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.ink) return this.scene?.draw(true);
      this.clear();
      this.scene?.draw(true);
    }, RESIZE_WAIT);
  };
}
