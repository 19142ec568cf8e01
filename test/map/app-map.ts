import type { WorldMap } from '../../src/map/world-map.ts';
import type { ManifestContents } from '../../src/registry/contents.ts';

interface More {
  /** Name → id. */
  readonly images?: Readonly<Record<string, string>>;
  /** Digests of manifests without a tag. */
  readonly manifests?: readonly string[];
}

/** An image whose config and one layer are named after it; a second layer is the same for all. */
export const manifestOf = (digest: string): ManifestContents => ({
  digest,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 400,
  config: { digest: `${digest}c`, size: 700 },
  layers: [
    { digest: 'sha256:base', size: 3_000_000, diffId: 'sha256:base0' },
    { digest: `${digest}l`, size: 2_500, diffId: `${digest}l0` },
  ],
  children: [],
});

/** A map with one registry, in it the repository `app` with these tags. */
export function appMap(
  tags: Readonly<Record<string, string>>,
  { images = {}, manifests = [] }: More = {},
): WorldMap {
  const digests = [...new Set([...Object.values(tags), ...manifests])];
  return {
    engine: 'practice',
    images: Object.entries(images).map(([name, id]) => ({
      id,
      names: [name],
      size: 7_000_000,
      layers: [`${id}0`],
    })),
    containers: [{ name: 'registry', image: 'registry:2', state: 'running', ports: ['5000→5000'] }],
    volumes: [],
    registries: [
      {
        name: 'localhost:5000',
        container: 'registry',
        standIn: false,
        contents: { repositories: [{ name: 'app', tags, manifests: digests.map(manifestOf) }] },
      },
    ],
    changes: [],
  };
}
