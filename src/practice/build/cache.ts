import { createHash } from 'node:crypto';
import type { StoredLayer } from '../images/image.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { Folders } from '../store/folders.ts';
import { Records } from '../store/records.ts';
import type { Draft } from './draft.ts';

/** As many steps are remembered; the oldest go first. */
const REMEMBERED = 500;

interface CachedStep {
  readonly key: string;
  readonly draft: Draft;
  /** Milliseconds since 1970. */
  readonly used: number;
}

/** What steps came to, so that the same step on the same image need not be done again. */
export class BuildCache {
  readonly #steps: Records<CachedStep>;
  readonly #store: ImageStore;
  readonly #inUse = new Map<string, number>();

  constructor(folders: Folders, store: ImageStore, log: (line: string) => void) {
    this.#steps = new Records<CachedStep>(folders.state('builds'), ({ key }) => key, log);
    this.#store = store;
    store.keepFor(() => this.layers().map(({ digest }) => digest));
  }

  /** Named by what was there before and by what history says of the step, which for a copy has a digest of the files. */
  static key(parent: string, createdBy: string, epoch: number | undefined): string {
    return createHash('sha256')
      .update(JSON.stringify([parent, createdBy, epoch ?? null]))
      .digest('hex');
  }

  find(key: string): Draft | undefined {
    const step = this.#steps.get(key);
    if (!step) return undefined;
    if (!step.draft.layers.every(({ digest }) => this.#store.blobs.has(digest))) return undefined;
    this.#inUse.set(key, Date.now());
    return step.draft;
  }

  add(key: string, draft: Draft): void {
    this.#steps.put({ key, draft, used: Date.now() });
    const all = this.#steps.values();
    if (all.length <= REMEMBERED) return;
    const lastUse = (step: CachedStep): number => this.#inUse.get(step.key) ?? step.used;
    const oldest = all.sort((one, other) => lastUse(one) - lastUse(other)).slice(0, all.length - REMEMBERED);
    for (const { key: gone } of oldest) this.#steps.delete(gone);
  }

  /** Every layer that a step made or stands on, once each. */
  layers(): StoredLayer[] {
    const layers = this.#steps.values().flatMap(({ draft }) => draft.layers);
    return [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
  }

  /** Forgets all steps; returns their keys and the compressed bytes that became free. */
  prune(): { deleted: string[]; freed: number } {
    const layers = this.layers();
    const deleted = this.#steps.values().map(({ key }) => key);
    for (const key of deleted) this.#steps.delete(key);
    this.#inUse.clear();
    return { deleted, freed: this.#store.dropUnneeded(layers) };
  }
}
