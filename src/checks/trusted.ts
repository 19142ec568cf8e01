import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { missed } from './finding.ts';
import type { Evaluation, World } from './kind.ts';
import { code } from './phrases.ts';

/** The certificate file that a check names, PEM; undefined when it names none, or there is none. */
export async function readTrusted(ca: string | undefined, { workdir }: World): Promise<string | undefined> {
  if (ca === undefined) return undefined;
  return readFile(path.resolve(workdir, ca), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}

export function untrusted(ca: string, expected: string): Evaluation {
  return missed(expected, `there is no ${code(ca)}, the certificate to trust`, {
    lacks: { what: 'file', path: ca },
  });
}
