import { filtersOf, type EngineApi } from '../engine-api.ts';
import { confirmed } from '../print/confirm.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';

/** `docker container prune`. */
export const pruneContainers: Handler = async ({ flags, engine }) => {
  if (!flags.on('force') && !(await confirmed('WARNING! This will remove all stopped containers.'))) return 0;
  const { text, bytes } = await removeStopped(engine, flags.list('filter'));
  out(`${text}Total reclaimed space: ${humanSize(bytes)}\n`);
  return 0;
};

/** Removes what does not run, and gives the text to print and the bytes that became free. */
export async function removeStopped(
  engine: EngineApi,
  filters: readonly string[],
): Promise<{ text: string; bytes: number }> {
  const { ContainersDeleted, SpaceReclaimed } = await engine.post<{
    ContainersDeleted: string[] | null;
    SpaceReclaimed: number;
  }>('/containers/prune', { query: { filters: filtersOf(filters) } });
  const ids = ContainersDeleted ?? [];
  return { text: ids.length ? `Deleted Containers:\n${ids.join('\n')}\n\n` : '', bytes: SpaceReclaimed };
}
