import type Docker from 'dockerode';

export type EngineKind = 'practice' | 'docker';

/** Where a registry of a given domain is really reached. For practice stand-ins this is loopback. */
export interface RegistryEndpoint {
  /** `http://127.0.0.1:41234`, no trailing slash. */
  readonly url: string;
  /** True when the domain is played by a practice stand-in. */
  readonly standIn: boolean;
  /** True when practice has no registry of that name, and asks nobody else: then nothing answers at `url`. */
  readonly missing?: boolean;
  /** With `missing`: registries of the same domain that practice does have, as `other.azurecr.io` is for `me.azurecr.io`. */
  readonly beside?: readonly string[];
}

/** How an engine on TCP is spoken to: docker's own names of files in one folder, `ca.pem`, `cert.pem`, `key.pem`. */
export interface EngineTls {
  /** Absolute. */
  readonly folder: string;
  /** False: any certificate will do, as with `docker --tls`. */
  readonly verify: boolean;
}

/** Whatever answers the Docker Engine API. Everything that asks or changes an engine goes through `api`. */
export interface Engine {
  readonly kind: EngineKind;
  /** Value for DOCKER_HOST: `unix:///…/docker.sock`. */
  readonly host: string;
  /** Missing: no TLS. */
  readonly tls?: EngineTls | undefined;
  readonly api: Docker;
  /** `docker.io` → the practice Hub in practice, `https://registry-1.docker.io` otherwise; `localhost:5000` → `http://localhost:5000`. */
  registry(domain: string): Promise<RegistryEndpoint>;
}
