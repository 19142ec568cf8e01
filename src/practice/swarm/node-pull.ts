import { hostPlatform } from '../../image/platform.ts';
import { formatReference, isInvalid, parseReference, withDefaultTag } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { connectRegistry } from '../../registry/client/client.ts';
import type { Credentials } from '../transfer/credentials.ts';
import { findEndpoint } from '../transfer/endpoint.ts';
import type { StandInUrls } from '../transfer/endpoint.ts';
import { pullImage } from '../transfer/pull.ts';
import type { JsonStream } from '../http/reply.ts';
import type { Machine } from './machine.ts';

/**
 * Where a node finds `127.0.0.1:5000` or `localhost:5000`: on itself, by the mesh or by a task that publishes there.
 * An address of this machine to connect to, `host:port`; undefined when nothing listens there on that node.
 */
export type OwnAddress = (port: number) => string | undefined;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d+))?$/;

export interface NodePull {
  readonly machine: Machine;
  readonly image: string;
  readonly credentials: Credentials | undefined;
  readonly standIns: StandInUrls;
  /** Undefined for this engine's own node, which asks its own addresses as they are. */
  readonly ownAddress: OwnAddress | undefined;
  readonly signal: AbortSignal;
}

/** Pulls an image to a node, from where that node sees the registry. Rejects when it cannot. */
export async function pullToNode(pull: NodePull): Promise<void> {
  const { machine, image, credentials, standIns, ownAddress, signal } = pull;
  const parsed = parseReference(image);
  if (isInvalid(parsed)) throw new Error(parsed.problem);
  const reference = parsed.digest ? untagged(parsed) : withDefaultTag(parsed);
  // An image that is known by its digest can be no other: as in Docker, it is not asked for again.
  if (reference.digest && machine.images.named(reference)) return;
  const domain = ownAddress ? ownDomain(reference.domain, ownAddress) : reference.domain;
  const endpoint = await findEndpoint(domain, standIns);
  const client = connectRegistry({ url: endpoint.url, credentials, signal, ca: endpoint.ca });
  await pullImage({
    reference,
    platform: hostPlatform(),
    client,
    store: machine.images,
    sources: machine.sources,
    stream: silent,
  });
}

/** A digest decides alone; the tag beside it is only for people. */
function untagged({ domain, path, digest }: Reference): Reference {
  return { domain, path, ...(digest === undefined ? {} : { digest }) };
}

function ownDomain(domain: string, ownAddress: OwnAddress): string {
  const match = LOOPBACK.exec(domain);
  if (!match) return domain;
  const port = Number(match[1] ?? 80);
  const address = ownAddress(port);
  if (!address) throw new Error(`dial tcp 127.0.0.1:${port}: connect: connection refused`);
  return address;
}

/** The name by which a node's image store finds what was pulled, and what messages call it. */
export function storedName(image: string): string {
  const parsed = parseReference(image);
  if (isInvalid(parsed)) return image;
  return formatReference(parsed.digest ? untagged(parsed) : withDefaultTag(parsed));
}

/** Nobody watches the pulls of tasks. */
const silent = { started: true, open: () => {}, send: () => {}, end: () => {} } as unknown as JsonStream;
