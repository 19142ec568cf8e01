import type { Readable } from 'node:stream';
import { badRequest } from '../http/failure.ts';
import type { Spool } from './spool.ts';
import type { TarHeader } from './read-tar.ts';

/** What a file, folder or link has besides its content. */
export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  /** Extended attributes, as a tar keeps them. */
  readonly pax?: Readonly<Record<string, string>> | undefined;
}

export interface FolderNode extends Attributes {
  readonly kind: 'folder';
  readonly children: Map<string, TreeNode>;
}

export interface FileNode extends Attributes {
  readonly kind: 'file';
  /** Bytes. */
  readonly size: number;
  open(): Readable;
}

export interface LinkNode extends Attributes {
  readonly kind: 'symlink';
  readonly target: string;
}

/** A device or a pipe: known to be there, never made. */
export interface SpecialNode extends Attributes {
  readonly kind: 'special';
  readonly type: string;
}

export type TreeNode = FolderNode | FileNode | LinkNode | SpecialNode;

export interface Place {
  /** Without links and dots, relative to the root: `usr/bin/x`; empty for the root. */
  readonly path: string;
  readonly node: TreeNode | undefined;
}

/** Linux gives up after 40 links on one path. */
const LINKS_MAX = 40;
const PATH_MAX = 4096;
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

export const emptyFolder = (attributes: Partial<Attributes> = {}): FolderNode => ({
  kind: 'folder',
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 0,
  ...attributes,
  children: new Map(),
});

/**
 * The files of an image or of a build context, without any of them being on disk under its name. Links are followed
 * within the tree only: an absolute one, or one that climbs, begins again at the root of the tree.
 */
export class FileTree {
  readonly root: FolderNode = emptyFolder();

  /** Puts an archive on top of what is there. With `whiteouts`, names that begin with `.wh.` delete, as in a layer. */
  apply(spool: Spool, { whiteouts }: { readonly whiteouts: boolean }): void {
    for (const entry of spool.entries) {
      const { header } = entry;
      const path = archivePath(header.name);
      if (path === '') {
        Object.assign(this.root, attributesOf(header));
        continue;
      }
      const parent = this.#folderAt(path.split('/').slice(0, -1));
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (whiteouts && name === OPAQUE) {
        parent.children.clear();
      } else if (whiteouts && name.startsWith(WHITEOUT)) {
        parent.children.delete(name.slice(WHITEOUT.length));
      } else if (header.type === 'directory') {
        const known = parent.children.get(name);
        if (known?.kind === 'folder') Object.assign(known, attributesOf(header));
        else parent.children.set(name, emptyFolder(attributesOf(header)));
      } else if (header.type === 'link') {
        const target = this.find(archivePath(header.linkname ?? ''), { follow: false }).node;
        if (!target || target.kind === 'folder') {
          throw badRequest(`archive/tar: hard link "${shown(header.name)}" to what is not in the archive`);
        }
        parent.children.set(name, target);
      } else {
        parent.children.set(name, leafOf(spool, entry));
      }
    }
  }

  /** Finds by a path relative to the root; `..` stops at the root. Without `follow`, a link at the end is itself meant. */
  find(path: string, { follow = true }: { readonly follow?: boolean } = {}): Place {
    const names: string[] = [];
    let todo = path.split('/');
    let links = 0;
    let node: TreeNode | undefined = this.root;
    while (todo.length > 0) {
      const [name, ...rest] = todo as [string, ...string[]];
      todo = rest;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        names.pop();
        node = this.#nodeAt(names);
        continue;
      }
      names.push(name);
      node = node?.kind === 'folder' ? node.children.get(name) : undefined;
      const last = rest.every((part) => part === '' || part === '.');
      if (node?.kind === 'symlink' && (follow || !last)) {
        if (++links > LINKS_MAX) throw badRequest(`too many links in ${shown(path)}`);
        if (node.target.startsWith('/')) names.length = 0;
        else names.pop();
        todo = [...node.target.split('/'), ...rest];
        node = this.#nodeAt(names);
      }
    }
    return { path: names.join('/'), node };
  }

  #nodeAt(names: readonly string[]): TreeNode | undefined {
    let node: TreeNode | undefined = this.root;
    for (const name of names) node = node?.kind === 'folder' ? node.children.get(name) : undefined;
    return node;
  }

  /** The folder of an entry: made when missing, found through links, in place of a file when there is one. */
  #folderAt(names: readonly string[]): FolderNode {
    let place: string[] = [];
    let folder = this.root;
    for (const name of names) {
      const found = this.find([...place, name].join('/'));
      place = found.path === '' ? [] : found.path.split('/');
      if (found.node?.kind === 'folder') {
        folder = found.node;
      } else {
        folder = this.root;
        for (const part of place) {
          const child = folder.children.get(part);
          const next = child?.kind === 'folder' ? child : emptyFolder();
          folder.children.set(part, next);
          folder = next;
        }
      }
    }
    return folder;
  }
}

/** A name in an archive as a path below its root; refuses one that would leave it. */
export function archivePath(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) {
    throw badRequest(`invalid path in archive: "${shown(name)}" leaves the folder that it is unpacked in`);
  }
  if (name.length > PATH_MAX || name.includes('\0')) {
    throw badRequest(`invalid path in archive: "${shown(name)}"`);
  }
  return parts.join('/');
}

const shown = (name: string): string => (name.length > 120 ? `${name.slice(0, 120)}…` : name);

function attributesOf(header: TarHeader): Attributes {
  const kept = Object.entries(header.pax ?? {}).filter(([key]) => key.startsWith('SCHILY.xattr.'));
  return {
    mode: (header.mode ?? 0o644) & 0o7777,
    uid: header.uid ?? 0,
    gid: header.gid ?? 0,
    mtime: header.mtime?.getTime() ?? 0,
    pax: kept.length > 0 ? Object.fromEntries(kept) : undefined,
  };
}

function leafOf(spool: Spool, entry: Spool['entries'][number]): TreeNode {
  const { header } = entry;
  const attributes = attributesOf(header);
  if (header.type === 'symlink') return { kind: 'symlink', target: header.linkname ?? '', ...attributes };
  if (header.type === undefined || header.type === 'file') {
    return { kind: 'file', size: header.size, open: () => spool.open(entry), ...attributes };
  }
  return { kind: 'special', type: header.type, ...attributes };
}

/** Everything below a folder, with paths relative to it, in the order of their names, folders before what is in them. */
export function* below(folder: FolderNode, prefix = ''): Generator<{ path: string; node: TreeNode }> {
  const names = [...folder.children.keys()].sort();
  for (const name of names) {
    const node = folder.children.get(name)!;
    const path = prefix === '' ? name : `${prefix}/${name}`;
    yield { path, node };
    if (node.kind === 'folder') yield* below(node, path);
  }
}
