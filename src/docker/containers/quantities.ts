import { Failure } from '../failure.ts';

/** `512m`, `1.5g`, `1024`: bytes in units of 1024. Throws a Failure in docker's words. */
export function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(text);
  if (!match) throw new Failure(`invalid size: '${text}'`);
  return Math.trunc(Number(match[1]) * 1024 ** ' kmgtp'.indexOf(match[2]!.toLowerCase() || ' '));
}

const unitNanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** A duration of Go (`1h30m`, `250ms`, `0`) in nanoseconds; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const match = /^([+-]?)((?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (!match) return undefined;
  const parts = [...match[2]!.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, number, unit]) => total + Number(number) * unitNanoseconds[unit!]!, 0);
  return match[1] === '-' ? -sum : sum;
}

/** As {@link durationOf}; throws a Failure for what is no duration. */
export function requiredDuration(text: string): number {
  const duration = durationOf(text);
  if (duration === undefined) throw new Failure(`time: invalid duration ${JSON.stringify(text)}`);
  return duration;
}

/**
 * A moment for `--since` and `--until`, in seconds since 1970 as the API takes it: a duration back from now, a date with or
 * without time and zone, or such a number itself. Undefined for anything else.
 */
export function momentOf(text: string, now = Date.now()): string | undefined {
  const back = durationOf(text);
  if (back !== undefined) return withNanoseconds(BigInt(now) * 1_000_000n - BigInt(Math.trunc(back)));
  if (/^\d+(\.\d{1,9})?$/.test(text)) return text;
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d(?::\d\d(?::\d\d)?)?)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, day, clock = '00', fraction = '', zone = ''] = match;
  const time = [...clock.split(':'), '00', '00'].slice(0, 3).join(':');
  const milliseconds = Date.parse(`${day}T${time}${zone}`); // without a zone it is local time
  if (Number.isNaN(milliseconds)) return undefined;
  return `${milliseconds / 1000}.${fraction.slice(1).padEnd(9, '0')}`;
}

function withNanoseconds(nanoseconds: bigint): string {
  return `${nanoseconds / 1_000_000_000n}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`;
}
