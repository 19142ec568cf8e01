import type { ContainerStore } from '../containers/container-store.ts';
import type { EventLog } from '../events.ts';
import { flag, readJson } from '../http/call.ts';
import { ApiFailure, conflict } from '../http/failure.ts';
import { anyOf, booleanFilter, hasLabels, readFilters } from '../http/filters.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { atLeast } from '../http/api-version.ts';
import type { Volume, VolumeStore } from '../volumes/volume-store.ts';

interface CreateVolumeBody {
  readonly Name?: string;
  readonly Driver?: string;
  readonly DriverOpts?: Readonly<Record<string, string>>;
  readonly Labels?: Readonly<Record<string, string>>;
}

export function volumeRoutes(
  router: Router,
  volumes: VolumeStore,
  containers: ContainerStore,
  events: EventLog,
): void {
  const used = ({ name }: Volume): boolean => containers.usersOfVolume(name).length > 0;

  router.on('GET', '/volumes', ({ query, response }) => {
    const filters = readFilters(query, ['dangling', 'driver', 'label', 'name']);
    const dangling = booleanFilter(filters, 'dangling');
    const list = volumes
      .all()
      .filter((volume) => dangling === undefined || used(volume) !== dangling)
      .filter(
        (volume) =>
          anyOf(filters, 'driver', (driver) => driver === 'local') && nameFits(volume, filters.get('name')),
      )
      .filter(({ labels }) => hasLabels(labels, filters.get('label') ?? []))
      .map((volume) => volumes.describe(volume));
    sendJson(response, 200, { Volumes: list, Warnings: null });
  });

  router.on('POST', '/volumes/create', async (call) => {
    const body = ((await readJson(call)) ?? {}) as CreateVolumeBody;
    const driver = body.Driver || 'local';
    if (driver !== 'local') {
      throw new ApiFailure(
        404,
        `create ${body.Name ?? ''}: error looking up volume plugin ${driver}: plugin "${driver}" not found`,
      );
    }
    const volume = volumes.ensure(body.Name || undefined, {
      labels: body.Labels ?? null,
      options: body.DriverOpts ?? null,
    });
    sendJson(call.response, 201, volumes.describe(volume));
  });

  router.on('POST', '/volumes/prune', ({ query, response, version }) => {
    const filters = readFilters(query, ['all', 'label', 'label!']);
    // Since API 1.42 named volumes stay, unless all are asked for.
    const named = !atLeast(version, '1.42') || booleanFilter(filters, 'all') === true;
    const gone = volumes
      .all()
      .filter((volume) => !used(volume) && (named || volume.anonymous))
      .filter(({ labels }) => hasLabels(labels, filters.get('label') ?? []));
    for (const { name } of gone) volumes.remove(name);
    events.emit('volume', 'prune', '', { reclaimed: '0' });
    sendJson(response, 200, { VolumesDeleted: gone.map(({ name }) => name), SpaceReclaimed: 0 });
  });

  router.on('GET', '/volumes/:name', ({ params, response }) => {
    sendJson(response, 200, volumes.describe(volumes.require(params.name!)));
  });

  router.on('DELETE', '/volumes/:name', ({ params, query, response }) => {
    const name = params.name!;
    if (flag(query, 'force') && !volumes.get(name)) {
      sendEmpty(response, 204);
      return;
    }
    volumes.require(name);
    const users = containers.usersOfVolume(name).map(({ id }) => id);
    if (users.length > 0) throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`);
    volumes.remove(name);
    sendEmpty(response, 204);
  });
}

/** Docker lets a name filter fit anywhere in the name. */
function nameFits({ name }: Volume, wanted: readonly string[] | undefined): boolean {
  return wanted?.some((part) => name.includes(part)) ?? true;
}
