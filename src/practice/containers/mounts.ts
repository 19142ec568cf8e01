import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { badRequest, serverError } from '../http/failure.ts';
import type { VolumeStore } from '../volumes/volume-store.ts';
import type { MountPoint } from './container.ts';

export interface MountRequest {
  readonly binds: readonly string[];
  /** `HostConfig.Mounts`. */
  readonly mounts: readonly MountSpec[];
  /** Folders that the image or the request declares as volumes. */
  readonly declared: readonly string[];
}

export interface MountSpec {
  readonly Type?: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
  readonly VolumeOptions?: { readonly Labels?: Readonly<Record<string, string>> };
}

const MODES = new Set([
  'ro',
  'rw',
  'z',
  'Z',
  'rprivate',
  'private',
  'rshared',
  'shared',
  'rslave',
  'slave',
  'nocopy',
  'cached',
  'delegated',
  'consistent',
]);

/** Works out every mount of a container, and makes the volumes and host folders that are missing. */
export function resolveMounts(request: MountRequest, volumes: VolumeStore): MountPoint[] {
  const points = new Map<string, MountPoint>();
  const add = (point: MountPoint): void => {
    if (points.has(point.Destination)) throw badRequest(`Duplicate mount point: ${point.Destination}`);
    points.set(point.Destination, point);
  };
  const makers = [
    ...request.binds.map((text) => bindMaker(text)),
    ...request.mounts.map((spec) => mountMaker(spec)),
  ];
  // Everything is checked before anything is made.
  for (const make of makers) add(make(volumes));
  for (const declared of request.declared) {
    const destination = path.posix.normalize(declared);
    if (!points.has(destination)) add(volumePoint(volumes, undefined, destination, '', true));
  }
  return [...points.values()].sort((a, b) => (a.Destination < b.Destination ? -1 : 1));
}

type Maker = (volumes: VolumeStore) => MountPoint;

/** `/host:/container[:ro]`, `name:/container[:ro]` or `/container` alone, as `-v` takes them. */
function bindMaker(text: string): Maker {
  const parts = text.split(':');
  if (parts.length > 3 || parts.some((part) => part === '')) {
    throw serverError(`invalid volume specification: '${text}'`);
  }
  if (parts.length === 1) {
    const destination = containerPath(text, parts[0]!, 'volume');
    return (volumes) => volumePoint(volumes, undefined, destination, '', true);
  }
  const [source, target, mode = ''] = parts as [string, string, string?];
  for (const word of mode.split(',')) {
    if (word && !MODES.has(word)) throw serverError(`invalid mode: ${mode}`);
  }
  const bind = source.startsWith('/');
  const destination = containerPath(text, target, bind ? 'bind' : 'volume');
  const writable = !mode.split(',').includes('ro');
  if (!bind) return (volumes) => volumePoint(volumes, source, destination, mode || 'z', writable);
  return () => {
    // `-v` makes a host folder that is missing, as Docker does; `--mount` refuses it.
    if (!existsSync(source)) mkdirSync(source, { recursive: true });
    return bindPoint(source, destination, mode, writable);
  };
}

function mountMaker(spec: MountSpec): Maker {
  const { Type: type = 'volume', Source: source = '', Target: target = '' } = spec;
  const writable = !spec.ReadOnly;
  if (!target) throw badRequest(`invalid mount config for type "${type}": field Target must not be empty`);
  if (!target.startsWith('/')) {
    throw badRequest(
      `invalid mount config for type "${type}": invalid mount path: '${target}' mount path must be absolute`,
    );
  }
  const destination = path.posix.normalize(target);
  if (type === 'volume') {
    return (volumes) => {
      volumes.ensure(source || undefined, { labels: spec.VolumeOptions?.Labels ?? null });
      return volumePoint(volumes, source || undefined, destination, 'z', writable);
    };
  }
  if (type !== 'bind') {
    throw badRequest(`practice does not serve mounts of type "${type}"; bind and volume are there`);
  }
  if (!source) throw badRequest('invalid mount config for type "bind": field Source must not be empty');
  if (!source.startsWith('/')) {
    throw badRequest(
      `invalid mount config for type "bind": invalid mount path: '${source}' mount path must be absolute`,
    );
  }
  if (!existsSync(source)) {
    throw badRequest(`invalid mount config for type "bind": bind source path does not exist: ${source}`);
  }
  return () => bindPoint(source, destination, '', writable);
}

function containerPath(text: string, target: string, type: string): string {
  if (!target.startsWith('/')) {
    throw serverError(
      `invalid volume specification: '${text}': invalid mount config for type "${type}": invalid mount path: '${target}' mount path must be absolute`,
    );
  }
  const normal = path.posix.normalize(target).replace(/(.)\/$/, '$1');
  if (normal === '/') {
    throw serverError(
      `invalid volume specification: '${text}': invalid mount config for type "${type}": invalid specification: destination can't be '/'`,
    );
  }
  return normal;
}

function bindPoint(source: string, destination: string, mode: string, writable: boolean): MountPoint {
  return {
    Type: 'bind',
    Source: path.normalize(source).replace(/(.)\/$/, '$1'),
    Destination: destination,
    Mode: mode,
    RW: writable,
    Propagation: 'rprivate',
  };
}

function volumePoint(
  volumes: VolumeStore,
  name: string | undefined,
  destination: string,
  mode: string,
  writable: boolean,
): MountPoint {
  const volume = volumes.ensure(name);
  return {
    Type: 'volume',
    Name: volume.name,
    Source: volumes.mountpoint(volume.name),
    Destination: destination,
    Driver: 'local',
    Mode: mode,
    RW: writable,
    Propagation: '',
  };
}
