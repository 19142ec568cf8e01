import { EXIT, Fault } from '../../fault.ts';
import { isObject } from '../../image/json-shape.ts';
import type { NotificationEndpoint } from '../notifications.ts';
import { parseDuration } from './duration.ts';
import type { Written } from './gather.ts';
import { valuesOf } from './headers.ts';

/** What an endpoint may say. Docker's registry gives up earlier or later with `threshold`; ours never does. */
const KEYS = [
  'name',
  'disabled',
  'url',
  'headers',
  'timeout',
  'threshold',
  'backoff',
  'ignoredmediatypes',
  'ignore',
];

/** `notifications.endpoints`: those that are not disabled. */
export function endpointsOf(written: Written | undefined): NotificationEndpoint[] {
  if (!written) return [];
  const list: unknown = written.value.startsWith('[') ? JSON.parse(written.value) : undefined;
  if (!Array.isArray(list)) throw wrong(written, '`notifications.endpoints` is no list');
  return list
    .filter((entry) => !(isObject(entry) && entry.disabled === true))
    .map((entry) => endpointOf(entry, written));
}

function endpointOf(entry: unknown, written: Written): NotificationEndpoint {
  if (!isObject(entry) || typeof entry.url !== 'string' || !isUrl(entry.url)) {
    throw wrong(written, 'an endpoint of `notifications` needs a `url`', 'write http://… or https://…');
  }
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw wrong(written, `an endpoint has no setting \`${unknown}\``, `use ${KEYS.join(', ')}`);
  }
  const headers = isObject(entry.headers) ? Object.entries(entry.headers) : [];
  const timeoutMs = duration(entry.timeout, written);
  const backoffMs = duration(entry.backoff, written);
  const ignore = isObject(entry.ignore) ? entry.ignore : {};
  const mediaTypes = [...words(entry.ignoredmediatypes), ...words(ignore.mediatypes)];
  const actions = words(ignore.actions);
  return {
    name: String(entry.name ?? new URL(entry.url).host),
    url: entry.url,
    headers: Object.fromEntries(
      headers.map(([name, list]) => [name, valuesOf(name, list, written.where).join(', ')]),
    ),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(backoffMs === undefined ? {} : { backoffMs }),
    ...(mediaTypes.length + actions.length > 0 && { ignore: { mediaTypes, actions } }),
  };
}

/** A login in it must be one that can be read. */
function isUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return !/%(?![0-9a-f]{2})/i.test(username + password);
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function duration(value: unknown, { where }: Written): number | undefined {
  return value === undefined ? undefined : parseDuration(String(value), where);
}

function wrong({ where }: Written, what: string, todo = 'write [{name: hook, url: "http://…"}]'): Fault {
  return new Fault({ what, where, todo, exit: EXIT.usage });
}
