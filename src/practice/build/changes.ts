import type { FileTree, FolderNode, TreeNode } from '../archive/file-tree.ts';
import { emptyFolder } from '../archive/file-tree.ts';
import type { TarContent } from '../../image/write-tar.ts';
import { badRequest } from '../http/failure.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What a step puts on top of the files below it; becomes a layer. */
export class Changes {
  readonly #tree: FileTree;
  readonly #entries = new Map<string, TreeNode>();

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  get empty(): boolean {
    return this.#entries.size === 0;
  }

  /** What is at a path now, links followed: from this step, or from below. */
  at(path: string): { path: string; node: TreeNode | undefined } {
    const found = this.#tree.find(path);
    return { path: found.path, node: this.#entries.get(found.path) ?? found.node };
  }

  /** Puts something in its place; folders above it that are missing are made for `owner`. */
  put(path: string, node: TreeNode, made: Owner & { mtime: number }): void {
    if (path === '') return;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.startsWith('.wh.')) {
      throw badRequest(`${name}: in a layer, names that begin with .wh. mean that something was deleted`);
    }
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (parent !== '') this.folder(parent, made);
    const known = this.#entries.get(path);
    if (node.kind === 'folder' && known?.kind === 'folder') return;
    this.#entries.set(path, node);
  }

  /** Has a folder be there; one that is there stays as it is. Links must have been followed. */
  folder(path: string, made: Owner & { mtime: number }): void {
    if (path === '') return;
    const known = this.#entries.get(path) ?? this.#tree.find(path, { follow: false }).node;
    if (known && known.kind !== 'folder') throw badRequest(`cannot copy to non-directory: /${path}`);
    this.put(path, known ?? emptyFolder({ ...made, mode: 0o755 }), made);
  }

  /** Entries of the layer, in the order of their paths. Times after `latest` (milliseconds) are set back to it. */
  *tarEntries(latest: number): Generator<TarContent> {
    for (const path of [...this.#entries.keys()].sort()) {
      yield tarEntry(path, this.#entries.get(path)!, latest);
    }
  }
}

function tarEntry(path: string, node: TreeNode, latest: number): TarContent {
  const common = {
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    uname: '',
    gname: '',
    // Whole seconds: finer ones need further headers, which not every reader has.
    mtime: new Date(Math.floor(Math.min(node.mtime, latest) / 1000) * 1000),
    ...(node.pax ? { pax: { ...node.pax } } : {}),
  };
  switch (node.kind) {
    case 'folder':
      return { header: { ...common, name: `${path}/`, type: 'directory', size: 0 } };
    case 'symlink':
      return { header: { ...common, name: path, type: 'symlink', linkname: node.target, size: 0 } };
    case 'file':
      return {
        header: { ...common, name: path, type: 'file', size: node.size },
        open: () => node.open(),
      };
    case 'special':
      throw badRequest(`practice makes no devices and pipes in images: /${path} is a ${node.type}`);
  }
}

/** The same with another owner or other permissions, where given. */
export function owned(node: TreeNode, owner: Owner, mode: number | undefined): TreeNode {
  const given = { ...owner, ...(mode === undefined || node.kind === 'symlink' ? {} : { mode }) };
  if (node.kind === 'file') return { ...node, ...given };
  if (node.kind === 'folder') return { ...(node satisfies FolderNode), ...given };
  return { ...node, ...given };
}
