import { createHash, createPublicKey, X509Certificate, type JsonWebKey, type KeyObject } from 'node:crypto';

/** What the head of a token says of the key that signed it (RFC 7515, 4.1). */
export interface SigningKey {
  readonly kid?: unknown;
  readonly jwk?: unknown;
  readonly x5c?: unknown;
}

/** The keys of a bundle of certificates, which an operator trusts to sign tokens (`auth.token.rootcertbundle`). */
export class TrustedKeys {
  readonly #roots: readonly X509Certificate[];
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** Fails where the text is no certificates. */
  constructor(pem: string) {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (!blocks) throw new TypeError('there is no certificate in it');
    this.#roots = blocks.map((block) => new X509Certificate(block));
    this.#keys = new Map(this.#roots.map(({ publicKey }) => [keyIdOf(publicKey), publicKey]));
  }

  /** The key that a token names, when it is one of these or has a certificate signed by one; otherwise undefined. */
  find({ kid, jwk, x5c }: SigningKey): KeyObject | undefined {
    try {
      if (Array.isArray(x5c)) return this.#certified(x5c);
      if (typeof kid === 'string' && this.#keys.has(kid)) return this.#keys.get(kid);
      if (typeof jwk !== 'object' || jwk === null) return undefined;
      // The key itself comes along; it counts when it is one that is trusted.
      return this.#keys.get(keyIdOf(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })));
    } catch {
      // What cannot be read as a key or a certificate is none.
      return undefined;
    }
  }

  /** RFC 7515, 4.1.6: the certificate of the key first, each followed by the one that signed it. */
  #certified(x5c: readonly unknown[]): KeyObject | undefined {
    const chain = x5c.slice(0, 10).map((text) => new X509Certificate(Buffer.from(String(text), 'base64')));
    if (chain.length === 0 || !chain.every(isValidNow)) return undefined;
    const linked = chain.every(
      (one, index) => index + 1 === chain.length || isSignedBy(one, chain[index + 1]!),
    );
    const last = chain.at(-1)!;
    const anchored = this.#roots.some((root) => last.raw.equals(root.raw) || isSignedBy(last, root));
    return linked && anchored ? chain[0]!.publicKey : undefined;
  }
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidNow({ validFrom, validTo }: X509Certificate): boolean {
  return Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The name of a key in Docker's tokens: 240 bits of the SHA-256 of its DER, in base 32, four letters to a group. */
export function keyIdOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  const bits = [...createHash('sha256').update(der).digest().subarray(0, 30)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  const letters = bits.match(/.{5}/g)!.map((five) => BASE32[Number.parseInt(five, 2)]);
  return letters.join('').match(/.{4}/g)!.join(':');
}
