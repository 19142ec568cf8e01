import { filtersOf } from '../engine-api.ts';
import { confirmed } from '../print/confirm.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import type { EngineApi } from '../engine-api.ts';
import type { Handler } from '../table/command.ts';
import type { Removed } from './remove.ts';

/** `docker image prune`. */
export const pruneImages: Handler = async ({ flags, engine }) => {
  const all = flags.on('all');
  const which = all
    ? 'all images without at least one container associated to them.'
    : 'all dangling images.';
  if (!flags.on('force') && !(await confirmed(`WARNING! This will remove ${which}`))) return 0;
  const { text, bytes } = await removeUnusedImages(engine, all, flags.list('filter'));
  out(`${text}Total reclaimed space: ${humanSize(bytes)}\n`);
  return 0;
};

/** Removes what nothing uses, and gives the text to print and the bytes that became free. */
export async function removeUnusedImages(
  engine: EngineApi,
  all: boolean,
  filters: readonly string[],
): Promise<{ text: string; bytes: number }> {
  const { ImagesDeleted, SpaceReclaimed } = await engine.post<{
    ImagesDeleted: Removed[] | null;
    SpaceReclaimed: number;
  }>('/images/prune', { query: { filters: filtersOf([`dangling=${!all}`, ...filters]) } });
  const lines = (ImagesDeleted ?? []).map(({ Deleted, Untagged }) =>
    Untagged ? `untagged: ${Untagged}\n` : `deleted: ${Deleted}\n`,
  );
  return { text: lines.length ? `Deleted Images:\n${lines.join('')}\n` : '', bytes: SpaceReclaimed };
}
