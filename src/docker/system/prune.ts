import { removeStopped } from '../containers/prune.ts';
import { filtersOf, type EngineApi } from '../engine-api.ts';
import { EngineFailure } from '../failure.ts';
import { removeUnusedImages } from '../images/prune.ts';
import { confirmed } from '../print/confirm.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';

/** `docker system prune`: containers, networks and images, and volumes with --volumes. */
export const pruneSystem: Handler = async ({ flags, engine }) => {
  const all = flags.on('all');
  const volumes = flags.on('volumes');
  const filters = flags.list('filter');
  if (!flags.on('force') && !(await confirmed(warningOf(all, volumes, filters)))) return 0;
  const containers = await removeStopped(engine, filters);
  out(containers.text);
  const { NetworksDeleted } = await engine.post<{ NetworksDeleted: string[] | null }>('/networks/prune', {
    query: { filters: filtersOf(filters) },
  });
  if (NetworksDeleted?.length) out(`Deleted Networks:\n${NetworksDeleted.join('\n')}\n\n`);
  let bytes = containers.bytes;
  if (volumes) {
    const { VolumesDeleted, SpaceReclaimed } = await engine.post<{
      VolumesDeleted: string[] | null;
      SpaceReclaimed: number;
    }>('/volumes/prune', { query: { filters: filtersOf(filters) } });
    if (VolumesDeleted?.length) out(`Deleted Volumes:\n${VolumesDeleted.join('\n')}\n\n`);
    bytes += SpaceReclaimed;
  }
  const images = await removeUnusedImages(engine, all, filters);
  const cache = await removeBuildCache(engine, all);
  out(`${images.text}${cache.text}Total reclaimed space: ${humanSize(bytes + images.bytes + cache.bytes)}\n`);
  return 0;
};

/** Not every engine builds images; one that does not has no cache to remove. */
async function removeBuildCache(engine: EngineApi, all: boolean): Promise<{ text: string; bytes: number }> {
  try {
    const { CachesDeleted, SpaceReclaimed } = await engine.post<{
      CachesDeleted: string[] | null;
      SpaceReclaimed: number;
    }>('/build/prune', { query: { all: all ? 1 : undefined } });
    const text = CachesDeleted?.length ? `Deleted build cache objects:\n${CachesDeleted.join('\n')}\n\n` : '';
    return { text, bytes: SpaceReclaimed };
  } catch (error) {
    if (error instanceof EngineFailure && [404, 405, 501].includes(error.status))
      return { text: '', bytes: 0 };
    throw error;
  }
}

function warningOf(all: boolean, volumes: boolean, filters: readonly string[]): string {
  const items = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    'unused build cache',
  ];
  const limits = filters.length
    ? `\n  Items to be pruned will be filtered with:\n${filters.map((entry) => `  - ${entry}\n`).join('')}`
    : '';
  return `WARNING! This will remove:\n${items.map((item) => `  - ${item}\n`).join('')}${limits}`;
}
