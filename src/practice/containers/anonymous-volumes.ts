import type { VolumeStore } from '../volumes/volume-store.ts';
import type { Container } from './container.ts';
import type { ContainerStore } from './container-store.ts';

/** Removes the volumes without a name of a container that is gone, but for those that others use. */
export function removeAnonymousVolumes(
  { mounts }: Container,
  volumes: VolumeStore,
  store: ContainerStore,
): void {
  for (const { Name: name } of mounts) {
    if (!name || !volumes.get(name)?.anonymous) continue;
    if (store.usersOfVolume(name).length === 0) volumes.remove(name);
  }
}
