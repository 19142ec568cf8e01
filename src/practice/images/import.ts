import type { Readable } from 'node:stream';
import { digestOf } from '../../image/digest.ts';
import type { Platform } from '../../image/platform.ts';
import type { Reference } from '../../image/reference.ts';
import { decompressed } from '../archive/decompress.ts';
import { archivePath } from '../archive/file-tree.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { readTar } from '../archive/read-tar.ts';
import type { DraftConfig } from '../build/draft.ts';
import { configBytes } from '../build/draft.ts';
import { timeText } from '../build/draft.ts';
import { instruction } from '../build/dockerfile.ts';
import { storeLayer } from '../build/layers.ts';
import { metadataStep } from '../build/metadata-steps.ts';
import { badRequest } from '../http/failure.ts';
import type { Image } from './image.ts';
import type { ImageStore } from './image-store.ts';

export interface ImportRequest {
  readonly archive: Readable;
  readonly platform: Platform;
  /** Dockerfile instructions to apply. */
  readonly changes: readonly string[];
  readonly message: string;
  /** What it is called; without one it is found by its id. */
  readonly name: Reference | undefined;
  readonly store: ImageStore;
  readonly limits: ArchiveLimits;
}

/** An image of one layer: the files of an archive. It is as old as the newest of them. */
export async function importImage(request: ImportRequest): Promise<Image> {
  const { archive, platform, message, name, store, limits } = request;
  const config = changed({}, request.changes);
  const layer = await storeLayer(await decompressed(archive, limits), store, limits);
  const unpin = store.pin([layer.digest]);
  try {
    const newest = await newestTime(store.blobs.stream(layer.digest), limits);
    const created = Math.floor(newest / 1000) * 1000;
    const draft = {
      ...{ platform, config, author: undefined, layers: [layer], created },
      history: [{ created: timeText(created), comment: message }],
    };
    const bytes = configBytes(draft);
    const wasThere = store.byId(digestOf(bytes)) !== undefined;
    const image = store.add(bytes, [layer]);
    if (name) store.nameNew(image, wasThere, () => store.tag(image.id, name));
    return image;
  } finally {
    unpin();
    store.dropUnneeded([layer]);
  }
}

/** Looks at every entry, and refuses an archive that is none or that would put files elsewhere. */
async function newestTime(source: Readable, limits: ArchiveLimits): Promise<number> {
  let newest = 0;
  for await (const { header, body } of readTar(await decompressed(source, limits), limits)) {
    archivePath(header.name);
    if (header.type === 'file') newest = Math.max(newest, header.mtime?.getTime() ?? 0);
    for await (const _ of body) continue;
  }
  return newest;
}

const ALLOWED = 'CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD STOPSIGNAL USER VOLUME WORKDIR'.split(
  ' ',
);

/** Applies instructions such as `CMD ["sh"]`, as `docker import --change` and `docker commit --change` do. */
export function changed(config: DraftConfig, changes: readonly string[]): DraftConfig {
  let result = config;
  for (const text of changes) {
    const keyword = text.trim().split(/\s/)[0]!;
    if (!ALLOWED.includes(keyword.toUpperCase())) {
      throw badRequest(`${keyword.toLowerCase()} is not a valid change command`);
    }
    const step = instruction(text, 1, '\\');
    if (step.keyword === 'WORKDIR') {
      result = { ...result, WorkingDir: step.rest };
      continue;
    }
    const env = result.Env ?? [];
    const variables = (name: string): string | undefined =>
      env.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
    const reading = { variables, escape: '\\', file: 'change', cmdSet: true };
    result = metadataStep(step, result, reading)?.config ?? result;
  }
  return result;
}
