import type { EngineKind } from '../engine/engine.ts';
import type { RegistryContents } from '../registry/contents.ts';

/** An image on the engine. */
export interface EngineImage {
  /** Digest of its config; a registry's manifest names the same one. */
  readonly id: string;
  /** As `docker` prints them: `alpine:latest`. Empty for an image without a name. */
  readonly names: readonly string[];
  /** Bytes, uncompressed. */
  readonly size: number;
  /** Digests of the uncompressed layers, from the bottom. */
  readonly layers: readonly string[];
}

export interface MapContainer {
  readonly name: string;
  readonly image: string;
  /** `running`, `exited` … as the engine says. */
  readonly state: string;
  /** `5000→5000`. */
  readonly ports: readonly string[];
}

export interface RegistryOnMap {
  /** As it stands in image names: `localhost:5000`, `docker.io`. */
  readonly name: string;
  readonly container?: string | undefined;
  /** Played by practice for a hosted one. */
  readonly standIn: boolean;
  readonly contents: RegistryContents;
  /** Why its contents could not be read, to stand behind its name: `asks for a login: docker login localhost:5000`. */
  readonly problem?: string | undefined;
}

/** What differs from the map before: something came, went, or points elsewhere. */
export interface Change {
  readonly kind: 'new' | 'gone' | 'moved';
  /** `engine`, or a registry's name. */
  readonly place: string;
  /** An image's name on the engine; `repository:tag` or `repository@digest` in a registry. */
  readonly name: string;
  /** Digest before and after: of the image on the engine, of the manifest in a registry. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What is on the engine and in the registries at one moment. Plain data: it goes through JSON unharmed. */
export interface WorldMap {
  readonly engine: EngineKind;
  readonly images: readonly EngineImage[];
  readonly containers: readonly MapContainer[];
  /** Names. */
  readonly volumes: readonly string[];
  readonly registries: readonly RegistryOnMap[];
  readonly changes: readonly Change[];
  /** There was no look before this one, so nothing can have changed since. */
  readonly first?: boolean | undefined;
}
