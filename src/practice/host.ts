import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { archiveRoutes } from './api/archives.ts';
import { buildRoutes } from './api/build.ts';
import { containerRoutes } from './api/containers.ts';
import { containerPathRoutes } from './api/container-paths.ts';
import { containerStreamRoutes } from './api/container-streams.ts';
import { diskUsageRoutes } from './api/disk-usage.ts';
import { eventRoutes } from './api/events.ts';
import { execRoutes } from './api/exec.ts';
import { imageRoutes } from './api/images.ts';
import { networkRoutes } from './api/networks.ts';
import { serviceLogRoutes } from './api/service-logs.ts';
import { serviceRoutes } from './api/services.ts';
import { swarmRoutes } from './api/swarm.ts';
import { standInRoutes } from './api/stand-ins.ts';
import { systemRoutes } from './api/system.ts';
import { transferRoutes } from './api/transfers.ts';
import { unservedRoutes } from './api/unserved.ts';
import { volumeRoutes } from './api/volumes.ts';
import { workshopRoutes } from './api/workshop.ts';
import { isRunning } from './containers/container.ts';
import type { ArchiveLimits } from './archive/limits.ts';
import { ARCHIVE_LIMITS } from './archive/limits.ts';
import { ContainerStore } from './containers/container-store.ts';
import { Containers } from './containers/containers.ts';
import { EventLog } from './events.ts';
import { Router } from './http/router.ts';
import { ImageStore } from './images/image-store.ts';
import { NetworkStore } from './networks/network-store.ts';
import { StandIns } from './stand-ins/stand-ins.ts';
import { foldersOf } from './store/folders.ts';
import { writeAtomic } from './store/write-atomic.ts';
import { Registries } from './registries.ts';
import { Swarm } from './swarm/swarm.ts';
import { LayerSources } from './transfer/sources.ts';
import { VolumeStore } from './volumes/volume-store.ts';
import { ImagePrograms } from './wasi/image-programs.ts';

/** Everything that an engine has, put together: its stores, its containers, its stand-ins, and the routes to them. */
export class Host {
  readonly router = new Router();
  readonly #containers: Containers;
  readonly #images: ImageStore;
  readonly #standIns: StandIns;
  readonly #swarm: Swarm;

  constructor(
    folder: string,
    log: (line: string) => void,
    shutdown: () => void,
    limits: ArchiveLimits = ARCHIVE_LIMITS,
  ) {
    const folders = foldersOf(folder);
    const { id, created } = identityOf(folders.root);
    const events = new EventLog();
    const images = new ImageStore(folders, log);
    const volumes = new VolumeStore(folders, events, log);
    const networks = new NetworkStore(folders, { id, created }, events, log);
    const store = new ContainerStore(folders, log);
    const watched = new Registries();
    const containers = new Containers({
      ...{ store, volumes, events, folders, networks, log, watched },
      imagePrograms: new ImagePrograms(images, folders),
      outside: (domain) => this.#standIns.urlOf(domain),
    });
    const standIns = new StandIns({ root: folders.standIns, watched, log });
    this.#containers = containers;
    this.#images = images;
    this.#standIns = standIns;

    const { router } = this;
    systemRoutes(router, {
      id,
      folder: folders.root,
      swarm: () => this.#swarm.info(),
      counts: () => {
        const running = store.all().filter(isRunning).length;
        return {
          images: images.all().length,
          running,
          stopped: store.all().length - running,
          listeners: events.listeners,
        };
      },
    });
    const sources = new LayerSources(folders, log);
    const swarm = new Swarm({
      folder: folders.root,
      local: { images, sources, volumes, containers },
      standIns,
      events,
      log,
    });
    this.#swarm = swarm;
    workshopRoutes(router, { standIns, watched, shutdown });
    containerRoutes(router, { containers, images, volumes, networks, events });
    containerStreamRoutes(router, containers);
    const transfers = { store: images, sources, events, standIns, folders, limits, log };
    transferRoutes(router, transfers);
    buildRoutes(router, transfers);
    archiveRoutes(router, transfers);
    execRoutes(router, { containers, images, events });
    imageRoutes(router, images, store, events);
    volumeRoutes(router, volumes, store, events);
    networkRoutes(router, networks, containers);
    standInRoutes(router, standIns);
    diskUsageRoutes(router, { containers, images, volumes });
    eventRoutes(router, events);
    swarmRoutes(router, swarm);
    serviceRoutes(router, swarm);
    serviceLogRoutes(router, swarm);
    containerPathRoutes(router, { containers, images });
    unservedRoutes(router, store);
  }

  /** Makes good what a kill left, and starts again what was running. */
  async recover(): Promise<void> {
    this.#images.sweep();
    await this.#standIns.open();
    await this.#containers.recover();
    await this.#swarm.recover();
  }

  async close(): Promise<void> {
    this.#swarm.close();
    this.#containers.close();
    await this.#standIns.close();
  }
}

/** Who this engine is, as `docker info` says: the same for as long as its folder is there. */
function identityOf(root: string): { id: string; created: string } {
  const file = path.join(root, 'identity.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as { id: string; created: string };
  const identity = { id: randomBytes(16).toString('hex'), created: new Date().toISOString() };
  writeAtomic(file, JSON.stringify(identity));
  return identity;
}
