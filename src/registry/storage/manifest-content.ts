import { parseDigest } from '../../image/digest.ts';
import { isObject, type JsonObject } from '../../image/json-shape.ts';

/** The lists and descriptors through which a manifest of any kind names content; `blobs` is that of old artifacts. */
const NAMING = ['config', 'layers', 'blobs', 'manifests', 'fsLayers'];

/** Every digest that a manifest names, its subject apart. Also of kinds that a foreign registry put into the folder. */
export function digestsIn(document: JsonObject | undefined): string[] {
  if (!document) return [];
  return NAMING.flatMap((key) => [document[key]].flat())
    .filter(isObject)
    .map((descriptor) => descriptor.digest ?? descriptor.blobSum)
    .filter((text) => typeof text === 'string')
    .filter((text) => parseDigest(text) !== undefined);
}
