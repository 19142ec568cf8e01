import { familiarReference, isInvalid, parseReference } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import { editDistance, tolerance } from '../lab/nearest.ts';
import { code, joined } from './phrases.ts';

const HUB = 'docker.io';

/** Costs above this: two names that have nothing to do with each other. */
const UNRELATED = 6;

export interface NearReference {
  readonly reference: Reference;
  /** As Docker prints it. */
  readonly name: string;
  /** What is different about it, as the rest of a sentence after a colon. */
  readonly difference: string;
}

/** Of the references that are there, the one that was probably meant to be the wanted one. */
export function nearReference(wanted: Reference, there: readonly string[]): NearReference | undefined {
  let best: { reference: Reference; cost: number } | undefined;
  for (const text of there) {
    const reference = parseReference(text);
    if (isInvalid(reference) || reference.tag === '<none>') continue;
    const cost = domainCost(wanted, reference) + pathCost(wanted, reference) + tagCost(wanted, reference);
    if (cost > 0 && cost <= UNRELATED && cost < (best?.cost ?? Infinity)) best = { reference, cost };
  }
  if (!best) return undefined;
  return {
    reference: best.reference,
    name: familiarReference(best.reference),
    difference: differenceBetween(wanted, best.reference),
  };
}

/** What distinguishes a reference from the wanted one; empty when they mean the same. */
export function differenceBetween(wanted: Reference, found: Reference): string {
  const port = portOf(wanted.domain);
  if (port !== undefined && found.domain === hostOf(wanted.domain) && found.path.startsWith(`${port}/`))
    return `the port belongs behind a colon, as in ${code(`${wanted.domain}/`)}`;
  const parts = [
    domainDifference(wanted, found),
    pathDifference(wanted, found),
    tagDifference(wanted, found),
  ];
  return joined(
    parts.filter((part) => part !== undefined),
    'and',
  );
}

function domainCost(wanted: Reference, found: Reference): number {
  if (wanted.domain === found.domain) return 0;
  // Any name of a registry is a better attempt than the image that everything begins with.
  if (found.domain === HUB) return 3.5;
  const sameHost = hostOf(wanted.domain) === hostOf(found.domain);
  return sameHost || sameMachine(wanted, found) || editDistance(wanted.domain, found.domain, 2) <= 2 ? 1 : 4;
}

function pathCost(wanted: Reference, found: Reference): number {
  const [one, other] = [shortPath(wanted), shortPath(found)];
  if (one === other) return 0;
  if (sameParts(one, other)) return 1;
  const distance = editDistance(one, other, tolerance(one));
  if (distance <= tolerance(one)) return distance;
  return lastPart(one) === lastPart(other) ? 2 : Infinity;
}

function tagCost(wanted: Reference, found: Reference): number {
  if (wanted.digest !== undefined || wanted.tag === found.tag) return 0;
  return Math.min(2, editDistance(wanted.tag ?? '', found.tag ?? '', 2));
}

/** `localhost:5000` and `127.0.0.1:5000`: one registry, two names of images. */
function sameMachine(one: Reference, other: Reference): boolean {
  const [host, otherHost] = [hostOf(one.domain), hostOf(other.domain)];
  return LOOPBACK.test(host) && LOOPBACK.test(otherHost) && portOf(one.domain) === portOf(other.domain);
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

function domainDifference(wanted: Reference, found: Reference): string | undefined {
  if (wanted.domain === found.domain) return undefined;
  const [host, port] = [hostOf(found.domain), portOf(found.domain)];
  const [wantedHost, wantedPort] = [hostOf(wanted.domain), portOf(wanted.domain)];
  if (found.domain === HUB)
    return `without ${code(`${wanted.domain}/`)} in front, that name belongs to Docker Hub`;
  if (wanted.domain === HUB)
    return `${code(`${found.domain}/`)} in front makes it a name of another registry`;
  if (sameMachine(wanted, found))
    return `${code(found.domain)} is the same machine as ${code(wanted.domain)}, but makes another name of it`;
  if (host !== wantedHost) return `it names the registry ${code(found.domain)}, not ${code(wanted.domain)}`;
  if (port === undefined) return `the port ${code(`:${wantedPort}`)} is missing in it`;
  if (wantedPort === undefined) return `the port ${code(`:${port}`)} is too much in it`;
  return `its port is ${port}, not ${wantedPort}${slip(port, wantedPort)}`;
}

function slip(found: string, wanted: string): string {
  if (editDistance(found, wanted, 1) > 1) return '';
  if (found.length < wanted.length) {
    const lost = [...wanted].find((_, at) => wanted.slice(0, at) + wanted.slice(at + 1) === found);
    return lost === '0' ? ' (is a zero missing?)' : ' (is a digit missing?)';
  }
  return found.length > wanted.length ? ' (is there a digit too many?)' : '';
}

function pathDifference(wanted: Reference, found: Reference): string | undefined {
  const [one, other] = [shortPath(wanted), shortPath(found)];
  if (one === other) return undefined;
  if (one.endsWith(`/${other}`)) {
    const missing = one.slice(0, -other.length);
    return `${code(missing)} is missing before ${code(other)}`;
  }
  if (other.endsWith(`/${one}`))
    return `${code(other.slice(0, -one.length))} is too much before ${code(one)}`;
  if (sameParts(one, other)) return `the order of its parts is ${code(one)}, not ${code(other)}`;
  return `the repository is spelled ${code(other)}, not ${code(one)}`;
}

function tagDifference(wanted: Reference, found: Reference): string | undefined {
  if (wanted.digest !== undefined || wanted.tag === found.tag) return undefined;
  if (found.tag === 'latest')
    return `its tag is ${code('latest')}, which Docker takes when none is written, not ${code(wanted.tag ?? '')}`;
  if (wanted.tag === 'latest')
    return `its tag is ${code(found.tag ?? '')}, not ${code('latest')}, which is what a name without a tag means`;
  return `its tag is ${code(found.tag ?? '')}, not ${code(wanted.tag ?? '')}`;
}

/** `alpine` for `library/alpine` on Docker Hub: the two are the same to a reader. */
function shortPath({ domain, path }: Reference): string {
  return domain === HUB ? path.replace(/^library\//, '') : path;
}

/** `release/shop` and `shop/release`. */
function sameParts(one: string, other: string): boolean {
  const sorted = (path: string) => path.split('/').sort().join('/');
  return one.includes('/') && sorted(one) === sorted(other);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function hostOf(domain: string): string {
  return domain.replace(/:\d+$/, '');
}

function portOf(domain: string): string | undefined {
  return /:(\d+)$/.exec(domain)?.[1];
}
