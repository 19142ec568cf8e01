import { createInterface } from 'node:readline';
import { filtersOf } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { momentOf } from '../containers/quantities.ts';
import { compactJson } from '../print/json.ts';
import { out } from '../print/streams.ts';
import { rfc3339 } from '../print/time.ts';
import type { Handler } from '../table/command.ts';
import { compile, TemplateProblem } from '../template/template.ts';

interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes?: Readonly<Record<string, string>> | null };
  readonly scope?: string;
  readonly time: number;
  readonly timeNano: number;
}

/** `docker events`: until the stream ends, at --until or when interrupted. */
export const events: Handler = async ({ flags, engine }) => {
  const moment = (name: string): string | undefined => {
    const text = flags.text(name);
    const found = text ? momentOf(text) : undefined;
    if (text && found === undefined) {
      throw new Failure(`failed to parse value as time or duration: ${JSON.stringify(text)}`);
    }
    return found;
  };
  const print = printer(flags.text('format'));
  const query = { since: moment('since'), until: moment('until'), filters: filtersOf(flags.list('filter')) };
  const stream = await engine.stream('GET', '/events', { query });
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim()) out(`${print(JSON.parse(line) as EngineEvent, line)}\n`);
  }
  return 0;
};

function printer(format: string | undefined): (event: EngineEvent, line: string) => string {
  if (!format) return lineOf;
  if (format === 'json') return (event) => compactJson(event);
  try {
    const template = compile(format, {
      missing: (field) => `can't evaluate field ${field} in type *events.Message`,
    });
    return (event) => template({ ...event, ...capitalized(event) });
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new Failure(`Error parsing format: template: ${error.message}`, 64);
  }
}

/** `2026-11-20T19:04:46.613821088Z container create 7c7d… (image=alpine, name=web)`. */
function lineOf(event: EngineEvent, line: string): string {
  const attributes = event.Actor.Attributes ?? {};
  const pairs = Object.keys(attributes)
    .sort()
    .map((name) => `${name}=${attributes[name]}`);
  // The number is larger than a JavaScript number holds exactly, so its digits are taken from the text.
  const digits = /"timeNano":(\d+)/.exec(line)?.[1] ?? `${event.time}000000000`;
  const when = rfc3339(Number(digits.slice(0, -9)), digits.slice(-9));
  const what = `${event.Type} ${event.Action} ${event.Actor.ID}`;
  return `${when} ${what}${pairs.length ? ` (${pairs.join(', ')})` : ''}`;
}

const capitalized = (event: EngineEvent): object => ({
  Scope: event.scope ?? '',
  Time: event.time,
  TimeNano: event.timeNano,
});
