import { conflict, notFound } from '../http/failure.ts';
import type { Folders } from '../store/folders.ts';
import { Records } from '../store/records.ts';
import type { Container } from './container.ts';

/** Containers as they are kept on disk, found by id, name or the beginning of an id. */
export class ContainerStore {
  readonly #records: Records<Container>;

  constructor(folders: Folders, log: (line: string) => void) {
    this.#records = new Records<Container>(folders.state('containers'), ({ id }) => id, log);
  }

  /** Newest first, as Docker lists them. */
  all(): Container[] {
    return this.#records.values().sort((one, other) => (one.created < other.created ? 1 : -1));
  }

  get(id: string): Container | undefined {
    return this.#records.get(id);
  }

  put(container: Container): Container {
    return this.#records.put(container);
  }

  /** Keeps what has happened already, also while the disk is full. */
  settle(container: Container): Container {
    return this.#records.settle(container);
  }

  delete(id: string): void {
    this.#records.delete(id);
  }

  named(name: string): Container | undefined {
    return this.#records.values().find((container) => container.name === name);
  }

  require(text: string): Container {
    const exact = this.get(text) ?? this.named(text.replace(/^\//, ''));
    if (exact) return exact;
    if (/^[0-9a-f]+$/.test(text)) {
      const fitting = this.#records.values().filter(({ id }) => id.startsWith(text));
      if (fitting.length === 1) return fitting[0]!;
      if (fitting.length > 1) throw notFound(`multiple IDs found with provided prefix: ${text}`);
    }
    throw notFound(`No such container: ${text}`);
  }

  /** Refuses a name that another container has. */
  reserve(name: string): void {
    const holder = this.named(name);
    if (!holder) return;
    throw conflict(
      `Conflict. The container name "/${name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  }

  usersOfVolume(name: string): Container[] {
    return this.all().filter(({ mounts }) => mounts.some((mount) => mount.Name === name));
  }
}
