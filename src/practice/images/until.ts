import { nanoseconds } from '../build/go-text.ts';
import { badRequest } from '../http/failure.ts';

/** The filter `until`: seconds since 1970, a date, or how long ago (`24h`); milliseconds since 1970. */
export function untilOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-/.test(text)) return Date.now() - nanoseconds(text) / 1e6;
  const date = Date.parse(text);
  if (Number.isNaN(date))
    throw badRequest(`failed to parse value as time or duration: ${JSON.stringify(text)}`);
  return date;
}
