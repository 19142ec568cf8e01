import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Parser } from 'tap-parser';

export interface TapPoint {
  readonly ok: boolean;
  readonly id: number;
  readonly description: string;
  readonly skip: string | undefined;
  /** Milliseconds, as `duration_ms` or `# time=` says. */
  readonly ms: number | undefined;
  readonly diagnostics: Record<string, unknown> | undefined;
}

/** What the parser of node-tap, which is not ours, reads; throws at anything that it finds wrong. */
export function parseTap(text: string): TapPoint[] {
  const events = Parser.parse(text, { strict: true });
  const points: TapPoint[] = [];
  for (const event of events) {
    const [name, what] = event as [string, Record<string, unknown>];
    if (name === 'extra' || name === 'bailout') throw new Error(`${name}: ${String(what)}`);
    if (name !== 'assert') continue;
    if (what['tapError']) throw new Error(String(what['tapError']));
    points.push({
      ok: what['ok'] as boolean,
      id: what['id'] as number,
      description: what['name'] as string,
      skip: (what['skip'] || undefined) as string | undefined,
      ms: (what['time'] ?? undefined) as number | undefined,
      diagnostics: (what['diag'] ?? undefined) as Record<string, unknown> | undefined,
    });
  }
  const complete = events.find(([name]) => name === 'complete')?.[1] as unknown as {
    count: number;
    plan: { end: number };
    failures: { tapError?: unknown }[];
  };
  if (complete.plan.end !== complete.count)
    throw new Error(`${complete.count} points, planned ${complete.plan.end}`);
  const error = complete.failures.find(({ tapError }) => tapError);
  if (error) throw new Error(String(error.tapError));
  return points;
}

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

type Raw = Readonly<Record<string, unknown>>;

/** The root element as fast-xml-parser reads it; throws where it finds the XML ill-formed. */
export function parseXml(xml: string): Element {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.line}: ${valid.err.msg}`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
    parseTagValue: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
  });
  const elements = (parser.parse(xml) as Raw[]).filter((raw) => !('?xml' in raw) && !('#text' in raw));
  return elementOf(elements[0]!);
}

function elementOf(raw: Raw): Element {
  const tag = Object.keys(raw).find((key) => key !== ':@')!;
  const inside = raw[tag] as readonly Raw[];
  return {
    tag,
    attributes: (raw[':@'] ?? {}) as Record<string, string>,
    text: inside.map((one) => ('#text' in one ? String(one['#text']) : '')).join(''),
    children: inside.filter((one) => !('#text' in one)).map(elementOf),
  };
}
