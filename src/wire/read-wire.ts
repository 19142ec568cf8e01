import type { Engine } from '../engine/engine.ts';
import { readMap, type MapOptions } from '../map/read-map.ts';
import { explainWire } from './explain.ts';
import { partsOf } from './parts.ts';
import { readRequests } from './read-requests.ts';
import type { Wire } from './wire.ts';

/** A command that ran, from its start to its end (ISO 8601). */
export interface Ran {
  readonly line: string;
  readonly from: string;
  readonly to: string;
}

/** How long after a command's end its last lines may come to stand in a real engine's log, in milliseconds. */
const LATE = 250;

/**
 * What the latest of these commands that reached a registry was made of; undefined when none did, or the engine does
 * not remember. Rejects when the engine does not answer.
 */
export async function readWire(
  engine: Engine,
  ran: readonly Ran[],
  options: MapOptions = {},
): Promise<Wire | undefined> {
  if (ran.length === 0) return undefined;
  const requests = await readRequests(engine, ran[0]!.from);
  const late = engine.kind === 'practice' ? 0 : LATE;
  for (const { line, from, to } of ran.toReversed()) {
    const end = new Date(Date.parse(to) + late).toISOString();
    const during = requests.filter(({ time }) => time >= from && time <= end);
    if (during.length === 0) continue;
    const { registries } = await readMap(engine, { ...options, everything: true });
    return explainWire(line, during, partsOf(registries));
  }
  return undefined;
}
