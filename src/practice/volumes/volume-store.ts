import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EventLog } from '../events.ts';
import { badRequest, notFound } from '../http/failure.ts';
import type { Folders } from '../store/folders.ts';
import { Records } from '../store/records.ts';
import { removeFolder } from '../store/remove-folder.ts';

export interface Volume {
  readonly name: string;
  /** RFC 3339, whole seconds. */
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly options: Readonly<Record<string, string>> | null;
  /** Made for a container without a name of its own: `docker rm -v` takes it along. */
  readonly anonymous: boolean;
}

/** The label by which Docker marks a volume that nobody named. */
export const ANONYMOUS_LABEL = 'com.docker.volume.anonymous';

/** Named and anonymous volumes: folders of the engine. */
export class VolumeStore {
  readonly #records: Records<Volume>;
  readonly #folders: Folders;
  readonly #events: EventLog;

  constructor(folders: Folders, events: EventLog, log: (line: string) => void) {
    this.#folders = folders;
    this.#events = events;
    this.#records = new Records<Volume>(folders.state('volumes'), ({ name }) => name, log);
    mkdirSync(folders.volumes, { recursive: true, mode: 0o700 });
    for (const volume of this.#records.values()) mkdirSync(this.mountpoint(volume.name), { recursive: true });
  }

  /** By name. */
  all(): Volume[] {
    return this.#records.values().sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  get(name: string): Volume | undefined {
    return this.#records.get(name);
  }

  require(name: string): Volume {
    const volume = this.get(name);
    if (!volume) throw notFound(`get ${name}: no such volume`);
    return volume;
  }

  mountpoint(name: string): string {
    return path.join(this.#folders.volumes, name, '_data');
  }

  /** Makes a volume, or returns the one that has the name already. Without a name it is anonymous. */
  ensure(name: string | undefined, more: Partial<Pick<Volume, 'labels' | 'options'>> = {}): Volume {
    const known = name ? this.get(name) : undefined;
    if (known) return known;
    const chosen = name || randomBytes(32).toString('hex');
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(chosen)) {
      throw badRequest(
        `create ${chosen}: "${chosen}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
      );
    }
    const volume: Volume = {
      name: chosen,
      createdAt: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      labels: name ? (more.labels ?? null) : { ...more.labels, [ANONYMOUS_LABEL]: '' },
      options: more.options ?? null,
      anonymous: !name,
    };
    try {
      mkdirSync(this.mountpoint(chosen), { recursive: true, mode: 0o755 });
      this.#records.put(volume);
    } catch (error) {
      removeFolder(path.join(this.#folders.volumes, chosen));
      throw error;
    }
    this.#events.emit('volume', 'create', chosen, { driver: 'local' });
    return volume;
  }

  /** Removes a volume that no container uses. The record goes first: a kill in between leaves only a folder. */
  remove(name: string): void {
    this.#records.delete(name);
    removeFolder(path.join(this.#folders.volumes, name));
    this.#events.emit('volume', 'destroy', name, { driver: 'local' });
  }

  /** As `docker volume inspect` shows it. */
  describe(volume: Volume): Record<string, unknown> {
    return {
      CreatedAt: volume.createdAt,
      Driver: 'local',
      Labels: volume.labels,
      Mountpoint: this.mountpoint(volume.name),
      Name: volume.name,
      Options: volume.options,
      Scope: 'local',
    };
  }
}
