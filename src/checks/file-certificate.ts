import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import type { Evaluation, World } from './kind.ts';
import { code } from './phrases.ts';

export interface WantedCertificate {
  /** The host name or address that it must be made for, in its subjectAltName. */
  readonly for: string;
  /** The file of its private key, relative to the working folder. */
  readonly key?: string | undefined;
}

type Problem = Partial<Evaluation> & { readonly actual: string };

/** Why a file is not the certificate that a server of that name needs; `actual` goes on a sentence about the file. */
export async function certificateProblem(
  content: string,
  wanted: WantedCertificate,
  world: World,
): Promise<Problem | undefined> {
  const certificate = certificateIn(content);
  if (!certificate)
    return /PRIVATE KEY/.test(content)
      ? { actual: 'holds a key, not a certificate', help: 'Are the two files swapped?' }
      : { actual: 'is no certificate', help: 'It begins with `-----BEGIN CERTIFICATE-----`.' };
  const name = wanted.for;
  // Clients look at subjectAltName alone (RFC 9110, section 4.3.4).
  const fits = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' });
  const kind = isIP(name) ? 'IP' : 'DNS';
  if (fits === undefined)
    return {
      actual: certificate.subjectAltName
        ? `is made for other names than ${code(name)}`
        : 'names no host in its `subjectAltName`',
      nearest: `it has ${code(certificate.subjectAltName ?? certificate.subject)}`,
      help: `Clients compare the name they asked for with ${code('subjectAltName')}: make it anew, with ${code(`${kind}:${name}`)} there.`,
    };
  if (new Date(certificate.validTo) < new Date())
    return { actual: 'has expired', nearest: `it was valid until ${certificate.validTo}`, help: ANEW };
  return wanted.key === undefined ? undefined : keyProblem(certificate, wanted.key, world);
}

const ANEW = 'Make certificate and key anew, both with one command.';

async function keyProblem(
  certificate: X509Certificate,
  file: string,
  { workdir }: World,
): Promise<Problem | undefined> {
  const content = await readFile(path.resolve(workdir, file), 'utf8').catch(() => undefined);
  if (content === undefined)
    return { actual: `has no key beside it: there is no ${code(file)}`, lacks: { what: 'file', path: file } };
  const key = keyIn(content);
  if (!key)
    return /ENCRYPTED/.test(content)
      ? {
          actual: `has a key in ${code(file)} that is encrypted`,
          help: 'A registry that starts by itself has nobody who types its passphrase: `-nodes` leaves it away.',
        }
      : { actual: `has no private key in ${code(file)}`, help: ANEW };
  return certificate.checkPrivateKey(key)
    ? undefined
    : {
        actual: `does not belong to the key in ${code(file)}`,
        help: `They come from two runs, it seems. ${ANEW}`,
      };
}

function certificateIn(content: string): X509Certificate | undefined {
  try {
    return new X509Certificate(content);
  } catch {
    return undefined;
  }
}

function keyIn(content: string): KeyObject | undefined {
  try {
    return createPrivateKey(content);
  } catch {
    return undefined;
  }
}
