import { withDefaultTag } from '../../image/reference.ts';
import { familiarName } from '../../image/reference.ts';
import { Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { referenceArgument } from './reference-argument.ts';

/** `docker tag SOURCE TARGET`. */
export const tag: Handler = async ({ args, engine }) => {
  const [source, target] = args as [string, string];
  const reference = withDefaultTag(
    referenceArgument(
      target,
      `Error parsing reference: ${JSON.stringify(target)} is not a valid repository/tag: `,
    ),
  );
  if (reference.digest) throw new Failure('refusing to create a tag with a digest reference');
  await engine.post(`/images/${encodeName(source)}/tag`, {
    query: { repo: familiarName(reference), tag: reference.tag ?? '' },
  });
  return 0;
};

/** An image name in a path of the API: slashes and colons stay. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@');
}
