import { isIP } from 'node:net';
import selfsigned from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** Its private key, PEM. */
  readonly key: string;
}

export interface CertificateRequest {
  /** The common name, for people. */
  readonly name: string;
  readonly notBefore?: Date;
  readonly notAfter: Date;
  /** Extensions of RFC 5280, in the words of `selfsigned`. */
  readonly extensions: readonly object[];
  /** Who signs it; itself when left out. */
  readonly authority?: Certificate;
}

/** Makes a key on elliptic curve P-256 and a certificate for it. */
export async function issueCertificate(request: CertificateRequest): Promise<Certificate> {
  const { name, notBefore, notAfter, extensions, authority } = request;
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(notBefore && { notBeforeDate: notBefore }),
    notAfterDate: notAfter,
    extensions,
    ...(authority && { ca: { cert: authority.certificate, key: authority.key } }),
  } as never);
  return { certificate: cert, key };
}

/** Kinds of subjectAltName (RFC 5280, section 4.2.1.6): dNSName and iPAddress. */
const NAME = 2;
const ADDRESS = 7;

/**
 * A self-signed certificate (EC, P-256) for host names and addresses. Clients look at subjectAltName alone
 * (RFC 9110, section 4.3.4), the common name is for people.
 */
export function makeCertificate(hosts: readonly string[], days: number): Promise<Certificate> {
  return issueCertificate({
    name: hosts[0]!,
    notAfter: new Date(Date.now() + days * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map((host) =>
          isIP(host) ? { type: ADDRESS, ip: host } : { type: NAME, value: host },
        ),
      },
    ],
  });
}
