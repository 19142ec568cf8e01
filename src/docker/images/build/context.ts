import { randomBytes } from 'node:crypto';
import {
  createReadStream,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ignorePatterns } from '../../../image/ignore-patterns.ts';
import { writeTar } from '../../../image/write-tar.ts';
import type { TarContent } from '../../../image/write-tar.ts';
import { Failure } from '../../failure.ts';

/** What is sent to be built from. */
export interface Context {
  /** A tar, or what came by standard input as one. */
  readonly tar: Readable;
  /** Where in it the Dockerfile is. */
  readonly dockerfile: string;
}

/** The files of a folder, without what its .dockerignore leaves out. `dockerfile` is what `-f` said, `-` for a given text. */
export function folderContext(
  folder: string,
  dockerfile: { readonly path: string | undefined; readonly text: Buffer | undefined },
): Context {
  const root = contextRoot(folder);
  const file = dockerfile.text ? undefined : dockerfilePath(root, dockerfile.path);
  const inside = file === undefined ? undefined : within(root, file);
  const ignoreFile = ignoreFileOf(root, file);
  const written = ignoreFile === undefined ? '' : readFileSync(ignoreFile, 'utf8');
  if (inside !== undefined) {
    // The engine needs both, and leaves them out itself where the patterns say so.
    const kept = `${written}\n!${inside}\n!.dockerignore\n`;
    return { tar: writeTar(entriesOf(root, kept)), dockerfile: inside };
  }
  const name = `.dockerfile.${randomBytes(10).toString('hex')}`;
  const text = dockerfile.text ?? readFileSync(file!);
  const ignore = Buffer.from(`${written === '' ? '' : `${written}\n`}.dockerignore\n${name}\n`);
  function* entries(): Generator<TarContent> {
    for (const entry of entriesOf(root, `${written}\n.dockerignore\n`)) yield entry;
    yield given(name, text);
    yield given('.dockerignore', ignore);
  }
  return { tar: writeTar(entries()), dockerfile: name };
}

/** A Dockerfile alone, with nothing beside it. */
export function dockerfileContext(text: Buffer): Context {
  return { tar: writeTar([given('Dockerfile', text, new Date(0))]), dockerfile: 'Dockerfile' };
}

function contextRoot(folder: string): string {
  const prefix = 'unable to prepare context: ';
  let root: string;
  try {
    root = realpathSync(folder);
  } catch {
    throw new Failure(`${prefix}path ${JSON.stringify(folder)} not found`);
  }
  if (!statSync(root).isDirectory()) throw new Failure(`${prefix}context must be a directory: ${root}`);
  return root;
}

function dockerfilePath(root: string, written: string | undefined): string {
  const file = written === undefined ? path.join(root, 'Dockerfile') : path.resolve(written);
  const candidates = written === undefined ? [file, path.join(root, 'dockerfile')] : [file];
  for (const candidate of candidates) {
    try {
      return realpathSync(candidate);
    } catch {
      // The next, or the sentence below.
    }
  }
  throw new Failure(
    `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${firstMissing(file)}: no such file or directory`,
  );
}

function firstMissing(file: string): string {
  const parts = file.split(path.sep);
  for (let count = 2; count < parts.length; count += 1) {
    const part = parts.slice(0, count).join(path.sep);
    try {
      lstatSync(part);
    } catch {
      return part;
    }
  }
  return file;
}

/** The path relative to a folder, with slashes; undefined when it is elsewhere. */
function within(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  return relative.startsWith('..') || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/');
}

/** A Dockerfile may have an ignore file of its own beside it: `Dockerfile.dockerignore`. */
function ignoreFileOf(root: string, file: string | undefined): string | undefined {
  const own = file === undefined ? [] : [`${file}.dockerignore`];
  return [...own, path.join(root, '.dockerignore')].find((one) =>
    statSync(one, { throwIfNoEntry: false })?.isFile(),
  );
}

function* entriesOf(root: string, patterns: string): Generator<TarContent> {
  const ignore = ignorePatterns(patterns);
  function* walk(folder: string): Generator<TarContent> {
    for (const name of readdirSync(path.join(root, folder)).sort()) {
      const relative = folder === '' ? name : `${folder}/${name}`;
      const ignored = ignore.ignores(relative);
      const full = path.join(root, relative);
      const stats = lstatSync(full);
      if (!ignored) {
        const entry = entryOf(relative, full, stats);
        if (entry) yield entry;
      }
      if (stats.isDirectory() && (!ignored || ignore.hasExceptions)) yield* walk(relative);
    }
  }
  yield* walk('');
}

/** Undefined for what no image can have: sockets, and what else is neither file, folder nor link. */
function entryOf(
  name: string,
  full: string,
  stats: ReturnType<typeof lstatSync> & object,
): TarContent | undefined {
  const common = {
    mode: Number(stats.mode) & 0o7777,
    uid: 0,
    gid: 0,
    mtime: new Date(Math.floor(Number(stats.mtimeMs) / 1000) * 1000),
  };
  if (stats.isDirectory()) return { header: { ...common, name: `${name}/`, type: 'directory', size: 0 } };
  if (stats.isSymbolicLink()) {
    return { header: { ...common, name, type: 'symlink', linkname: readlinkSync(full), size: 0 } };
  }
  if (!stats.isFile()) return undefined;
  const size = Number(stats.size);
  return {
    header: { ...common, name, type: 'file', size },
    // A file that grows meanwhile is sent as long as it was.
    open: () => createReadStream(full, { end: Math.max(0, size - 1), highWaterMark: 512 * 1024 }),
  };
}

function given(name: string, bytes: Buffer, mtime = new Date()): TarContent {
  return {
    header: { name, type: 'file', size: bytes.length, mode: 0o600, uid: 0, gid: 0, mtime },
    open: () => Readable.from([bytes]),
  };
}
