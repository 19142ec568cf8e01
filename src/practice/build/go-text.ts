import { badRequest } from '../http/failure.ts';

/** How Go prints values: histories of images are full of it, and people compare them. */

/** `[a b]`, as `%v` prints a list. */
export const goList = (items: readonly string[]): string => `[${items.join(' ')}]`;

/** `["a" "b"]`, as `%q` prints a list. */
export const goQuotedList = (items: readonly string[]): string =>
  `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `1m30s` in nanoseconds; throws in the builder's words. */
export function nanoseconds(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) {
    throw badRequest(
      /^\d+$/.test(text)
        ? `time: missing unit in duration ${JSON.stringify(text)}`
        : `time: invalid duration ${JSON.stringify(text)}`,
    );
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit!]!, 0);
}

/** Nanoseconds as Go prints a duration: `0s`, `5s`, `1m30s`, `500ms`. */
export function goDuration(value: number): string {
  if (value === 0) return '0s';
  if (value < 1e6) return value < 1e3 ? `${value}ns` : `${value / 1e3}µs`;
  if (value < 1e9) return `${value / 1e6}ms`;
  const hours = Math.floor(value / 3600e9);
  const minutes = Math.floor((value % 3600e9) / 60e9);
  const seconds = (value % 60e9) / 1e9;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

/** A health check as `%q` prints it, pointer and all. */
export function healthText(check: {
  readonly Test: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly Retries?: number;
}): string {
  const times = [check.Interval, check.Timeout, check.StartPeriod].map(
    (value) => ` "${goDuration(value ?? 0)}"`,
  );
  const retries = (check.Retries ?? 0).toString(16).padStart(2, '0');
  return `&{${goQuotedList(check.Test)}${times.join('')} '\\x${retries}'}`;
}
