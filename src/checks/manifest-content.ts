import { parseImageConfig } from '../image/config.ts';
import { isInvalid } from '../image/invalid.ts';
import { parseManifest } from '../image/manifest.ts';
import type { ImageManifest } from '../image/manifest.ts';
import { forPlatform, hostPlatform } from '../image/platform.ts';
import type { Platform } from '../image/platform.ts';
import type { FetchedManifest, RegistryClient } from '../registry/client/client.ts';

export interface DescribedManifest {
  readonly mediaType: string;
  readonly digest: string;
  /** Every digest by which an engine may know this image: its own, its children's, their configurations'. */
  readonly digests: readonly string[];
  readonly platforms: readonly Platform[];
  readonly labels: Readonly<Record<string, string>>;
  /** The digests of its layers, the lowest first. */
  readonly layers: readonly string[];
}

/** A configuration is small; more than this is none. */
const CONFIG_LIMIT = 4 * 1024 * 1024;

/** What a manifest says, with its configuration; of an index, that of this machine's platform or else the first. */
export async function describeManifest(
  { mediaType, digest, bytes }: FetchedManifest,
  repository: string,
  client: RegistryClient,
): Promise<DescribedManifest> {
  const parsed = parseManifest(bytes, mediaType);
  if (isInvalid(parsed)) throw new Error(`the registry sent a manifest that is none: ${parsed.problem}`);
  if (parsed.kind === 'image') {
    const { config, platform, labels } = await readConfig(parsed.manifest, repository, client);
    return {
      mediaType,
      digest,
      digests: [digest, config],
      platforms: platform ? [platform] : [],
      labels,
      layers: layersOf(parsed.manifest),
    };
  }
  const { manifests } = parsed.manifest;
  const child = forPlatform(manifests, hostPlatform()) ?? manifests[0];
  const fetched = child && (await client.manifest(repository, child.digest));
  const inner = fetched && parseManifest(fetched.bytes, fetched.mediaType);
  const own =
    inner && !isInvalid(inner) && inner.kind === 'image'
      ? await readConfig(inner.manifest, repository, client)
      : undefined;
  return {
    mediaType,
    digest,
    digests: [digest, ...manifests.map((one) => one.digest), ...(own ? [own.config] : [])],
    platforms: manifests.flatMap(({ platform }) => platform ?? []),
    labels: own?.labels ?? {},
    layers: inner && !isInvalid(inner) && inner.kind === 'image' ? layersOf(inner.manifest) : [],
  };
}

function layersOf({ layers }: ImageManifest): string[] {
  return layers.map(({ digest }) => digest);
}

async function readConfig({ config }: ImageManifest, repository: string, client: RegistryClient) {
  const stream = await client.blob(repository, config.digest);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > CONFIG_LIMIT) break;
  }
  const parsed = parseImageConfig(Buffer.concat(chunks));
  if (isInvalid(parsed)) return { config: config.digest, platform: undefined, labels: {} };
  const { os, architecture, variant } = parsed;
  const platform: Platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return { config: config.digest, platform, labels: parsed.config?.Labels ?? {} };
}
