import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentIs, TEXT_LIMIT } from './file-content.ts';
import type { Evaluation, World } from './kind.ts';
import { code } from './phrases.ts';

type Problem = Partial<Evaluation> & { readonly actual: string };

/** Why the sha256 of a file does not stand in one other file, or stands in yet another one; undefined when all is well. */
export async function digestProblem(
  name: string,
  others: { readonly in: string; readonly notIn?: string | undefined },
  { workdir }: World,
): Promise<Problem | undefined> {
  const read = (file: string) => readFile(path.resolve(workdir, file), 'utf8').catch(() => undefined);
  for (const other of [others.in, others.notIn])
    if (other !== undefined && (await read(other)) === undefined)
      return {
        actual: `${code(other)} is not there, so ${code(name)} cannot be compared with it`,
        lacks: { what: 'file', path: other },
      };
  const absolute = path.resolve(workdir, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(absolute), hash);
  const digest = hash.digest('hex');
  const listing = (await read(others.in))!;
  if (!listing.includes(digest)) return standsNowhere(name, absolute, digest, others.in);
  const without = others.notIn === undefined ? undefined : await read(others.notIn);
  if (!without?.includes(digest)) return undefined;
  if (without.trim() === listing.trim())
    return {
      actual: `${code(others.in)} and ${code(others.notIn!)} are the same`,
      help: 'Each is to be the answer to another address.',
    };
  return {
    actual: `the sha256 of ${code(name)} stands in ${code(others.notIn!)} as well`,
    help: `Look for a digest that only ${code(others.in)} has.`,
  };
}

async function standsNowhere(
  name: string,
  absolute: string,
  digest: string,
  other: string,
): Promise<Problem> {
  const { size } = await stat(absolute);
  const beginning =
    size < TEXT_LIMIT ? contentIs(name, (await readFile(absolute)).subarray(0, 65_536).toString('utf8')) : {};
  const binary = /[\0\uFFFD]/.test(beginning.nearest ?? '');
  return {
    actual: `the sha256 of ${code(name)} is ${code(digest.slice(0, 12))}…, which does not stand in ${code(other)}`,
    help: `Every digest of ${code(other)} is the sha256 of one blob: save the very bytes that the registry sends for it.`,
    ...(binary ? {} : beginning),
  };
}
