import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Container } from '../containers/container.ts';
import type { ContainerFiles } from '../containers/container-files.ts';
import type { ImageFiles } from './image-files.ts';

export type Look =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly names: readonly string[] };

/** The files of a container as programs in it see them: its mounts, what it wrote itself, and its image. */
export class ContainerView {
  readonly #container: Container;
  readonly #files: ContainerFiles;
  readonly #image: () => Promise<ImageFiles>;

  constructor(container: Container, files: ContainerFiles, image: () => Promise<ImageFiles>) {
    this.#container = container;
    this.#files = files;
    this.#image = image;
  }

  /** What is at an absolute path; undefined when nothing is. */
  async look(absolute: string): Promise<Look | undefined> {
    const own = this.#files.hostPath(this.#container, absolute);
    const mounted = this.#container.mounts.some(({ Destination: at }) =>
      `${absolute}/`.startsWith(at === '/' ? '/' : `${at}/`),
    );
    const there = existsSync(own);
    if (there && !statSync(own).isDirectory()) return { kind: 'file', bytes: readFileSync(own) };
    const ownNames = there ? readdirSync(own) : [];
    if (mounted) return there ? { kind: 'directory', names: ownNames.sort() } : undefined;
    const image = await this.#image();
    const found = image.find(absolute);
    if (found?.type === 'file') return { kind: 'file', bytes: found.bytes };
    const below = this.#mountsIn(absolute);
    if (!found && !there && below.length === 0) return undefined;
    return {
      kind: 'directory',
      names: [...new Set([...image.list(absolute), ...ownNames, ...below])].sort(),
    };
  }

  /** Folders on the way to a mount are there, whatever the image has. */
  #mountsIn(absolute: string): string[] {
    const start = absolute === '/' ? '/' : `${absolute}/`;
    return this.#container.mounts
      .map(({ Destination }) => path.posix.normalize(Destination))
      .filter((at) => at.startsWith(start) && at !== absolute)
      .map((at) => at.slice(start.length).split('/')[0]!);
  }
}
