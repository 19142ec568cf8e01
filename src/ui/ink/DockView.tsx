import { Box, Static } from 'ink';
import type { ReactNode } from 'react';
import type { Dock } from './dock.ts';
import { Lines } from './Lines.tsx';

/** A finished block, already drawn as lines for the width it was finished at. */
export interface Finished {
  readonly key: number;
  readonly lines: readonly string[];
}

interface Props {
  readonly finished: readonly Finished[];
  /** Blank rows that keep the dock's last row where it was when the dock became lower. */
  readonly room: number;
  readonly dock: Dock;
}

/** Finished blocks go above and scroll away; the dock stays at the bottom. */
export function DockView({ finished, room, dock }: Props): ReactNode {
  return (
    <>
      <Static items={finished as Finished[]}>{({ key, lines }) => <Lines key={key} lines={lines} />}</Static>
      <Box flexDirection="column">
        <Lines lines={Array.from({ length: room }, () => '')} />
        <Lines lines={dock.header} />
        <Lines lines={dock.task} />
        <Lines lines={dock.checks} />
        <Lines lines={dock.output} />
        <Lines lines={dock.choices} />
        <Lines lines={dock.prompt} />
        <Lines lines={dock.footer} />
      </Box>
    </>
  );
}
