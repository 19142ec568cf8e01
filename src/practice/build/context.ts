import { ignorePatterns } from '../../image/ignore-patterns.ts';
import { badRequest, serverError } from '../http/failure.ts';
import { archivePath, FileTree } from '../archive/file-tree.ts';
import type { Spool } from '../archive/spool.ts';

/** The largest Dockerfile that is read, in bytes. */
const DOCKERFILE_MAX = 2 * 1024 * 1024;

/** Files to build from. */
export interface BuildContext {
  readonly tree: FileTree;
  /** Text of the Dockerfile. */
  readonly dockerfile: string;
  /** How messages call it. */
  readonly name: string;
  /** When it was written, in milliseconds since 1970; 0 when nobody knows, as for one that came by standard input. */
  readonly written: number;
}

/** A name that the docker command gives to a Dockerfile from elsewhere; it also sets the time of such a file to now. */
const FROM_ELSEWHERE = /^\.dockerfile\.[0-9a-f]+$/;

export async function readContext(spool: Spool, dockerfile: string): Promise<BuildContext> {
  const tree = new FileTree();
  tree.apply(spool, { whiteouts: false });
  const wanted = archivePath(dockerfile === '' ? 'Dockerfile' : dockerfile);
  const lower = dockerfile === '' || dockerfile === 'Dockerfile' ? ['dockerfile'] : [];
  const name = [wanted, ...lower].find((one) => tree.find(one).node) ?? wanted;
  const { node } = tree.find(name);
  if (node?.kind !== 'file') throw serverError(`Cannot locate specified Dockerfile: ${wanted}`);
  if (node.size > DOCKERFILE_MAX)
    throw badRequest(`the Dockerfile (${name}) is larger than ${DOCKERFILE_MAX} bytes`);
  const chunks: Buffer[] = [];
  for await (const chunk of node.open() as AsyncIterable<Buffer>) chunks.push(chunk);
  const { path } = tree.find(name);
  await dropIgnored(tree, name);
  return {
    tree,
    dockerfile: Buffer.concat(chunks).toString('utf8'),
    name,
    written: FROM_ELSEWHERE.test(path) ? 0 : node.mtime,
  };
}

/** The docker command sends both files even where .dockerignore leaves them out, since the builder reads them. */
async function dropIgnored(tree: FileTree, dockerfile: string): Promise<void> {
  const { node } = tree.find('.dockerignore');
  if (node?.kind !== 'file' || node.size > DOCKERFILE_MAX) return;
  const chunks: Buffer[] = [];
  for await (const chunk of node.open() as AsyncIterable<Buffer>) chunks.push(chunk);
  const patterns = ignorePatterns(Buffer.concat(chunks).toString('utf8'));
  for (const name of ['.dockerignore', dockerfile]) {
    const at = name.lastIndexOf('/');
    const folder = tree.find(name.slice(0, Math.max(0, at)), { follow: false }).node;
    if (patterns.ignores(name) && folder?.kind === 'folder') folder.children.delete(name.slice(at + 1));
  }
}
