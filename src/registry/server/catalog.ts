import { isFailure } from '../failure.ts';
import { json, type Outcome } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { page } from './page.ts';

/** How many repositories Docker's registry lists when the request does not say. */
const DEFAULT_LENGTH = 100;

/** `GET /v2/_catalog`: not in the specification, but every learner asks for it. */
export async function catalog(exchange: Exchange): Promise<Outcome> {
  const shown = page(exchange, await exchange.context.store.repositories(), DEFAULT_LENGTH);
  return isFailure(shown) ? shown : json({ repositories: shown.items }, shown.headers);
}
