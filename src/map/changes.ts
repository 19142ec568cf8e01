import type { Change, RegistryOnMap, WorldMap } from './world-map.ts';

/** What came, went or moved between two looks. A registry that was not there before is new as a whole. */
export function changesBetween(
  before: Omit<WorldMap, 'changes'>,
  after: Omit<WorldMap, 'changes'>,
): Change[] {
  const places = new Set([...before.registries, ...after.registries].map(({ name }) => name));
  const registry = (map: Omit<WorldMap, 'changes'>, name: string) =>
    map.registries.find((one) => one.name === name);
  return [
    ...differences('engine', imageNames(before), imageNames(after)),
    ...[...places].flatMap((name) => {
      const [was, is] = [registry(before, name), registry(after, name)];
      // A registry that is stopped, or could not be read, has not lost what it holds.
      if (!is || is.problem || was?.problem) return [];
      return [...differences(name, tagsOf(was), tagsOf(is)), ...(was ? untagged(name, was, is) : [])];
    }),
  ];
}

function differences(
  place: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Change[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name): Change[] => {
    const [from, to] = [before.get(name), after.get(name)];
    if (from === to) return [];
    return [
      { kind: from === undefined ? 'new' : to === undefined ? 'gone' : 'moved', place, name, from, to },
    ];
  });
}

const imageNames = ({ images }: Pick<WorldMap, 'images'>): Map<string, string> =>
  new Map(images.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));

const tagsOf = (registry: RegistryOnMap | undefined): Map<string, string> =>
  new Map(
    (registry?.contents.repositories ?? []).flatMap(({ name, tags }) =>
      Object.entries(tags).map(([tag, digest]) => [`${name}:${tag}`, digest] as const),
    ),
  );

/** Manifests that were deleted by their digest, no tag of theirs having told of it. */
function untagged(place: string, was: RegistryOnMap, is: RegistryOnMap): Change[] {
  const all = ({ contents }: RegistryOnMap): Map<string, string> =>
    new Map(
      contents.repositories.flatMap(({ name, tags, manifests }) =>
        manifests
          .filter(({ digest }) => !Object.values(tags).includes(digest))
          .map(({ digest }) => [`${name}@${digest}`, digest] as const),
      ),
    );
  const now = all(is);
  return [...all(was)]
    .filter(([name]) => !now.has(name))
    .filter(([, digest]) => !Object.values(tagsFlat(is)).includes(digest))
    .map(([name, from]) => ({ kind: 'gone', place, name, from }));
}

const tagsFlat = (registry: RegistryOnMap): Record<string, string> => Object.fromEntries(tagsOf(registry));
