import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Records } from '../../store/records.ts';
import { writeAtomic } from '../../store/write-atomic.ts';
import { hashToken, newToken } from '../secrets.ts';

export interface Group {
  readonly name: string;
  readonly location: string;
}

/** A registry that was created. */
export interface AzureRegistry {
  /** As written; in the login server it is in small letters. */
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly sku: string;
  readonly admin: boolean;
  readonly created: string;
}

/** A token for some repositories of a registry. */
export interface ScopedToken {
  readonly registry: string;
  readonly name: string;
  /** Repository → actions, in Azure's words: `content/read`. */
  readonly repositories: Readonly<Record<string, readonly string[]>>;
  /** Hash of its password. */
  readonly hash: string;
  readonly created: string;
}

/** What `az login` or `az acr login` gave out. */
interface Grant {
  readonly hash: string;
  /** A registry's name, or `*` for Azure itself. */
  readonly for: string;
  readonly expires: number;
}

/** Azure's refresh tokens for a registry live three hours, those for Azure one. */
const REFRESH_MS = 3 * 60 * 60 * 1000;
const ACCESS_MS = 60 * 60 * 1000;

/** What the practice Azure keeps: who is signed in, groups, registries and their tokens. */
export class AzureCloud {
  readonly groups: Records<Group>;
  readonly registries: Records<AzureRegistry>;
  readonly tokens: Records<ScopedToken>;
  readonly #grants: Records<Grant>;
  readonly #root: string;
  #key: Buffer | undefined;

  constructor(root: string, log: (line: string) => void) {
    const inside = (kind: string): string => path.join(root, kind);
    this.#root = root;
    this.groups = new Records<Group>(inside('groups'), ({ name }) => name.toLowerCase(), log);
    this.registries = new Records<AzureRegistry>(inside('registries'), ({ name }) => name.toLowerCase(), log);
    this.tokens = new Records<ScopedToken>(
      inside('tokens'),
      ({ registry, name }) => `${registry.toLowerCase()}.${name}`,
      log,
    );
    this.#grants = new Records<Grant>(inside('grants'), ({ hash }) => hash, log);
  }

  registryOf(host: string): AzureRegistry | undefined {
    const name = /^([a-z0-9]+)\.azurecr\.io$/.exec(host)?.[1];
    return name === undefined ? undefined : this.registries.get(name);
  }

  get signedIn(): boolean {
    return this.#grants.values().some((grant) => grant.for === '*' && grant.expires > Date.now());
  }

  /** Signs in, or gives a token for a registry to who is. */
  grant(to: '*' | AzureRegistry): string {
    const token = newToken('practice-', 48);
    const name = to === '*' ? '*' : to.name.toLowerCase();
    const expires = Date.now() + (to === '*' ? ACCESS_MS * 24 : REFRESH_MS);
    this.#grants.put({ hash: hashToken(token), for: name, expires });
    return token;
  }

  isGranted(token: string, to: '*' | AzureRegistry): boolean {
    const grant = this.#grants.get(hashToken(token));
    const name = to === '*' ? '*' : to.name.toLowerCase();
    return grant !== undefined && grant.for === name && grant.expires > Date.now();
  }

  signOut(): void {
    for (const { hash } of this.#grants.values()) this.#grants.delete(hash);
  }

  /** The two passwords of the admin user. They can be shown again, so they are made of a key and not kept. */
  adminPasswords({ name, created }: AzureRegistry): readonly [string, string] {
    const made = (number: number): string =>
      `practice-${createHmac('sha256', this.#secret()).update(`${name}\0${created}\0${number}`).digest('base64url')}`;
    return [made(1), made(2)];
  }

  #secret(): Buffer {
    if (this.#key) return this.#key;
    mkdirSync(this.#root, { recursive: true, mode: 0o700 });
    const file = path.join(this.#root, 'key');
    if (!existsSync(file)) writeAtomic(file, randomBytes(32));
    this.#key = readFileSync(file);
    return this.#key;
  }
}

export const loginServer = ({ name }: { readonly name: string }): string =>
  `${name.toLowerCase()}.azurecr.io`;
