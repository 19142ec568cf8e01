import type { CreateBody } from '../containers/create.ts';
import { createContainer } from '../containers/create.ts';
import type { Containers } from '../containers/containers.ts';
import { eventAttributes, isRunning, networkNames } from '../containers/container.ts';
import { inspectContainer } from '../containers/inspect.ts';
import { CONTAINER_FILTERS, listContainers } from '../containers/list.ts';
import { isContainerName } from '../containers/names.ts';
import { readSignal } from '../containers/signals.ts';
import type { EventLog } from '../events.ts';
import { flag, readJson } from '../http/call.ts';
import type { Call } from '../http/call.ts';
import { ApiFailure, badRequest, conflict, notServed } from '../http/failure.ts';
import { hasLabels, readFilters } from '../http/filters.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { NetworkStore } from '../networks/network-store.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { VolumeStore } from '../volumes/volume-store.ts';

interface Parts {
  readonly containers: Containers;
  readonly images: ImageStore;
  readonly volumes: VolumeStore;
  readonly networks: NetworkStore;
  readonly events: EventLog;
}

export function containerRoutes(
  router: Router,
  { containers, images, volumes, networks, events }: Parts,
): void {
  const { store } = containers;
  const find = ({ params }: Call) => store.require(params.id!);

  router.on('GET', '/containers/json', ({ query, response }) => {
    const filters = readFilters(query, CONTAINER_FILTERS);
    const limit = Number(query.get('limit') ?? 0);
    const list = listContainers(
      { all: flag(query, 'all'), limit, size: flag(query, 'size'), filters },
      store,
      images,
    );
    sendJson(response, 200, list);
  });

  router.on('POST', '/containers/create', async (call) => {
    const { query, response } = call;
    const container = createContainer(
      {
        name: query.get('name')?.replace(/^\//, '') || undefined,
        platform: query.get('platform') || undefined,
        body: (await readJson(call)) as CreateBody | undefined,
      },
      { images, volumes, containers: store },
    );
    events.emit('container', 'create', container.id, eventAttributes(container));
    sendJson(response, 201, { Id: container.id, Warnings: [] });
  });

  router.on('POST', '/containers/prune', ({ query, response }) => {
    const filters = readFilters(query, ['until', 'label', 'label!']);
    const gone = store
      .all()
      .filter((container) => !isRunning(container))
      .filter(({ config }) => hasLabels(config.Labels, filters.get('label') ?? []));
    for (const { id } of gone) containers.remove(id, { force: false, volumes: false });
    events.emit('container', 'prune', '', { reclaimed: '0' });
    sendJson(response, 200, {
      ContainersDeleted: gone.length === 0 ? null : gone.map(({ id }) => id),
      SpaceReclaimed: 0,
    });
  });

  router.on('GET', '/containers/:id/json', (call) => {
    const container = find(call);
    sendJson(call.response, 200, inspectContainer(container, containers.files(container.id)));
  });

  router.on('POST', '/containers/:id/start', async (call) => {
    const container = find(call);
    for (const name of networkNames(container)) if (!joinable(name)) networks.require(name);
    const outcome = await containers.start(container.id);
    sendEmpty(call.response, outcome === 'already' ? 304 : 204);
  });

  router.on('POST', '/containers/:id/stop', async (call) => {
    const { seconds, signal } = stopWish(call);
    const outcome = await containers.stop(find(call).id, seconds, signal);
    sendEmpty(call.response, outcome === 'already' ? 304 : 204);
  });

  router.on('POST', '/containers/:id/restart', async (call) => {
    const { seconds, signal } = stopWish(call);
    await containers.restart(find(call).id, seconds, signal);
    sendEmpty(call.response, 204);
  });

  router.on('POST', '/containers/:id/kill', async (call) => {
    const signal = readSignal(call.query.get('signal') || 'SIGKILL');
    await containers.kill(find(call).id, call.params.id!, signal);
    sendEmpty(call.response, 204);
  });

  router.on('POST', '/containers/:id/rename', (call) => {
    const { id, name } = find(call);
    const wanted = call.query.get('name') ?? '';
    if (wanted !== '' && wanted.replace(/^\//, '') !== name) checkNewName(wanted, containers);
    containers.rename(id, wanted);
    sendEmpty(call.response, 204);
  });

  router.on('DELETE', '/containers/:id', (call) => {
    const { query, response } = call;
    if (flag(query, 'link'))
      throw notServed('links between containers', 'a real engine has them (--engine docker)');
    containers.remove(find(call).id, { force: flag(query, 'force'), volumes: flag(query, 'v') });
    sendEmpty(response, 204);
  });
}

function stopWish({ query }: Call): { seconds: number | undefined; signal: NodeJS.Signals | undefined } {
  const text = query.get('t');
  const signal = query.get('signal');
  if (text !== null && text !== '' && !/^-?\d+$/.test(text)) {
    throw badRequest(`strconv.Atoi: parsing "${text}": invalid syntax`);
  }
  return {
    seconds: text === null || text === '' ? undefined : Number(text),
    signal: signal ? readSignal(signal) : undefined,
  };
}

function checkNewName(wanted: string, { store }: Containers): void {
  const start = 'Error when allocating new name: ';
  const name = wanted.replace(/^\//, '');
  if (!isContainerName(name)) {
    throw badRequest(`${start}Invalid container name (/${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  }
  try {
    store.reserve(name);
  } catch (error) {
    throw error instanceof ApiFailure ? conflict(start + error.message) : error;
  }
}

/** Modes that name no network of the engine: `container:web`. */
const joinable = (name: string): boolean => name.startsWith('container:');
