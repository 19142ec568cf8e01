import { expect, test } from 'vitest';
import type { WalkEvent } from '../../../src/runner/events.ts';
import { createPatience } from '../../../src/ui/plain/patience.ts';

const started = (line: string, ownsTerminal = false): WalkEvent => ({
  type: 'command-started',
  line,
  ownsTerminal,
});
const ended = { type: 'command-ended', exitCode: 0 } as WalkEvent;

function patience(interactive: boolean) {
  const told: string[] = [];
  return { told, feel: createPatience({ interactive, quietMs: 10, tell: (text) => told.push(text) }) };
}

test('a container in the foreground is spoken of once, with what ends it', async () => {
  const { told, feel } = patience(false);
  feel(started('docker run -p 5000:5000 --name registry registry:2'));
  await expect.poll(() => told, { timeout: 30_000 }).toHaveLength(1);
  expect(told[0]).toMatch(/still runs\. Without `-d` .* `kill -INT \d+` ends it .*again with `-d`\.$/);
  feel({ type: 'output', stream: 'stdout', text: 'more' } as WalkEvent);
  feel(ended);
  feel(started('sleep 100'));
  await expect.poll(() => told, { timeout: 30_000 }).toHaveLength(2);
  expect(told[1]).not.toContain('-d');
});

test('who sits at a keyboard hears of Ctrl-C; a command that has ended or has the terminal is not spoken of', async () => {
  const { told, feel } = patience(true);
  feel(started('docker run -d registry:2'));
  feel(ended);
  feel(started('vi notes', true));
  feel(ended);
  feel(started('docker run --rm alpine'));
  await expect.poll(() => told, { timeout: 30_000 }).toHaveLength(1);
  expect(told[0]).toMatch(/^`docker run --rm alpine` still runs\. .*Ctrl-C ends it\./);
});
