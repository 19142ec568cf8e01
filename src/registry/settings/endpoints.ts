import { EXIT, Fault } from '../../fault.ts';
import { isObject } from '../../image/json-shape.ts';
import type { NotificationEndpoint } from '../notifications.ts';
import { parseDuration } from './duration.ts';
import type { Written } from './gather.ts';

/** `notifications.endpoints` of a config.yml: those that are not disabled. */
export function endpointsOf(written: Written | undefined): NotificationEndpoint[] {
  if (!written) return [];
  const list: unknown = JSON.parse(written.value);
  if (!Array.isArray(list)) throw wrong(written, '`notifications.endpoints` is not a list');
  return list
    .filter((entry) => !(isObject(entry) && entry.disabled === true))
    .map((entry) => endpointOf(entry, written));
}

function endpointOf(entry: unknown, written: Written): NotificationEndpoint {
  if (!isObject(entry) || typeof entry.url !== 'string' || !/^https?:\/\//.test(entry.url)) {
    throw wrong(written, 'an endpoint of `notifications` needs a `url`');
  }
  const headers = isObject(entry.headers) ? Object.entries(entry.headers) : [];
  const timeoutMs = duration(entry.timeout, written);
  const backoffMs = duration(entry.backoff, written);
  return {
    name: String(entry.name ?? entry.url),
    url: entry.url,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, [value].flat().join(', ')])),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(backoffMs === undefined ? {} : { backoffMs }),
  };
}

function duration(value: unknown, { where }: Written): number | undefined {
  return value === undefined ? undefined : parseDuration(String(value), where);
}

function wrong({ where }: Written, what: string): Fault {
  return new Fault({ what, where, exit: EXIT.usage });
}
