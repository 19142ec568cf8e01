/** A length of time as docker says it: `2 minutes`, `About an hour`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(milliseconds / 3_600_000 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(hours / 24 / 365)} years`;
}

/** `2 minutes ago`, from seconds since 1970. */
export function ago(seconds: number, now = Date.now()): string {
  return `${humanDuration(now - seconds * 1000)} ago`;
}

const two = (value: number): string => String(value).padStart(2, '0');

function offsetOf(date: Date, separator: string): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}${separator}${two(size % 60)}`;
}

function clock(date: Date): { day: string; time: string } {
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
  };
}

function zoneName(date: Date): string {
  if (date.getTimezoneOffset() === 0) return 'UTC';
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  return /^[A-Z]{3,5}$/.test(name) ? name : offsetOf(date, '');
}

/** Local time as Go prints a `time.Time`: `2026-11-20 19:04:05 +0000 UTC`. */
export function goTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const { day, time } = clock(date);
  return `${day} ${time} ${offsetOf(date, '')} ${zoneName(date)}`;
}

/** Local time in RFC 3339; with nanoseconds when they are given: `2026-11-20T19:04:05.123456789Z`. */
export function rfc3339(seconds: number, nanoseconds?: string): string {
  const date = new Date(seconds * 1000);
  const { day, time } = clock(date);
  const zone = date.getTimezoneOffset() === 0 ? 'Z' : offsetOf(date, ':');
  return `${day}T${time}${nanoseconds === undefined ? '' : `.${nanoseconds}`}${zone}`;
}
