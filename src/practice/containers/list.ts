import { badRequest, notFound } from '../http/failure.ts';
import { anyOf, hasLabels } from '../http/filters.ts';
import type { Filters } from '../http/filters.ts';
import { sizeOf } from '../images/image.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { Container } from './container.ts';
import { isRunning } from './container.ts';
import type { ContainerStore } from './container-store.ts';
import { durationInWords } from './duration.ts';
import { networksOf } from './inspect.ts';

export const CONTAINER_FILTERS = [
  'ancestor',
  'before',
  'since',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'status',
  'volume',
] as const;

export interface ListRequest {
  readonly all: boolean;
  /** 0 for no limit. */
  readonly limit: number;
  readonly size: boolean;
  readonly filters: Filters;
}

/** Containers as GET /containers/json shows them, newest first. */
export function listContainers(
  { all, limit, size, filters }: ListRequest,
  store: ContainerStore,
  images: ImageStore,
): Record<string, unknown>[] {
  const anyState = all || limit > 0 || filters.has('status') || filters.has('exited');
  const fitting = store
    .all()
    .filter((container) => anyState || isRunning(container))
    .filter(passes(filters, store, images));
  return fitting.slice(0, limit > 0 ? limit : undefined).map((container) => summary(container, images, size));
}

function passes(filters: Filters, store: ContainerStore, images: ImageStore) {
  for (const status of filters.get('status') ?? []) {
    if (!['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead'].includes(status)) {
      throw badRequest(`Invalid filter 'status=${status}'`);
    }
  }
  const edge = (name: 'before' | 'since') => {
    const value = filters.get(name)?.[0];
    if (value === undefined) return undefined;
    try {
      return store.require(value).created;
    } catch {
      throw notFound(`no such container ${value}`);
    }
  };
  const [before, since] = [edge('before'), edge('since')];
  const ancestors = filters.get('ancestor')?.map((name) => images.find(name)?.id);
  return (container: Container): boolean =>
    anyOf(filters, 'id', (value) => container.id.startsWith(value)) &&
    anyOf(filters, 'name', (value) => nameFits(container.name, value)) &&
    anyOf(filters, 'status', (value) => container.state.status === value) &&
    anyOf(
      filters,
      'exited',
      (value) => container.state.status === 'exited' && container.state.exitCode === Number(value),
    ) &&
    anyOf(filters, 'network', (value) => Object.keys(networksOf(container)).includes(value)) &&
    anyOf(filters, 'publish', (value) => portFits(Object.keys(container.published), value)) &&
    anyOf(filters, 'expose', (value) => portFits(Object.keys(container.config.ExposedPorts ?? {}), value)) &&
    anyOf(filters, 'volume', (value) =>
      container.mounts.some(({ Name, Source, Destination }) => [Name, Source, Destination].includes(value)),
    ) &&
    anyOf(filters, 'is-task', (value) => !['true', '1'].includes(value)) &&
    anyOf(filters, 'health', (value) => value === 'none') &&
    hasLabels(container.config.Labels, filters.get('label') ?? []) &&
    (ancestors === undefined || ancestors.includes(container.imageId)) &&
    (before === undefined || container.created < before) &&
    (since === undefined || container.created > since);
}

/** Docker takes a regular expression that may fit anywhere, with or without the slash. */
function nameFits(name: string, pattern: string): boolean {
  try {
    const expression = new RegExp(pattern);
    return expression.test(name) || expression.test(`/${name}`);
  } catch {
    return false;
  }
}

function portFits(ports: readonly string[], wanted: string): boolean {
  return ports.includes(wanted.includes('/') ? wanted : `${wanted}/tcp`);
}

function summary(container: Container, images: ImageStore, size: boolean): Record<string, unknown> {
  const image = images.byId(container.imageId);
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    // A tag that has moved on is no longer this container's image: Docker then shows the id.
    Image: stillMeans(container, images) ? container.config.Image : container.imageId,
    ImageID: container.imageId,
    Command: commandLine(container),
    Created: Math.floor(Date.parse(container.created) / 1000),
    Ports: portList(container),
    ...(size && image ? { SizeRootFs: sizeOf(image) } : {}),
    Labels: container.config.Labels,
    State: container.state.status,
    Status: statusText(container),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: { Networks: networksOf(container) },
    Mounts: container.mounts,
  };
}

function stillMeans({ imageId, config }: Container, images: ImageStore): boolean {
  try {
    return images.find(config.Image)?.id === imageId;
  } catch {
    return false;
  }
}

function commandLine({ path, args }: Container): string {
  return [path, ...args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ');
}

function portList({ config, published, state }: Container): Record<string, unknown>[] {
  if (state.status !== 'running') return [];
  const names = new Set([...Object.keys(config.ExposedPorts ?? {}), ...Object.keys(published)]);
  return [...names].sort().flatMap((port) => {
    const [number, type] = port.split('/');
    const place = { PrivatePort: Number(number), Type: type };
    const bindings = published[port] ?? [];
    if (bindings.length === 0) return [place];
    return bindings.map(({ HostIp, HostPort }) => ({ IP: HostIp, ...place, PublicPort: Number(HostPort) }));
  });
}

/** `Up 2 hours`, `Exited (0) 3 minutes ago`, `Created`. */
export function statusText({ state }: Container): string {
  const since = (time: string): string => durationInWords(Math.max(0, Date.now() - Date.parse(time)));
  switch (state.status) {
    case 'created':
      return 'Created';
    case 'running':
      return `Up ${since(state.startedAt)}`;
    case 'restarting':
      return `Restarting (${state.exitCode}) ${since(state.finishedAt)} ago`;
    case 'exited':
      return `Exited (${state.exitCode}) ${since(state.finishedAt)} ago`;
  }
}
