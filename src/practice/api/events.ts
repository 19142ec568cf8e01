import { readTime } from '../containers/log-query.ts';
import type { EngineEvent, EventLog } from '../events.ts';
import { anyOf, hasLabels, readFilters } from '../http/filters.ts';
import type { Filters } from '../http/filters.ts';
import type { Router } from '../http/router.ts';

/** GET /events: what happened, and what happens until the client goes or `until` comes. */
export function eventRoutes(router: Router, events: EventLog): void {
  router.on('GET', '/events', ({ query, response, signal }) => {
    const filters = readFilters(query);
    const since = readTime(query.get('since'));
    const until = readTime(query.get('until'));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    const send = (event: EngineEvent): void => {
      if (until !== undefined && momentOf(event) > until) return;
      if (fits(event, filters)) response.write(`${JSON.stringify(event)}\n`);
    };
    if (since !== undefined) {
      for (const event of events.past()) {
        if (momentOf(event) >= since) send(event);
      }
    }
    const left = until === undefined ? undefined : Number(until / 1_000_000n) - Date.now();
    if (left !== undefined && left <= 0) {
      response.end();
      return;
    }
    const stop = events.listen(send);
    const timer = left === undefined ? undefined : setTimeout(() => response.end(), left);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      stop();
    });
  });
}

/** Nanoseconds since 1970, as exact as a number of JavaScript holds them. */
const momentOf = ({ timeNano }: EngineEvent): bigint => BigInt(Math.round(timeNano / 1_000_000)) * 1_000_000n;

function fits({ Type, Action, Actor, scope }: EngineEvent, filters: Filters): boolean {
  const names = [Actor.ID, Actor.Attributes.name, Actor.Attributes.image];
  const about = (type: string): boolean =>
    anyOf(filters, type, (value) =>
      Type === type
        ? names.includes(value) || (value.length > 0 && Actor.ID.replace(/^sha256:/, '').startsWith(value))
        : type === 'image' && Type === 'container' && Actor.Attributes.image === value,
    );
  return (
    anyOf(filters, 'type', (value) => value === Type) &&
    anyOf(filters, 'event', (value) => value === Action) &&
    anyOf(filters, 'scope', (value) => value === scope) &&
    hasLabels(Actor.Attributes, filters.get('label') ?? []) &&
    ['container', 'image', 'volume', 'network', 'daemon'].every(about)
  );
}
