import { z } from 'zod';
import { found, missed } from './finding.ts';
import type { CheckKind } from './kind.ts';
import { knownReference } from './known-reference.ts';
import { code, listed } from './phrases.ts';
import { askRegistry } from './registry-access.ts';
import { absent, reference, text } from './spec-parts.ts';
import { noRepository } from './tags.ts';

const schema = z.strictObject({
  /** With its registry: `localhost:5000/alpine`. */
  name: reference,
  absent,
  /** Certificate file to trust. */
  ca: text.optional(),
});

/** A repository in the catalog of its registry, with tags or without. */
export const repository: CheckKind<z.infer<typeof schema>> = {
  kind: 'repository',
  schema,
  title: ({ name, absent }) => `${absent ? 'no ' : ''}repository ${code(name)} in its registry`,
  async evaluate({ name, absent, ca }, world) {
    const wanted = knownReference(name);
    const expected = `${absent ? 'no' : 'a'} repository ${code(name)} in the catalog of its registry`;
    return askRegistry({ domain: wanted.domain, ca }, expected, world, async (client) => {
      const catalog = await client.catalog();
      const there = catalog.includes(wanted.path);
      if (there === !absent) return found(expected, there ? 'it is there' : 'it is not there');
      if (there) return missed(expected, `the catalog has ${listed(catalog)}`);
      return noRepository({ ...wanted, tag: 'latest' }, expected, client, world);
    });
  },
};
