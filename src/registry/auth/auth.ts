import type { Exchange } from '../server/exchange.ts';
import type { Failure } from '../failure.ts';
import type { Outcome } from '../server/answer.ts';

/** What a request wants to do, in the words of token scopes: `repository:me/app:pull,push`. */
export interface Access {
  readonly type: 'repository' | 'registry';
  readonly name: string;
  readonly actions: readonly string[];
}

/** Decides who may do what. No `Auth` means: everybody, everything. */
export interface Auth {
  /** The user (undefined: nobody in particular), or the refusal with its `WWW-Authenticate`. */
  check(exchange: Exchange, wanted: readonly Access[]): Promise<{ user: string | undefined } | Failure>;
  /** Whether the same credentials would allow this too; asked for the source of a mount. */
  allows(exchange: Exchange, wanted: Access): Promise<boolean>;
  /** Paths beside `/v2/` that belong to the login, such as a token endpoint. */
  serve?(exchange: Exchange): Promise<Outcome | undefined>;
}
