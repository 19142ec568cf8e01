import { isInvalid, parseReference, sameReference, withDefaultTag } from '../image/reference.ts';
import type { Reference } from '../image/reference.ts';
import { commandsTyped } from './commands-typed.ts';
import type { World } from './kind.ts';

/** Whether a line of this step names an image. */
export function isNamed(reference: Reference, world: World): boolean {
  return world.typed.flatMap(commandsTyped).some(({ words }) => names(words, reference));
}

/** Whether the last thing tried to remove an image was `docker rm`, which looks for a container of that name. */
export function removedAsContainer(reference: Reference, world: World): boolean {
  const last = world.typed
    .flatMap(commandsTyped)
    .findLast(({ program, command }) => program === 'docker' && /^(container|image) rm$/.test(command));
  return last?.command === 'container rm' && names(last.operands, reference);
}

function names(words: readonly string[], reference: Reference): boolean {
  return words.some((word) => {
    const parsed = parseReference(word);
    return !isInvalid(parsed) && sameReference(withDefaultTag(parsed), reference);
  });
}
