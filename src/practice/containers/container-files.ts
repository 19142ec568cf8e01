import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Container } from './container.ts';

/** Where the files of one container lie on this machine. */
export class ContainerFiles {
  readonly folder: string;

  constructor(containers: string, id: string) {
    this.folder = path.join(containers, id);
  }

  get log(): string {
    return path.join(this.folder, `${path.basename(this.folder)}-json.log`);
  }

  /** Files of the image, once a program of its own has run. */
  get root(): string {
    return path.join(this.folder, 'root');
  }

  make(): void {
    mkdirSync(path.join(this.folder, 'files'), { recursive: true, mode: 0o700 });
  }

  /**
   * A path of the container as a path of this machine: in the mount with the longest destination that holds it, else
   * in the container's own files. `..` is resolved first, so no path leads out of either.
   */
  hostPath({ mounts }: Container, inside: string): string {
    const normal = path.posix.normalize(path.posix.join('/', inside));
    const mount = mounts
      .filter(({ Destination: at }) => normal === at || normal.startsWith(`${at}/`))
      .sort((one, other) => other.Destination.length - one.Destination.length)[0];
    if (mount) return path.join(mount.Source, normal.slice(mount.Destination.length));
    return path.join(this.folder, 'files', normal);
  }
}
