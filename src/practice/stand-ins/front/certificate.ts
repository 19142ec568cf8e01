import type { Certificate } from '../../../registry/certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
/** What clients accept at most of a server's certificate (CA/Browser Forum, 398 days). */
const SERVER_DAYS = 397;

/** Kind of subjectAltName (RFC 5280, section 4.2.1.6): dNSName. */
const DNS_NAME = 2;

/**
 * An authority of one session, on elliptic curve P-256. Its key never leaves the session's folder, and nothing but
 * the session's own curl trusts it.
 */
export function makeAuthority(name: string): Promise<Certificate> {
  return make(name, AUTHORITY_DAYS, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ]);
}

/** A server's certificate for one name, signed by the authority. */
export function makeServer(host: string, authority: Certificate): Promise<Certificate> {
  const extensions = [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [{ type: DNS_NAME, value: host }] },
  ];
  // A common name has at most 64 characters; clients look at the subjectAltName alone.
  return make(host.slice(0, 64), SERVER_DAYS, extensions, authority);
}

async function make(
  name: string,
  days: number,
  extensions: readonly object[],
  authority?: Certificate,
): Promise<Certificate> {
  // Loaded when the first certificate is made: that takes longer than the start of an engine.
  const { issueCertificate } = await import('../../../registry/certificate.ts');
  const now = Date.now();
  return issueCertificate({
    name,
    // A day earlier: clocks differ.
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + days * DAY_MS),
    extensions,
    ...(authority && { authority }),
  });
}
