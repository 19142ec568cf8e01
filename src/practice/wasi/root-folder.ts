import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { below } from '../archive/file-tree.ts';
import type { FileTree } from '../archive/file-tree.ts';
import { badRequest } from '../http/failure.ts';

/** A program of a lab needs a few files; the copy of a whole distribution for one `echo` would help nobody. */
const MOST_BYTES = 512 * 1024 ** 2;

/**
 * Puts the files of an image into a folder, which is there whole or not at all. Links are made to point to what they
 * mean inside; one that leads to nothing is left out, as devices are. Owners are not kept: the files are the learner's.
 */
export async function makeRootFolder(tree: FileTree, folder: string): Promise<void> {
  const draft = `${folder}.draft`;
  try {
    await fill(tree, draft);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function fill(tree: FileTree, draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const entries = [...below(tree.root)];
  const bytes = entries.reduce((sum, { node }) => sum + (node.kind === 'file' ? node.size : 0), 0);
  if (bytes > MOST_BYTES) {
    throw badRequest(
      `practice unpacks no image of more than ${MOST_BYTES} bytes to run it: this one has ${bytes}`,
    );
  }
  for (const { path: name, node } of entries) {
    const target = path.join(draft, name);
    if (node.kind === 'folder') await mkdir(target, { mode: 0o700 });
    if (node.kind === 'file') {
      await pipeline(
        node.open(),
        createWriteStream(target, { flags: 'wx', mode: 0o600 | (node.mode & 0o100) }),
      );
    }
  }
  // After all files: nothing is ever written through a link.
  for (const { path: name, node } of entries) {
    if (node.kind !== 'symlink') continue;
    const place = tree.find(name);
    if (!place.node || place.node.kind === 'special') continue;
    const from = path.posix.dirname(name);
    await symlink(path.posix.relative(from, place.path) || '.', path.join(draft, name));
  }
}
