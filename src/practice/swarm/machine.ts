import path from 'node:path';
import { ContainerStore } from '../containers/container-store.ts';
import { Containers } from '../containers/containers.ts';
import { EventLog } from '../events.ts';
import { ImageStore } from '../images/image-store.ts';
import { foldersOf } from '../store/folders.ts';
import { removeFolder } from '../store/remove-folder.ts';
import { LayerSources } from '../transfer/sources.ts';
import { VolumeStore } from '../volumes/volume-store.ts';
import { ImagePrograms } from '../wasi/image-programs.ts';

/** What a node has of its own: images, volumes, containers. Node 1 is the engine itself; the others are played. */
export interface Machine {
  readonly images: ImageStore;
  readonly sources: LayerSources;
  readonly volumes: VolumeStore;
  readonly containers: Containers;
}

/** The machines of the played nodes, each in a folder of its own. */
export class Machines {
  readonly #folder: string;
  readonly #local: Machine;
  readonly #log: (line: string) => void;
  readonly #played = new Map<string, Machine>();

  constructor(folder: string, local: Machine, log: (line: string) => void) {
    this.#folder = folder;
    this.#local = local;
    this.#log = log;
  }

  /** The machine of a node by its host name; made at the first question. `isLocal` is this engine. */
  of(hostname: string, isLocal: boolean): Machine {
    if (isLocal) return this.#local;
    let machine = this.#played.get(hostname);
    if (!machine) this.#played.set(hostname, (machine = this.#open(hostname)));
    return machine;
  }

  #open(hostname: string): Machine {
    const folders = foldersOf(path.join(this.#folder, hostname));
    const log = (line: string): void => this.#log(`${hostname}: ${line}`);
    // Events of other machines are not this engine's to tell.
    const events = new EventLog();
    const volumes = new VolumeStore(folders, events, log);
    const store = new ContainerStore(folders, log);
    const images = new ImageStore(folders, log);
    images.sweep();
    return {
      images,
      sources: new LayerSources(folders, log),
      volumes,
      containers: new Containers({
        ...{ store, volumes, events, folders, log },
        imagePrograms: new ImagePrograms(images, folders),
      }),
    };
  }

  /** Ends what runs on the played nodes; the next engine starts it again. */
  close(): void {
    for (const { containers } of this.#played.values()) containers.close();
    this.#played.clear();
  }

  /** Takes a played node away, with all it holds. */
  remove(hostname: string): void {
    this.#played.get(hostname)?.containers.close();
    this.#played.delete(hostname);
    removeFolder(path.join(this.#folder, hostname));
  }

  removeAll(): void {
    this.close();
    removeFolder(this.#folder);
  }
}
