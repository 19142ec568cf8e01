import type { Dock } from './dock.ts';
import { heightOf } from './dock.ts';
import type { Finished } from './DockView.tsx';
import type { Look } from './look.ts';
import { blockLines } from './transcript.ts';
import type { Block } from './view.ts';

/** What a drawing has above its dock, and the blank rows that keep the dock's last row where it is. */
export interface Frame {
  readonly finished: readonly Finished[];
  readonly room: number;
}

/** The blocks that scrolled by above the dock: each is drawn once, and the dock stays at the bottom. */
export class Above {
  /** Rows of the dock as last drawn, blank ones included. */
  height = 0;
  /** Blocks already above the dock. */
  private printed = 0;
  /** Of this drawing: Ink wants all of it each time, and draws what is new. */
  private finished: Finished[] = [];
  private drawnOn: unknown;

  /** `drawing`: another value for each new one. `fresh`: the terminal is empty, and the end of the blocks fills it. */
  frame(
    blocks: readonly Block[],
    dock: Dock,
    { drawing, fresh, look }: { drawing: unknown; fresh: boolean; look: Look },
  ): Frame {
    if (this.drawnOn !== drawing) this.finished = [];
    this.drawnOn = drawing;
    const own = heightOf(dock);
    const lines = fresh
      ? tail(blocks, look.rows - 1 - own, look)
      : blocks.slice(this.printed).flatMap((block) => blockLines(block, look));
    this.printed = blocks.length;
    if (lines.length > 0) this.finished = [...this.finished, { key: this.finished.length, lines }];
    // The last row stays where it is: what was written above takes the rows that the dock gave up.
    const before = fresh ? look.rows - 1 : this.height;
    this.height = Math.min(look.rows - 1, Math.max(own, before - lines.length));
    return { finished: this.finished, room: this.height - own };
  }
}

/** The end of the blocks that finds room, for an empty terminal. */
function tail(blocks: readonly Block[], room: number, look: Look): string[] {
  if (room <= 0) return [];
  const lines: string[] = [];
  for (const block of blocks.toReversed()) {
    if (lines.length >= room) break;
    lines.unshift(...blockLines(block, look));
  }
  return lines.slice(-room);
}
