import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Containers } from '../containers/containers.ts';
import { listContainers } from '../containers/list.ts';
import { sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { chainIds } from '../images/chain-id.ts';
import type { ImageStore } from '../images/image-store.ts';
import { listImages } from '../images/list.ts';
import type { VolumeStore } from '../volumes/volume-store.ts';

interface Parts {
  readonly containers: Containers;
  readonly images: ImageStore;
  readonly volumes: VolumeStore;
}

/** GET /system/df: what takes how much space. */
export function diskUsageRoutes(router: Router, { containers, images, volumes }: Parts): void {
  const { store } = containers;
  router.on('GET', '/system/df', ({ response, version }) => {
    const stacks = layerStacks(images);
    const users = (imageId: string): number =>
      store.all().filter((container) => container.imageId === imageId).length;
    const all = listContainers({ all: true, limit: 0, size: true, filters: new Map() }, store, images);
    sendJson(response, 200, {
      LayersSize: [...stacks.values()].reduce((sum, { size }) => sum + size, 0),
      Images: listImages(new Map(), images, version).map((image) => ({
        ...image,
        Containers: users(image.Id as string),
        SharedSize: [...stacks.values()]
          .filter(({ owners }) => owners.size > 1 && owners.has(image.Id as string))
          .reduce((sum, { size }) => sum + size, 0),
      })),
      Containers: all.map((container) => ({
        ...container,
        SizeRw: bytesIn(path.join(containers.files(container.Id as string).folder, 'files')),
      })),
      Volumes: volumes.all().map((volume) => ({
        ...volumes.describe(volume),
        UsageData: {
          RefCount: store.usersOfVolume(volume.name).length,
          Size: bytesIn(volumes.mountpoint(volume.name)),
        },
      })),
      BuildCache: null,
      BuilderSize: 0,
    });
  });
}

/** Every layer on top of the ones below it, with the images that have it: what images share is stored once. */
function layerStacks(images: ImageStore): Map<string, { size: number; owners: Set<string> }> {
  const stacks = new Map<string, { size: number; owners: Set<string> }>();
  for (const { id, layers } of images.all()) {
    chainIds(layers.map(({ diffId }) => diffId)).forEach((stack, at) => {
      const known = stacks.get(stack) ?? { size: layers[at]!.unpacked, owners: new Set<string>() };
      known.owners.add(id);
      stacks.set(stack, known);
    });
  }
  return stacks;
}

/** Bytes of all files in a folder and below it; 0 when it is not there. */
function bytesIn(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      sum += entry.isDirectory() ? bytesIn(file) : lstatSync(file).size;
    }
  } catch {
    // Gone in between.
  }
  return sum;
}
