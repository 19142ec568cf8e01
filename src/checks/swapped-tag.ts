import {
  familiarReference,
  isInvalid,
  parseReference,
  sameReference,
  withDefaultTag,
} from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import { commandsTyped } from './commands-typed.ts';
import type { World } from './kind.ts';
import { code } from './phrases.ts';

/** The name that is to be made was typed as the source of `docker tag`: both names are right, in the wrong order. */
export function swappedTag(wanted: Reference, { typed }: World): string | undefined {
  const swapped = typed
    .flatMap(commandsTyped)
    .filter(
      ({ program, command, operands }) =>
        program === 'docker' && command === 'image tag' && operands.length === 2,
    )
    .map(({ operands }) => operands.map(parseReference))
    // Who tried another pair of names since has found that out.
    .at(-1);
  const [source, target] = swapped ?? [];
  if (!source || isInvalid(source) || !sameReference(withDefaultTag(source), wanted)) return undefined;
  if (!target || isInvalid(target) || sameReference(withDefaultTag(target), wanted)) return undefined;
  return `You typed the two names of ${code('docker tag')} the other way round. The name that is there comes first, the new one last: ${code(`docker tag ${familiarReference(target)} ${familiarReference(wanted)}`)}.`;
}
