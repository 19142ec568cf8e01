import { randomInt } from 'node:crypto';

const MOODS =
  'amber brisk calm deft eager fair gentle happy keen lively merry nimble open patient quick ready steady tidy vivid warm'.split(
    ' ',
  );
const PEOPLE =
  'babbage bartik berners boole cerf codd dijkstra easley engelbart franklin goldberg hamilton hopper johnson keller kilburn liskov lovelace mauchly perlman ritchie shannon spence stallman torvalds turing vaughan wilkes wing zuse'.split(
    ' ',
  );

/** A name for a container that was given none; `taken` says which are in use. */
export function randomName(taken: (name: string) => boolean): string {
  for (let tries = 0; ; tries++) {
    const name = `${MOODS[randomInt(MOODS.length)]}_${PEOPLE[randomInt(PEOPLE.length)]}`;
    const numbered = tries < 10 ? name : `${name}${randomInt(1_000_000)}`;
    if (!taken(numbered)) return numbered;
  }
}

/** Docker's rule for names of containers: two characters at least. */
export function isContainerName(name: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name);
}
