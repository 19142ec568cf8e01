import type { AccessEvent } from '../registry/access-log.ts';
import { contentsOf } from '../registry/contents.ts';
import type { RegistryContents } from '../registry/contents.ts';
import type { Registry } from '../registry/registry.ts';

/** Which registry of this engine: one in a container, or a stand-in. */
export type RegistryPlace =
  | { readonly container: string; readonly domain?: undefined }
  | { readonly domain: string; readonly container?: undefined };

export type SeenRequest = RegistryPlace & { readonly event: AccessEvent };
export type SeenContents = RegistryPlace & { readonly contents: RegistryContents };

/** So many requests are remembered: several pushes and pulls. */
const REMEMBERED = 2000;

/** The registries that run in this engine, for whoever draws what they hold and what they were asked. */
export class Registries {
  readonly #running = new Map<Registry, RegistryPlace>();
  #seen: SeenRequest[] = [];

  /** Takes notice of a registry until the function that is returned is called. */
  watch(place: RegistryPlace, registry: Registry): () => void {
    this.#running.set(registry, place);
    const off = registry.onRequest((event) => {
      this.#seen.push({ ...place, event });
      if (this.#seen.length > REMEMBERED * 1.5) this.#seen = this.#seen.slice(-REMEMBERED);
    });
    return () => {
      off();
      this.#running.delete(registry);
    };
  }

  /** Requests that came at or after a moment (ISO 8601), oldest first. */
  requests(since: string): readonly SeenRequest[] {
    return this.#seen
      .filter(({ event }) => event.time >= since)
      .sort((a, b) => a.event.time.localeCompare(b.event.time));
  }

  /** What each of them holds now. */
  contents(): Promise<SeenContents[]> {
    return Promise.all(
      [...this.#running].map(async ([registry, place]) => ({
        ...place,
        contents: await contentsOf(registry.store),
      })),
    );
  }
}
