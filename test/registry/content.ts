import { digestOf, type DigestAlgorithm } from '../../src/image/digest.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';

export interface Content {
  readonly bytes: Buffer;
  readonly digest: string;
}

export function contentOf(text: string | Buffer, algorithm?: DigestAlgorithm): Content {
  const bytes = Buffer.from(text);
  return { bytes, digest: digestOf(bytes, algorithm) };
}

export function descriptorOf({ bytes, digest }: Content, mediaType: string) {
  return { mediaType, digest, size: bytes.length };
}

/** A manifest with one config and one layer, written as JSON by somebody with a taste of their own for spaces. */
export function imageOf(
  config: Content,
  layers: readonly Content[],
  more: Record<string, unknown> = {},
): Content {
  return contentOf(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: MEDIA_TYPES.ociManifest,
        config: descriptorOf(config, MEDIA_TYPES.ociConfig),
        layers: layers.map((layer) => descriptorOf(layer, MEDIA_TYPES.ociLayerGzip)),
        ...more,
      },
      null,
      3,
    ),
  );
}

export function indexOf(children: readonly Content[], more: Record<string, unknown> = {}): Content {
  return contentOf(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: children.map((child) => descriptorOf(child, MEDIA_TYPES.ociManifest)),
      ...more,
    }),
  );
}

/** POST, then PUT: the shortest way to have a blob in a repository. */
export async function pushBlob(url: string, name: string, { bytes, digest }: Content): Promise<Response> {
  const started = await fetch(`${url}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  return fetch(`${started.headers.get('location')}&digest=${digest}`, {
    method: 'PUT',
    body: new Uint8Array(bytes),
  });
}

export function putManifest(url: string, name: string, reference: string, { bytes }: Content, type?: string) {
  return fetch(`${url}/v2/${name}/manifests/${reference}`, {
    method: 'PUT',
    headers: { 'Content-Type': type ?? MEDIA_TYPES.ociManifest },
    body: new Uint8Array(bytes),
  });
}

/** A whole image under a tag; returns its manifest. */
export async function pushImage(url: string, name: string, tag: string, seed = tag): Promise<Content> {
  const config = contentOf(`{"seed":${JSON.stringify(seed)}}`);
  const layer = contentOf(`layer of ${seed}`);
  for (const blob of [config, layer]) {
    const pushed = await pushBlob(url, name, blob);
    if (pushed.status !== 201) throw new Error(await pushed.text());
  }
  const manifest = imageOf(config, [layer]);
  const response = await putManifest(url, name, tag, manifest);
  if (response.status !== 201) throw new Error(await response.text());
  return manifest;
}
