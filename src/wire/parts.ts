import type { RegistryOnMap } from '../map/world-map.ts';
import type { ManifestContents } from '../registry/contents.ts';

/** What a digest is the digest of. */
export interface Part {
  /** `the config`, `layer 2 of 3`, `the manifest`, `the index`. */
  readonly what: string;
  /** Bytes. */
  readonly size: number;
}

/** What the registries hold, by digest; and their manifests also by `repository:tag`. */
export interface Parts {
  readonly byDigest: ReadonlyMap<string, Part>;
  manifest(registry: string, repository: string, reference: string): ManifestContents | undefined;
}

export function partsOf(registries: readonly Pick<RegistryOnMap, 'name' | 'contents'>[]): Parts {
  const byDigest = new Map<string, Part>();
  const manifests = new Map<string, ManifestContents>();
  for (const { name, contents } of registries) {
    for (const repository of contents.repositories) {
      for (const manifest of repository.manifests) {
        const { digest } = manifest;
        for (const [named, part] of partsOfManifest(manifest)) byDigest.set(named, part);
        manifests.set(`${name}/${repository.name}@${digest}`, manifest);
      }
      for (const [tag, digest] of Object.entries(repository.tags)) {
        const manifest = manifests.get(`${name}/${repository.name}@${digest}`);
        if (manifest) manifests.set(`${name}/${repository.name}:${tag}`, manifest);
      }
    }
  }
  return {
    byDigest,
    manifest: (registry, repository, reference) =>
      manifests.get(`${registry}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`),
  };
}

/** The parts that a manifest names, and itself, as its own words: a layer may be another number in another image. */
export function partsOfManifest({
  digest,
  size,
  config,
  layers,
  children,
}: ManifestContents): [string, Part][] {
  return [
    [digest, { what: children.length > 0 ? 'the index' : 'the manifest', size }],
    ...(config ? [[config.digest, { what: 'the config', size: config.size }] as [string, Part]] : []),
    ...layers.map((layer, at): [string, Part] => [
      layer.digest,
      { what: layers.length === 1 ? 'the layer' : `layer ${at + 1} of ${layers.length}`, size: layer.size },
    ]),
  ];
}
