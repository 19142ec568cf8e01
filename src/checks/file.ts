import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { certificateProblem } from './file-certificate.ts';
import { contentIs, TEXT_LIMIT } from './file-content.ts';
import { notOneDigest, notOneReference } from './file-digests.ts';
import { digestProblem } from './file-digest-stands.ts';
import { missingFile } from './file-missing.ts';
import { natureOf } from './file-nature.ts';
import { found, missed } from './finding.ts';
import { isPattern, matches } from './glob.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { code, firstLine, joined } from './phrases.ts';
import { absent, text, texts } from './spec-parts.ts';

const schema = z.strictObject({
  /** Relative to the session's working folder; with `*`, `**` or `?` at least one match is wanted. */
  path: text,
  kind: z.enum(['file', 'directory']).optional(),
  contains: texts.optional(),
  /** What it contains stands in it in that order: what a script does first, and what after it. */
  inOrder: z.literal(true).optional(),
  lacks: texts.optional(),
  /** One digest, or one name with a digest, and nothing else. */
  is: z.enum(['digest', 'reference']).optional(),
  /** A certificate (PEM) that is good for a host name or an address, and belongs to a key. */
  certificate: z.strictObject({ for: text, key: text.optional() }).optional(),
  /** Another file, in which this one's sha256 must stand. */
  digestIn: text.optional(),
  /** Another file, in which it must not stand: with `digestIn`, what is new in that one. */
  digestNotIn: text.optional(),
  /** Its owner may run it. */
  executable: z.literal(true).optional(),
  absent,
  /** What it proves, for people; the path when not written. */
  title: text.optional(),
  /** What to try when nothing is there, or something else and nothing more is known of it. */
  help: text.optional(),
});

type FileSpec = z.infer<typeof schema>;

/** A file or folder that the learner made. */
export const file: CheckKind<FileSpec> = {
  kind: 'file',
  schema,
  title: (spec) =>
    spec.title ?? (spec.absent ? `no ${code(spec.path)}` : `${noun(spec)} ${code(spec.path)}${also(spec)}`),
  async evaluate(spec, world) {
    const expected = spec.absent
      ? `nothing at ${code(spec.path)}`
      : `a ${noun(spec)} ${code(spec.path)}${also(spec)}`;
    const there = isPattern(spec.path)
      ? await matches(spec.path, world.workdir)
      : (await exists(path.resolve(world.workdir, spec.path)))
        ? [spec.path]
        : [];
    if (spec.absent)
      return there.length === 0
        ? found(expected, 'there is nothing')
        : missed(expected, `${code(there[0]!)} is still there`, {
            help: (await stat(path.resolve(world.workdir, there[0]!))).isDirectory()
              ? 'A folder goes with all it holds: `rm -r`.'
              : 'A file goes with `rm`.',
          });
    if (there.length === 0) {
      const missing = await missingFile(spec.path, expected, world);
      return spec.help === undefined ? missing : { ...missing, help: spec.help };
    }
    let first: Evaluation | undefined;
    for (const one of there) {
      const evaluation = await judge(one, spec, expected, world);
      if (evaluation.status === 'passed') return evaluation;
      first ??= evaluation;
    }
    return { ...first!, help: first!.help ?? spec.help };
  },
  explains: ({ path: own, absent }, lack) => !absent && lack.what === 'file' && lack.path === own,
  lint: ({ absent, ...rest }) => [
    ...(absent && Object.keys(rest).some((key) => !['path', 'title', 'help'].includes(key))
      ? [{ message: 'what is absent can have no other properties', path: ['absent'] }]
      : []),
    ...(rest.inOrder && (rest.contains?.length ?? 0) < 2
      ? [{ message: '`inOrder` is about two parts or more: add them to `contains`', path: ['inOrder'] }]
      : []),
    ...(rest.digestNotIn !== undefined && rest.digestIn === undefined
      ? [{ message: '`digestNotIn` says more of `digestIn`: add that', path: ['digestNotIn'] }]
      : []),
  ],
};

/** S_IXUSR of inode(7). */
const OWNER_MAY_RUN = 0o100;

async function judge(name: string, spec: FileSpec, expected: string, world: World): Promise<Evaluation> {
  const absolute = path.resolve(world.workdir, name);
  const stats = await stat(absolute);
  const is = stats.isDirectory() ? 'directory' : 'file';
  const wantsFile =
    spec.kind === 'file' || spec.contains || spec.lacks || spec.is || spec.certificate || spec.digestIn;
  if (is === 'directory' && wantsFile) return missed(expected, `${code(name)} is a directory, not a file`);
  if (is === 'file' && spec.kind === 'directory')
    return missed(expected, `${code(name)} is a file, not a directory`);
  if (spec.contains ?? spec.lacks ?? spec.is ?? spec.certificate) {
    if (stats.size > TEXT_LIMIT)
      return missed(expected, `${code(name)} is far too long: ${stats.size} bytes`);
    const content = await readFile(absolute, 'utf8');
    const problem = spec.is && (spec.is === 'digest' ? notOneDigest : notOneReference)(content);
    if (problem)
      return missed(expected, `${code(name)} ${problem.actual}`, {
        help: problem.help,
        ...contentIs(name, content),
      });
    const untrue = spec.certificate && (await certificateProblem(content, spec.certificate, world));
    if (untrue) return { status: 'failed', expected, ...untrue, actual: `${code(name)} ${untrue.actual}` };
    const lacking = spec.contains?.find((part) => !content.includes(part));
    if (lacking !== undefined)
      return missed(
        expected,
        `${code(name)} does not contain ${code(lacking)}`,
        contentIs(name, content, lacking),
      );
    const early = spec.inOrder && tooEarly(content, spec.contains ?? []);
    if (early)
      return missed(expected, `${code(early.part)} stands before ${code(early.after)} in ${code(name)}`, {
        help: spec.help ?? `It runs from top to bottom: ${code(early.after)} comes first.`,
      });
    const tooMuch = spec.lacks?.find((part) => content.includes(part));
    if (tooMuch !== undefined) {
      const nature = natureOf(content);
      return missed(expected, `${code(name)} still contains ${code(tooMuch)}`, {
        nearest: nature && `it is ${nature}`,
      });
    }
  }
  if (spec.executable && (stats.mode & OWNER_MAY_RUN) === 0)
    return missed(expected, `${code(name)} may not be run`, {
      help: `${code(`chmod +x ${name}`)} makes it executable.`,
    });
  if (spec.digestIn !== undefined) {
    const problem = await digestProblem(name, { in: spec.digestIn, notIn: spec.digestNotIn }, world);
    return problem
      ? missed(expected, problem.actual, problem)
      : found(expected, `its sha256 stands in ${code(spec.digestIn)}`);
  }
  return found(expected, `${code(name)} is there`);
}

/** The first part that does not stand behind the one before it, wherever that one stands first. */
function tooEarly(content: string, parts: readonly string[]): { part: string; after: string } | undefined {
  let end = 0;
  for (const [index, part] of parts.entries()) {
    const at = content.indexOf(part, end);
    if (at === -1) return { part, after: parts[index - 1]! };
    end = at + part.length;
  }
  return undefined;
}

async function exists(absolute: string): Promise<boolean> {
  return stat(absolute).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}

function noun({ kind }: FileSpec): string {
  return kind === 'directory' ? 'folder' : 'file';
}

function also({
  contains,
  inOrder,
  lacks,
  is,
  certificate,
  digestIn,
  digestNotIn,
  executable,
}: FileSpec): string {
  const parts = [
    ...(contains
      ? [
          `with ${joined(
            contains.map((part) => code(firstLine(part, 40))),
            'and',
          )}${inOrder ? ' in this order' : ''}`,
        ]
      : []),
    ...(lacks
      ? [
          `without ${joined(
            lacks.map((part) => code(firstLine(part, 40))),
            'and',
          )}`,
        ]
      : []),
    ...(is ? [`with ${is === 'digest' ? 'a digest' : 'a name and its digest'} and nothing else`] : []),
    ...(certificate
      ? [
          `with a certificate for ${code(certificate.for)}${certificate.key ? ` and its key in ${code(certificate.key)}` : ''}`,
        ]
      : []),
    ...(executable ? ['that may be run'] : []),
    ...(digestIn ? [`whose digest stands in ${code(digestIn)}`] : []),
    ...(digestNotIn ? [`not in ${code(digestNotIn)}`] : []),
  ];
  return parts.length ? ` ${parts.join(', ')}` : '';
}
