import type { Auth } from '../auth/auth.ts';
import type { Store } from '../storage/store.ts';
import type { Upstream } from '../upstream.ts';

/** What every handler may use. */
export interface RegistryContext {
  readonly store: Store;
  readonly auth: Auth | undefined;
  readonly readOnly: boolean;
  readonly deleteEnabled: boolean;
  /** Whether a manifest may name content that is not here. */
  readonly sparse: boolean;
  /** `Location` without scheme and host. */
  readonly relativeUrls: boolean;
  /** The URL under which clients reach the registry, without a slash at its end; otherwise each request tells. */
  readonly host: string | undefined;
  /** What comes before `/v2/` in every path: empty, or `/registry`. */
  readonly prefix: string;
  /** Where to get what is not here; then nothing can be pushed. */
  readonly upstream: Upstream | undefined;
}
