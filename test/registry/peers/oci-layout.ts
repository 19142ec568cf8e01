import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { digestOf } from '../../../src/image/digest.ts';
import { createLayer } from '../../../src/image/layer.ts';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';

/** A small image as an OCI layout, for skopeo, podman and buildah to read: nothing is pulled. */
export async function ociLayout(folder: string): Promise<string> {
  const layer = await createLayer([{ path: 'file', bytes: randomBytes(100_000) }]);
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
      history: [{ created: '2024-01-01T00:00:00Z' }],
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      config: { mediaType: MEDIA_TYPES.ociConfig, digest: digestOf(config), size: config.length },
      layers: [layer.descriptor],
    }),
  );
  const index = {
    schemaVersion: 2,
    manifests: [{ mediaType: MEDIA_TYPES.ociManifest, digest: digestOf(manifest), size: manifest.length }],
  };
  await mkdir(`${folder}/oci/blobs/sha256`, { recursive: true });
  for (const bytes of [layer.bytes, config, manifest]) {
    await writeFile(`${folder}/oci/blobs/sha256/${digestOf(bytes).slice(7)}`, bytes);
  }
  await writeFile(`${folder}/oci/oci-layout`, '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(`${folder}/oci/index.json`, JSON.stringify(index));
  return `oci:${folder}/oci`;
}
