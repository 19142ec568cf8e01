import { filtersOf } from '../../engine-api.ts';
import { confirmed } from '../../print/confirm.ts';
import { humanSize } from '../../print/size.ts';
import { out } from '../../print/streams.ts';
import type { Handler } from '../../table/command.ts';

/** `docker builder prune`. */
export const pruneBuilds: Handler = async ({ flags, engine }) => {
  const all = flags.on('all');
  const warning = all ? 'all build cache.' : 'all dangling build cache.';
  if (!flags.on('force') && !(await confirmed(`WARNING! This will remove ${warning}`))) return 0;
  const { CachesDeleted, SpaceReclaimed } = await engine.post<{
    CachesDeleted: string[] | null;
    SpaceReclaimed: number;
  }>('/build/prune', { query: { all: all ? 1 : undefined, filters: filtersOf(flags.list('filter')) } });
  if (CachesDeleted?.length) out(`Deleted build cache objects:\n${CachesDeleted.join('\n')}\n\n`);
  out(`Total reclaimed space: ${humanSize(SpaceReclaimed)}\n`);
  return 0;
};
