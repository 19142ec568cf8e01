import { EXIT, Fault } from '../../fault.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Go's durations in milliseconds: `500ms`, `5s`, `1h30m`, and a bare `0`. Anything else is a Fault. */
export function parseDuration(value: string, where: string): number {
  if (value === '0') return 0;
  if (!/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h))+$/.test(value)) {
    throw new Fault({
      what: `\`${value}\` is no duration`,
      where,
      todo: 'write 500ms, 5s, 1h30m or 168h',
      exit: EXIT.usage,
    });
  }
  const parts = [...value.matchAll(/([0-9.]+)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNIT_MS[unit!]!, 0);
}
