import { failure, isFailure } from '../failure.ts';
import { json, type Outcome } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { page } from './page.ts';

/** Specification, "Listing Tags": `GET /v2/<name>/tags/list`. */
export async function listTags(exchange: Exchange, name: string): Promise<Outcome> {
  const { store, upstream } = exchange.context;
  const tags = await (upstream ? upstream.tags(name) : store.tags.list(name));
  if (!tags) return failure('NAME_UNKNOWN', { detail: { name } });
  const shown = page(exchange, tags);
  return isFailure(shown) ? shown : json({ name, tags: shown.items }, shown.headers);
}
