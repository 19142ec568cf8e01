import type { Readable } from 'node:stream';
import type { Engine } from '../../engine/engine.ts';
import type { MayCreate } from './may-create.ts';
import { imagesNamed } from './may-create.ts';
import { SESSION_LABEL } from './session-label.ts';

export interface OwnContainers {
  /** Names of volumes that were mounted into the session's containers: `docker run` made them where there were none. */
  readonly volumes: ReadonlySet<string>;
  /** Images that the containers were made of: `docker run` pulled what was not there. */
  readonly images: MayCreate;
}

/** Clocks of two machines differ; what is earlier than the command is told by the label. */
const MARGIN_S = 60;

interface EngineEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
}

/**
 * What the session's containers brought along since a moment, also those that are gone again: from the engine's
 * events, and from the containers that are there. Empty where neither can be had.
 */
export async function ownContainers(
  { api }: Engine,
  session: string,
  sinceMs: number,
): Promise<OwnContainers> {
  const label = `${SESSION_LABEL}=${session}`;
  // With fractions: an engine waits for a moment that is still to come.
  const until = Math.floor(Date.now()) / 1000;
  const filters = JSON.stringify({ type: ['container', 'volume'], event: ['create', 'mount'] });
  const [events, there] = await Promise.all([
    api.getEvents({ since: Math.floor(sinceMs / 1000) - MARGIN_S, until, filters }).then(
      (stream) => readEvents(stream as Readable),
      () => [],
    ),
    api.listContainers({ all: true, filters: { label: [label] } }).catch(() => []),
  ]);
  const created = events.filter(
    ({ Type, Actor }) => Type === 'container' && Actor?.Attributes?.[SESSION_LABEL] === session,
  );
  const ids = new Set([...created.map(({ Actor }) => Actor?.ID), ...there.map(({ Id }) => Id)]);
  const mounted = events
    .filter(({ Type, Actor }) => Type === 'volume' && ids.has(Actor?.Attributes?.['container']))
    .flatMap(({ Actor }) => Actor?.ID ?? []);
  const mounts = there.flatMap(({ Mounts }) => Mounts.flatMap(({ Name }) => Name ?? []));
  const images = [
    ...created.flatMap(({ Actor }) => Actor?.Attributes?.['image'] ?? []),
    ...there.map(({ Image }) => Image),
  ];
  return { volumes: new Set([...mounted, ...mounts]), images: imagesNamed(images) };
}

/** One JSON document a line, or one right after the other. */
async function readEvents(stream: Readable): Promise<EngineEvent[]> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text.split('\n').flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as EngineEvent] : [];
    } catch {
      return [];
    }
  });
}
