import { Box, Text } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { harmless } from '../controls.ts';

/** Painted lines, one row each. An empty line is a blank: Ink gives no height to nothing. */
export const Lines = memo(
  function Lines({ lines }: { readonly lines: readonly string[] }): ReactNode {
    if (lines.length === 0) return null;
    return (
      <Box flexDirection="column" flexShrink={0}>
        <Text>{lines.map((line) => harmless(line) || ' ').join('\n')}</Text>
      </Box>
    );
  },
  ({ lines: before }, { lines: now }) =>
    before.length === now.length && before.every((line, at) => line === now[at]),
);
