import path from 'node:path';
import { Blobs } from './blobs.ts';
import { Gate } from './gate.ts';
import { Layers } from './layers.ts';
import { layoutOf, type Layout } from './layout.ts';
import { Links } from './links.ts';
import { Manifests } from './manifests.ts';
import { Pending } from './pending.ts';
import { listRepositories } from './repositories.ts';
import { Referrers } from './referrers.ts';
import { Tags } from './tags.ts';
import { Trash } from './trash.ts';
import { Uploads } from './uploads.ts';

/** Everything that a registry keeps, on plain files. */
export interface Store {
  readonly layout: Layout;
  readonly blobs: Blobs;
  readonly layers: Layers;
  readonly manifests: Manifests;
  readonly tags: Tags;
  readonly uploads: Uploads;
  readonly referrers: Referrers;
  readonly pending: Pending;
  readonly trash: Trash;
  /** Passed by whoever links content; closed while garbage is collected. */
  readonly gate: Gate;
  repositories(): Promise<string[]>;
}

/** One store per folder and process, so that those who work on the same folder know of each other. */
const stores = new Map<string, WeakRef<Store>>();

/** Opens the folder of a registry, ours or Docker's; nothing is made before it is needed. */
export function openStore(root: string): Store {
  const folder = path.resolve(root);
  const known = stores.get(folder)?.deref();
  if (known) return known;
  const store = makeStore(layoutOf(folder));
  stores.set(folder, new WeakRef(store));
  return store;
}

function makeStore(layout: Layout): Store {
  const links = new Links(layout.temporary);
  const blobs = new Blobs(layout);
  const layers = new Layers(layout, links, blobs);
  const tags = new Tags(layout, links);
  const manifests = new Manifests(layout, links, blobs, tags);
  return {
    layout,
    blobs,
    layers,
    tags,
    manifests,
    uploads: new Uploads(layout, blobs, layers),
    referrers: new Referrers(manifests),
    pending: new Pending(layout.pending),
    trash: new Trash(layout),
    gate: new Gate(layout.signs),
    repositories: () => listRepositories(layout),
  };
}
