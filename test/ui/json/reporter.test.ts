import { expect, test } from 'vitest';
import type { WalkEvent } from '../../../src/runner/events.ts';
import { createJsonReporter } from '../../../src/ui/json/reporter.ts';

test('each event is one line, whatever a command printed', () => {
  const lines: string[] = [];
  const event: WalkEvent = { type: 'output', stream: 'stdout', text: 'a\nb\r\u001B[31m"\u2028' };
  createJsonReporter((text) => lines.push(text))(event);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.slice(0, -1)).not.toContain('\n');
  expect(lines[0]!.endsWith('\n')).toBe(true);
  expect(JSON.parse(lines[0]!)).toEqual(event);
});
