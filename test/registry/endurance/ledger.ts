import { digestOf, parseDigest } from '../../../src/image/digest.ts';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import type { Ask } from './asking.ts';

export type Kind = 'blobs' | 'manifests';

/** `either`: asked for and not acknowledged yet, so that both are right. */
type Standing = 'there' | 'gone' | 'either';

/** Blobs that are offered for mounting: the last so many. */
const RECENT = 50;

const ACCEPT = { Accept: [MEDIA_TYPES.ociManifest, MEDIA_TYPES.ociIndex].join(', ') };

/** What a registry was asked to keep and to drop, what it said to that, and whether that is so. */
export class Ledger {
  /** How many requests that change something were answered with success. */
  acknowledged = 0;
  #onAcknowledged = () => {};
  readonly #standing = new Map<string, Standing>();
  /** Everything that changed since it was last verified. */
  #touched = new Map<string, { name: string; kind: Kind; digest: string }>();
  #recent: { name: string; digest: string }[] = [];
  /** What each tag may be by now: one thing, unless a request was not answered. */
  readonly #tags = new Map<string, readonly (string | undefined)[]>();

  onAcknowledged(listener: () => void): void {
    this.#onAcknowledged = listener;
  }

  /** To be called before a push or a delete. */
  trying(name: string, kind: Kind, digest: string): void {
    const key = `${name}/${kind}/${digest}`;
    this.#touched.set(key, { name, kind, digest });
    this.#standing.set(key, 'either');
  }

  /** To be called when the registry said that it is done. */
  done(name: string, kind: Kind, digest: string, standing: 'there' | 'gone'): void {
    this.#standing.set(`${name}/${kind}/${digest}`, standing);
    if (kind === 'blobs' && standing === 'there') {
      this.#recent = [...this.#recent.slice(1 - RECENT), { name, digest }];
    }
    this.#count();
  }

  isThere(name: string, kind: Kind, digest: string): boolean {
    return this.#standing.get(`${name}/${kind}/${digest}`) === 'there';
  }

  /** Blobs that another repository has. */
  elsewhere(name: string): { name: string; digest: string }[] {
    return this.#recent.filter((blob) => blob.name !== name);
  }

  tryingTag(name: string, tag: string, digest: string | undefined): void {
    this.#tags.set(`${name}:${tag}`, [...this.#possible(name, tag), digest]);
  }

  doneTag(name: string, tag: string, digest: string | undefined): void {
    this.#tags.set(`${name}:${tag}`, [digest]);
    this.#count();
  }

  tagged(name: string, digest: string): string[] {
    return [...this.#tags]
      .filter(([key, possible]) => key.startsWith(`${name}:`) && possible.includes(digest))
      .map(([key]) => key.slice(name.length + 1));
  }

  /** Throws where a registry that was started again has not what it said, or something by half. */
  async verify(ask: Ask): Promise<void> {
    for (const [key, { name, kind, digest }] of this.#touched) {
      const { status, body } = await ask('GET', `/v2/${name}/${kind}/${digest}`, { headers: ACCEPT });
      if (status !== 200 && status !== 404) throw new Error(`${key}: ${status} ${String(body)}`);
      const now = status === 200 ? 'there' : 'gone';
      const said = this.#standing.get(key);
      if (said !== 'either' && said !== now) throw new Error(`${key} was said to be ${said}, and is ${now}`);
      if (now === 'there' && digestOf(body, parseDigest(digest)!.algorithm) !== digest) {
        throw new Error(`${key} is there by half: ${body.length} bytes`);
      }
      this.#standing.set(key, now);
    }
    this.#touched = new Map();
    for (const key of this.#tags.keys()) await this.#verifyTag(key, ask);
  }

  async #verifyTag(key: string, ask: Ask): Promise<void> {
    const [name, tag] = key.split(':') as [string, string];
    const { status, headers } = await ask('GET', `/v2/${name}/manifests/${tag}`, { headers: ACCEPT });
    const digest = status === 200 ? headers.get('docker-content-digest')! : undefined;
    const possible = this.#possible(name, tag);
    if (!possible.includes(digest)) throw new Error(`${key} is ${digest}, and was ${possible.join(' or ')}`);
    if (digest) await verifyImage(name, digest, ask);
    // From now on the tag is what it is.
    this.#tags.set(key, [digest]);
  }

  #possible(name: string, tag: string): readonly (string | undefined)[] {
    return this.#tags.get(`${name}:${tag}`) ?? [undefined];
  }

  #count(): void {
    this.acknowledged += 1;
    this.#onAcknowledged();
  }
}

interface Document {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

/** A manifest that is there has all that it names; whether their bytes are whole, the folder tells. */
async function verifyImage(name: string, digest: string, ask: Ask): Promise<void> {
  const { status, body } = await ask('GET', `/v2/${name}/manifests/${digest}`, { headers: ACCEPT });
  if (status !== 200) throw new Error(`${name} lacks the manifest ${digest}`);
  const { config, layers = [], manifests = [] } = JSON.parse(body.toString()) as Document;
  for (const child of manifests) await verifyImage(name, child.digest, ask);
  for (const blob of config ? [config, ...layers] : layers) {
    const head = await ask('HEAD', `/v2/${name}/blobs/${blob.digest}`);
    if (head.status !== 200) throw new Error(`${name}@${digest} lacks ${blob.digest}`);
  }
}
