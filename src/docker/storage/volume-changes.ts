import { filtersOf } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { pairsOf } from '../containers/settings-files.ts';
import { confirmed } from '../print/confirm.ts';
import { humanSize } from '../print/size.ts';
import { err, out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';

/** `docker volume create [NAME]`. */
export const createVolume: Handler = async ({ args, flags, engine }) => {
  if (args[0] !== undefined && flags.has('name')) {
    throw new Failure(
      'conflicting options: cannot specify a volume-name through both --name and as a positional arg',
    );
  }
  const { Name } = await engine.post<{ Name: string }>('/volumes/create', {
    body: {
      Name: args[0] ?? flags.text('name') ?? '',
      Driver: flags.text('driver') ?? 'local',
      // Left out when empty, as docker does: engines keep an empty map and none at all apart.
      ...(flags.has('opt') ? { DriverOpts: pairsOf(flags.list('opt')) } : {}),
      ...(flags.has('label') ? { Labels: pairsOf(flags.list('label')) } : {}),
    },
  });
  out(`${Name}\n`);
  return 0;
};

/** `docker volume rm NAME…`: goes on after one that cannot be removed. */
export const removeVolumes: Handler = async ({ args, flags, engine }) => {
  let failed = false;
  for (const name of args) {
    try {
      await engine.delete(`/volumes/${encodeURIComponent(name)}`, {
        force: flags.on('force') ? 1 : undefined,
      });
      out(`${name}\n`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      err(error.message);
      failed = true;
    }
  }
  return failed ? 1 : 0;
};

/** From API 1.42 on, only volumes without a name are removed unless asked for all. */
const firstWithAnonymous = 42;

/** `docker volume prune`: only volumes without a name, unless --all. Engines before API 1.42 know no such difference. */
export const pruneVolumes: Handler = async ({ flags, engine }) => {
  const all = flags.on('all');
  const { ApiVersion } = await engine.get<{ ApiVersion: string }>('/version');
  const isOld = Number(ApiVersion.split('.')[1]) < firstWithAnonymous;
  if (all && isOld) {
    throw new Failure(
      `"--all" requires API version 1.42, but the Docker daemon API version is ${ApiVersion}`,
    );
  }
  const which = all || isOld ? 'all local volumes' : 'anonymous local volumes';
  const warning = `WARNING! This will remove ${which} not used by at least one container.`;
  if (!flags.on('force') && !(await confirmed(warning))) return 0;
  const { VolumesDeleted, SpaceReclaimed } = await engine.post<{
    VolumesDeleted: string[] | null;
    SpaceReclaimed: number;
  }>('/volumes/prune', {
    query: { filters: filtersOf([...(all ? ['all=true'] : []), ...flags.list('filter')]) },
  });
  if (VolumesDeleted?.length) out(`Deleted Volumes:\n${VolumesDeleted.join('\n')}\n\n`);
  out(`Total reclaimed space: ${humanSize(SpaceReclaimed)}\n`);
  return 0;
};
