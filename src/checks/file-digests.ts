import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDigest } from '../image/digest.ts';
import { isInvalid, parseReference } from '../image/reference.ts';
import { code, count } from './phrases.ts';
import type { Lack } from './kind.ts';

const FORM_OF_REFERENCE =
  'Keep the name, an `@`, and the digest, without a space, quotes or brackets: `NAME@sha256:…`.';

const FORM = 'A digest is `sha256:` and 64 hexadecimal digits.';

/** The digests in a file of the working folder; undefined when there is no such file, or none in it. */
export async function digestsInFile(file: string, workdir: string): Promise<string[] | undefined> {
  const written = await readFile(path.resolve(workdir, file), 'utf8').catch(() => '');
  return digestsInText(written);
}

/** What to say where a file was to hold a digest, and `digestsInFile` found none. */
export function noDigestIn(file: string): { actual: string; help: string; lacks: Lack } {
  return {
    actual: `there is no digest in ${code(file)}`,
    help: FORM,
    lacks: { what: 'file', path: file },
  };
}

function digestsInText(text: string): string[] | undefined {
  return text.match(/\bsha256:[0-9a-f]{64}\b/g) ?? undefined;
}

export interface DigestProblem {
  /** The rest of a sentence that begins with the file. */
  readonly actual: string;
  readonly help: string;
}

/** `$(cat FILE)` takes line feeds away and leaves this one: the address with it is none. */
const CARRIAGE_RETURN: DigestProblem = {
  actual: 'holds a carriage return behind the digest, which nobody sees',
  help: "Each header of an answer ends with one. `tr -d '\\r'` in the pipe takes it away; so does `grep -o`, which prints only what fits.",
};

/** Why a text is not one digest and nothing else, as `$(cat FILE)` in an address needs it. */
export function notOneDigest(text: string): DigestProblem | undefined {
  const bare = text.trim();
  if (parseDigest(bare)) return /\r/.test(text) ? CARRIAGE_RETURN : undefined;
  const digests = digestsInText(bare) ?? [];
  if (digests.length > 1 && digests.join('\n') === bare.replace(/\s+/g, '\n'))
    return {
      actual: `holds ${count(digests.length, 'digest')}, and is to hold one`,
      help: 'Several lines of the answer have one: choose the line first, as with `grep -i docker-content-digest`.',
    };
  if (digests.length > 0)
    return {
      actual: /^HTTP\//m.test(bare)
        ? 'holds a whole answer with all its headers, not the digest alone'
        : /@sha256:/.test(bare)
          ? 'holds a whole reference: its digest is what stands behind the `@`'
          : 'holds a digest and something around it',
      help: 'Keep `sha256:` and the 64 digits behind it, and nothing else: `grep -o` prints only what fits.',
    };
  const cut = /sha256:([0-9a-f]*)/.exec(bare);
  return {
    actual: cut
      ? `has ${count(cut[1]!.length, 'digit')} behind \`sha256:\`, and a digest has 64`
      : /^[0-9a-f]{64}(\s|$)/.test(bare)
        ? 'has the digits alone, without `sha256:` before them'
        : 'holds no digest',
    help: FORM,
  };
}

/** Why a text is not one name with a digest, `NAME@sha256:…`, as a command line needs it. */
export function notOneReference(text: string): DigestProblem | undefined {
  const bare = text.trim();
  const lines = bare.split(/\r?\n/);
  if (lines.length > 1)
    return {
      actual: `holds ${count(lines.length, 'line')}, and is to hold one`,
      help: 'One name, and nothing else: `>` begins the file anew, `>>` adds to it.',
    };
  const [digest] = digestsInText(bare) ?? [];
  const parsed = parseReference(bare);
  if (!isInvalid(parsed) && parsed.digest !== undefined) return /\r/.test(text) ? CARRIAGE_RETURN : undefined;
  if (digest === undefined)
    return {
      actual: isInvalid(parsed) ? 'holds no name with a digest' : 'holds a name without a digest',
      help: FORM_OF_REFERENCE,
    };
  return {
    actual:
      bare === digest
        ? 'holds a digest alone: the name and an `@` stand before it'
        : 'holds a reference and something around it',
    help: FORM_OF_REFERENCE,
  };
}
