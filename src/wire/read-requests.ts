import { ask } from '../engine/ask.ts';
import type { Engine } from '../engine/engine.ts';
import { readEngine } from '../map/read-engine.ts';
import { addressOf } from '../map/read-registries.ts';
import { logLines, parseLogLine } from './parse-log.ts';
import type { WireRequest } from './wire.ts';

/** What the checks of the workshop ask a real registry is no part of what the learner did. */
const OURS = /^registry-workshop\b/;

interface Seen {
  readonly container?: string;
  readonly domain?: string;
  readonly event: Omit<WireRequest, 'registry'>;
}

/** Requests that registries of this engine got since a moment (ISO 8601), oldest first. */
export async function readRequests(engine: Engine, since: string): Promise<WireRequest[]> {
  const { containers } = await readEngine(engine, () => false);
  if (engine.kind === 'practice') {
    const answer = await ask(engine.host, `/workshop/requests?since=${encodeURIComponent(since)}`);
    const seen = answer?.status === 200 ? (JSON.parse(answer.text) as Seen[]) : [];
    return seen.map(({ container, domain, event }) => {
      const found = containers.find(({ id }) => id === container);
      const { time, method, path, status, bytesIn, bytesOut, userAgent } = event;
      const registry = domain ?? (found ? addressOf(found) : 'a registry that is gone');
      return { time, registry, method, path, status, bytesIn, bytesOut, userAgent };
    });
  }
  const logs = await Promise.all(
    containers.map(async (container) => {
      const options = { stdout: true, stderr: true, timestamps: true, follow: false } as const;
      const bytes = await engine.api
        .getContainer(container.id)
        .logs({ ...options, since: Math.floor(Date.parse(since) / 1000) })
        .catch(() => Buffer.alloc(0));
      return requestsIn(bytes, addressOf(container));
    }),
  );
  return logs
    .flat()
    .filter(({ time, userAgent }) => time >= since && !OURS.test(userAgent ?? ''))
    .toSorted((a, b) => a.time.localeCompare(b.time));
}

/** A registry writes each request in up to two forms; the one with fields is the more precise. */
function requestsIn(bytes: Buffer, registry: string): WireRequest[] {
  const all = logLines(bytes).flatMap(({ at, line }) => parseLogLine(line, at) ?? []);
  const precise = all.filter(({ form }) => form === 'fields');
  return (precise.length > 0 ? precise : all).map(({ form: _, ...request }) => ({ ...request, registry }));
}
