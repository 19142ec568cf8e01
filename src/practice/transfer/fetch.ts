import type { Platform } from '../../image/platform.ts';
import { familiarName, familiarReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { connectRegistry } from '../../registry/client/client.ts';
import type { RegistryClient } from '../../registry/client/client.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import type { EventLog } from '../events.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { Credentials } from './credentials.ts';
import { findEndpoint } from './endpoint.ts';
import type { Endpoint, StandInUrls } from './endpoint.ts';
import type { ProgressStream } from './progress.ts';
import { pullImage } from './pull.ts';
import { explain, manifestUnknown } from './refusal.ts';
import type { LayerSources } from './sources.ts';

/** What moving images takes. */
export interface TransferParts {
  readonly store: ImageStore;
  readonly sources: LayerSources;
  readonly events: EventLog;
  readonly standIns: StandInUrls;
  readonly limits: ArchiveLimits;
}

export interface Connection {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials | undefined;
  readonly client: RegistryClient;
}

export async function connectTo(
  domain: string,
  { standIns }: TransferParts,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<Connection> {
  const endpoint = await findEndpoint(domain, standIns);
  const client = connectRegistry({ url: endpoint.url, credentials, signal, ca: endpoint.ca });
  return { endpoint, credentials, client };
}

export interface Fetch {
  readonly reference: Reference;
  /** Every tag of the repository. */
  readonly all: boolean;
  readonly platform: Platform;
  readonly credentials: Credentials | undefined;
  readonly signal: AbortSignal;
  readonly stream: ProgressStream;
}

/** Gets an image from its registry, or a stand-in for it, telling each step. Throws what a real engine would say. */
export async function fetchImages(fetch: Fetch, parts: TransferParts): Promise<void> {
  const { reference, all, platform, credentials, signal, stream } = fetch;
  const { store, sources, events, limits } = parts;
  let connection: Connection | undefined;
  try {
    connection = await connectTo(reference.domain, parts, credentials, signal);
    const { client } = connection;
    const tags = all ? await client.tags(reference.path) : undefined;
    if (all && !tags?.length) throw manifestUnknown(reference);
    let newer = false;
    for (const one of tags?.map((tag) => ({ ...reference, tag })) ?? [reference]) {
      newer =
        (await pullImage({ reference: one, platform, client, store, sources, stream, limits })) || newer;
    }
    const name = familiarReference(reference);
    stream.send({
      status: `Status: ${newer ? 'Downloaded newer image' : 'Image is up to date'} for ${name}`,
    });
    const id = store.named(reference);
    const image = id === undefined ? undefined : store.byId(id);
    const labels = image ? store.config(image).config?.Labels : undefined;
    events.emit('image', 'pull', name, { ...labels, name: familiarName(reference) });
  } catch (error) {
    throw connection ? explain(error, { action: 'pull', reference, ...connection }) : error;
  }
}
