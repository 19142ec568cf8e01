import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isRepositoryName } from '../../image/repository-name.ts';
import { unlessAbsent } from './absent.ts';
import type { Layout } from './layout.ts';

/** All repositories of the folder, sorted: a folder is one when it has `_layers` or `_manifests` in it. */
export async function listRepositories(layout: Layout): Promise<string[]> {
  return listFolders(layout, ['_layers', '_manifests']);
}

/** The names under which somebody has begun an upload, repositories already or not yet. */
export async function listUploading(layout: Layout): Promise<string[]> {
  return listFolders(layout, ['_uploads']);
}

async function listFolders(layout: Layout, marks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  await visit(layout.repositories, '', marks, found);
  return found.sort();
}

async function visit(folder: string, name: string, marks: readonly string[], found: string[]): Promise<void> {
  const entries = (await unlessAbsent(readdir(folder, { withFileTypes: true }))) ?? [];
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (name !== '' && folders.some((child) => marks.includes(child))) found.push(name);
  for (const child of folders) {
    const inside = name === '' ? child : `${name}/${child}`;
    if (isRepositoryName(inside)) await visit(path.join(folder, child), inside, marks, found);
  }
}
