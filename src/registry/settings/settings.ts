import type { NotificationEndpoint } from '../notifications.ts';
import type { LogSettings } from '../registry-log.ts';
import type { ExtraHeaders } from '../server/write-answer.ts';

/** What a registry is told by its environment and its config.yml: the same words as Docker's registry, read once. */
export interface RegistrySettings {
  /** Empty host: all interfaces. */
  readonly addr: { readonly host: string; readonly port: number };
  readonly root: string;
  readonly deleteEnabled: boolean;
  readonly readOnly: boolean;
  /** Docker's registry 2 has no word for it: only our own command sets it. */
  readonly sparse?: boolean;
  readonly relativeUrls: boolean;
  /** Where clients reach it, without a slash at its end; not written: where they say that they asked. */
  readonly host?: string;
  /** Empty, or `/registry`. */
  readonly prefix?: string;
  readonly headers?: ExtraHeaders;
  readonly htpasswd?: { readonly realm: string; readonly path: string };
  /** Tokens of another issuer; the bundle is a path. */
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    readonly rootCertBundle: string;
  };
  readonly tls?: {
    readonly certificate: string;
    readonly key: string;
    readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  };
  readonly proxy?: {
    readonly remoteUrl: string;
    readonly username?: string;
    readonly password?: string;
    /** Milliseconds after which what was fetched is thrown away; never when not written. */
    readonly ttlMs?: number;
  };
  readonly notifications?: readonly NotificationEndpoint[];
  readonly log: LogSettings;
}

/** Where Docker's registry image keeps its data. */
export const DEFAULT_ROOT = '/var/lib/registry';
export const DEFAULT_PORT = 5000;
