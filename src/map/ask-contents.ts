import { connectRegistry, type ConnectOptions, type RegistryClient } from '../registry/client/client.ts';
import { manifestContents, MOST_REPOSITORIES, MOST_TAGS, named } from '../registry/contents.ts';
import type { ManifestContents, RegistryContents, RepositoryContents } from '../registry/contents.ts';

/** Manifests by digest: what was read once is not asked for again. */
const known = new Map<string, ManifestContents>();

/** What a registry holds, as far as its API tells: repositories, tags, and the manifests that these lead to. */
export async function askContents(options: ConnectOptions): Promise<RegistryContents> {
  const client = connectRegistry(options);
  const names = (await client.catalog()).slice(0, MOST_REPOSITORIES);
  const repositories: RepositoryContents[] = [];
  for (const name of names) {
    const tags: Record<string, string> = {};
    const manifests = new Map<string, ManifestContents>();
    for (const tag of ((await client.tags(name)) ?? []).slice(0, MOST_TAGS)) {
      const head = await client.headManifest(name, tag);
      if (!head) continue;
      tags[tag] = head.digest;
      await collect(client, name, head.digest, manifests);
    }
    repositories.push({ name, tags, manifests: [...manifests.values()] });
  }
  return { repositories };
}

async function collect(
  client: RegistryClient,
  name: string,
  digest: string,
  into: Map<string, ManifestContents>,
): Promise<void> {
  if (into.has(digest)) return;
  const manifest = known.get(digest) ?? (await read(client, name, digest));
  if (!manifest) return;
  known.set(digest, manifest);
  into.set(digest, manifest);
  for (const child of manifest.children) await collect(client, name, child.digest, into);
}

async function read(
  client: RegistryClient,
  name: string,
  digest: string,
): Promise<ManifestContents | undefined> {
  const found = await client.manifest(name, digest);
  const parts = found && manifestContents(found.digest, found.mediaType, found.bytes);
  if (!parts?.config) return parts;
  const stream = await client.blob(name, parts.config.digest);
  if (!stream) return parts;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return named(parts, Buffer.concat(chunks));
}
