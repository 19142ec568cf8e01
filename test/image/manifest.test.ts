import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/image/digest.ts';
import { isInvalid } from '../../src/image/invalid.ts';
import { parseManifest, referencedBy } from '../../src/image/manifest.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';

const config = { mediaType: MEDIA_TYPES.ociConfig, digest: digestOf('{}'), size: 2 };
const layer = { mediaType: MEDIA_TYPES.ociLayerGzip, digest: digestOf('layer'), size: 5 };
const image = { schemaVersion: 2, config, layers: [layer] };
const index = { schemaVersion: 2, manifests: [{ ...layer, mediaType: MEDIA_TYPES.ociManifest }] };

function parsed(document: unknown, contentType?: string) {
  const manifest = parseManifest(JSON.stringify(document), contentType);
  if (isInvalid(manifest)) throw new Error(manifest.problem);
  return manifest;
}

describe('a manifest', () => {
  test('of an image needs its config and layers', () => {
    const manifest = parsed(image, MEDIA_TYPES.dockerManifest);
    expect(manifest).toMatchObject({ kind: 'image', mediaType: MEDIA_TYPES.dockerManifest });
    expect(referencedBy(manifest)).toEqual([config, layer]);
  });

  test('of an index needs its children', () => {
    expect(parsed(index)).toMatchObject({ kind: 'index', mediaType: MEDIA_TYPES.ociIndex });
    expect(referencedBy(parsed(index, `${MEDIA_TYPES.dockerList}; charset=utf-8`))).toEqual(index.manifests);
  });

  test('keeps fields that nobody knows', () => {
    expect(parsed({ ...image, later: 1 }).manifest).toHaveProperty('later', 1);
  });
});

test.each([
  ['[]', 'not a JSON object'],
  ['{', 'not JSON'],
  [JSON.stringify({ schemaVersion: 1 }), 'schemaVersion 2'],
  [JSON.stringify({ ...image, mediaType: MEDIA_TYPES.ociIndex }), 'neither `config` nor `layers`'],
  [JSON.stringify({ ...image, manifests: [] }), 'index'],
  [JSON.stringify({ ...image, config: undefined }), '`config` is missing'],
  [JSON.stringify({ ...image, layers: {} }), '`layers` is not a list'],
  [JSON.stringify({ ...image, layers: [{ ...layer, size: -1 }] }), '`layers[0].size`'],
  [JSON.stringify({ ...image, layers: [{ ...layer, digest: 'sha256:1' }] }), '`layers[0].digest`'],
  [JSON.stringify({ ...image, subject: {} }), '`subject.mediaType`'],
  [JSON.stringify({ ...image, mediaType: 'text/plain' }), 'no media type of a manifest'],
])('%s is refused', (text, words) => {
  const manifest = parseManifest(text);
  expect(isInvalid(manifest) && manifest.problem).toContain(words);
});

test('a document may not contradict the type it comes as', () => {
  const text = JSON.stringify({ ...image, mediaType: MEDIA_TYPES.ociManifest });
  const manifest = parseManifest(text, MEDIA_TYPES.dockerManifest);
  expect(isInvalid(manifest) && manifest.problem).toContain('but it comes as');
});
