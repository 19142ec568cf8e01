import { createHash } from 'node:crypto';
import path from 'node:path';
import { below, FileTree } from '../archive/file-tree.ts';
import type { TreeNode } from '../archive/file-tree.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { Spool } from '../archive/spool.ts';
import { ApiFailure, badRequest } from '../http/failure.ts';
import type { Owner } from './changes.ts';
import { Changes, owned } from './changes.ts';
import type { Origin, Source } from './sources.ts';
import { sourcesOf } from './sources.ts';

export interface CopyRequest {
  readonly keyword: 'ADD' | 'COPY';
  /** Sources, then the destination; variables replaced. */
  readonly words: readonly string[];
  readonly origin: Origin;
  /** The files below. */
  readonly tree: FileTree;
  readonly workdir: string;
  readonly owner: Owner | undefined;
  readonly mode: number | undefined;
}

export interface Copied {
  readonly sources: readonly Source[];
  /** `file:5f70…`, `dir:…`, `multi:…`: what is copied, whatever its times. */
  readonly digest: string;
  /** The newest of the sources' times, in milliseconds since 1970. */
  readonly newest: number;
}

/** Looks at what is to be copied, and changes nothing: enough to know whether it was done before. */
export async function lookAt({ keyword, words, origin }: CopyRequest): Promise<Copied> {
  const remote = words.slice(0, -1).find((word) => /^(https?|git|ssh):\/\//.test(word));
  if (remote !== undefined && keyword === 'ADD') {
    throw badRequest(
      `ADD failed: practice uses no network, so it cannot get ${remote}: put the file into the build context, or build with a real engine (--engine docker)`,
    );
  }
  const sources = sourcesOf(words.slice(0, -1), origin, keyword);
  if (sources.length > 1 && !isFolderName(words.at(-1)!)) {
    throw badRequest(
      `When using ${keyword} with more than one source file, the destination must be a directory and end with a /`,
    );
  }
  const hashes: string[] = [];
  let newest = 0;
  for (const { name, node } of sources) {
    const hash = createHash('sha256');
    const items =
      node.kind === 'folder'
        ? [{ path: '', node }, ...below(node)]
        : [{ path: name, node: node as TreeNode }];
    for (const item of items) {
      await describe(hash, item.path, item.node);
      if (item.node.kind !== 'folder') newest = Math.max(newest, item.node.mtime);
    }
    hashes.push(`${node.kind === 'folder' ? 'dir' : 'file'}:${hash.digest('hex')}`);
  }
  const digest =
    hashes.length === 1 ? hashes[0]! : `multi:${createHash('sha256').update(hashes.join(',')).digest('hex')}`;
  return { sources, digest, newest };
}

async function describe(hash: ReturnType<typeof createHash>, name: string, node: TreeNode): Promise<void> {
  const { kind, mode, uid, gid } = node;
  hash.update(JSON.stringify([name, kind, mode, uid, gid, node.pax ?? null]));
  if (node.kind === 'symlink') hash.update(JSON.stringify(node.target));
  if (node.kind !== 'file') return;
  const content = createHash('sha256');
  for await (const chunk of node.open() as AsyncIterable<Buffer>) content.update(chunk);
  hash.update(content.digest());
}

const isFolderName = (text: string): boolean => /(^|\/)\.{0,2}$/.test(text);

/** Copies: the changes that become a layer. Archives that ADD unpacks are read to `folder`; `spools` takes them. */
export async function copied(
  request: CopyRequest,
  { sources }: Copied,
  now: number,
  unpacking: { readonly folder: string; readonly limits: ArchiveLimits; readonly spools: Spool[] },
): Promise<Changes> {
  const { keyword, words, tree, workdir, owner = { uid: 0, gid: 0 }, mode } = request;
  const written = words.at(-1)!;
  const changes = new Changes(tree);
  const made = { ...owner, mtime: now };
  const target = path.posix.join('/', written.startsWith('/') ? '' : workdir, written).slice(1);
  const place = changes.at(target.replace(/\/+$/, ''));
  const intoFolder = isFolderName(written) || place.node?.kind === 'folder';
  for (const { name, node } of sources) {
    const archive = keyword === 'ADD' && node.kind === 'file' ? await unpacked(node, unpacking) : undefined;
    if (archive) {
      changes.folder(place.path, made);
      for (const item of below(archive.root)) {
        const kept = request.owner ? owned(item.node, owner, mode) : item.node;
        changes.put(inside(place.path, item.path), kept, made);
      }
    } else if (node.kind === 'folder') {
      changes.folder(place.path, made);
      for (const item of below(node)) {
        changes.put(inside(place.path, item.path), owned(item.node, owner, mode), made);
      }
    } else {
      const to = intoFolder ? changes.at(inside(place.path, name)).path : place.path;
      if (changes.at(to).node?.kind === 'folder') throw badRequest(`cannot copy to non-directory: /${to}`);
      changes.put(to, owned(node, owner, mode), made);
    }
  }
  return changes;
}

const inside = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** The files of a local archive; undefined when it is none, and then is copied as it is. */
async function unpacked(
  node: Extract<TreeNode, { kind: 'file' }>,
  { folder, limits, spools }: Parameters<typeof copied>[3],
): Promise<FileTree | undefined> {
  if (node.size === 0) return undefined;
  let spool: Spool;
  try {
    spool = await Spool.read(node.open(), folder, limits);
  } catch (error) {
    const noArchive =
      error instanceof ApiFailure && /invalid tar header|unexpected EOF|incorrect header/.test(error.message);
    if (noArchive) return undefined;
    throw error;
  }
  spools.push(spool);
  const tree = new FileTree();
  tree.apply(spool, { whiteouts: false });
  return tree;
}
