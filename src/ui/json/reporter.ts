import { printableJson } from '../../proof/report/printable-json.ts';
import type { WalkEvent } from '../../runner/events.ts';

/** One event per line, as JSON (NDJSON), for programs. */
export function createJsonReporter(write: (text: string) => void): (event: WalkEvent) => void {
  return (event) => write(`${printableJson(event)}\n`);
}
