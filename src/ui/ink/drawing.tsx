import { render } from 'ink';
import type { ReactNode } from 'react';
import type { WriteStream } from 'node:tty';
import { DockView } from './DockView.tsx';
import type { Finished } from './DockView.tsx';
import type { Dock } from './dock.ts';
import { Lines } from './Lines.tsx';

/** One mounted Ink tree. */
export interface Drawing {
  draw(node: ReactNode): void;
  /** Ends it; with `erase` its last frame disappears from the terminal, otherwise it stays as it is. */
  end(erase: boolean): void;
}

/**
 * Mounts Ink on a stand-in for the terminal's stream: Ink hears nothing of resizes (the stage redraws everything
 * then), and writes nothing more once it is to end.
 */
export function openDrawing(stdout: WriteStream): Drawing {
  let muted = false;
  const stream = {
    isTTY: true,
    writable: true,
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text: string) => (muted ? true : stdout.write(text)),
    on: () => stream,
    off: () => stream,
  };
  const instance = render(null, {
    stdout: stream as unknown as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 60,
  });
  return {
    draw: (node) => instance.rerender(node),
    end(erase) {
      if (erase) instance.clear();
      muted = true;
      instance.unmount();
      instance.cleanup();
      stdout.write('\x1b[?25h');
    },
  };
}

export const dockNode = (finished: readonly Finished[], room: number, dock: Dock): ReactNode => (
  <DockView finished={finished} room={room} dock={dock} />
);

export const linesNode = (lines: readonly string[]): ReactNode => <Lines lines={lines} />;
