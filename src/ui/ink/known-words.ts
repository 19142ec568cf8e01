import type { Known } from './complete.ts';
import type { View } from './view.ts';

/** Names for completion: what is on the map, and what the lab speaks of in code in the task and the checks. */
export function knownWords(view: View, files: readonly string[] = []): Known {
  const { map, lab, step, checks } = view;
  const told = [step?.task ?? '', ...checks.map(({ title }) => title)];
  const coded = told.flatMap((text) => [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1]!));
  const inRegistries = (map?.registries ?? []).flatMap(({ name, standIn, contents }) =>
    contents.repositories.flatMap((repository) => {
      const full = standIn && name === 'docker.io' ? repository.name : `${name}/${repository.name}`;
      return Object.keys(repository.tags).map((tag) => `${full}:${tag}`);
    }),
  );
  const images = [
    ...(map?.images.flatMap(({ names }) => names) ?? []),
    ...inRegistries,
    ...(lab?.images ?? []),
  ];
  return {
    images: [...new Set(images)],
    containers: map?.containers.map(({ name }) => name) ?? [],
    volumes: map?.volumes ?? [],
    registries: map?.registries.map(({ name }) => name) ?? [],
    words: [...new Set(coded)],
    files,
  };
}
