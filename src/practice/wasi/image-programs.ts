import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FileTree, TreeNode } from '../archive/file-tree.ts';
import { ARCHIVE_LIMITS } from '../archive/limits.ts';
import { LayerTrees } from '../build/layers.ts';
import type { Container } from '../containers/container.ts';
import type { ImageProgram } from '../containers/run.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { Folders } from '../store/folders.ts';
import { makeRootFolder } from './root-folder.ts';
import { wasiProgram } from './wasi-program.ts';

/** How a WebAssembly module begins: a zero byte and `asm`. */
const WASM = '\0asm';

/** Where commands are looked for when the container does not say (as runc does). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Finds what the layers of an image hold that runs on every machine: a WebAssembly module in place of the program, or
 * beside it under the same name with `.wasm` behind, as all practice images have.
 */
export class ImagePrograms {
  readonly #images: ImageStore;
  readonly #folders: Folders;

  constructor(images: ImageStore, folders: Folders) {
    this.#images = images;
    this.#folders = folders;
  }

  /** `root` is where the files of the container go; undefined when the image has no such module. */
  async find(container: Container, root: string): Promise<ImageProgram | undefined> {
    const { module: known } = container;
    if (known !== undefined && existsSync(root)) {
      return { program: wasiProgram(known, root, container), module: known };
    }
    const image = this.#images.byId(container.imageId);
    if (!image) return undefined;
    const trees = new LayerTrees(this.#images, this.#folders.drafts, ARCHIVE_LIMITS);
    try {
      const tree = await trees.of(image.layers);
      const module = await findModule(tree, container);
      if (module === undefined) return undefined;
      if (!existsSync(root)) await makeRootFolder(tree, root);
      return { program: wasiProgram(module, root, container), module };
    } finally {
      await trees.close();
    }
  }
}

/** Path of the module inside the image. */
async function findModule(tree: FileTree, { path: command, config }: Container): Promise<string | undefined> {
  const searched =
    config.Env.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) ?? DEFAULT_PATH;
  const candidates = command.includes('/')
    ? [path.posix.resolve('/', config.WorkingDir, command)]
    : searched.split(':').map((folder) => path.posix.resolve('/', folder, command));
  for (const candidate of candidates) {
    const found = tree.find(candidate);
    if (found.node?.kind !== 'file') continue;
    if (await isModule(found.node)) return found.path;
    const beside = tree.find(`${found.path}.wasm`);
    return (await isModule(beside.node)) ? beside.path : undefined;
  }
  return undefined;
}

async function isModule(node: TreeNode | undefined): Promise<boolean> {
  if (node?.kind !== 'file' || node.size < WASM.length) return false;
  const source = node.open();
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      return chunk.subarray(0, WASM.length).toString('latin1') === WASM;
    }
    return false;
  } finally {
    source.destroy();
  }
}
