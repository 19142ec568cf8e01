import path from 'node:path';
import { badRequest, conflict, notFound } from '../../http/failure.ts';
import { Records } from '../../store/records.ts';
import { hashPassword, hashToken, isPassword, newCode, newToken } from '../secrets.ts';

export interface Account {
  /** The Docker ID. */
  readonly id: string;
  readonly email: string;
  /** Hash of the password. */
  readonly password: string;
  /** What the mail says; gone once the address is confirmed. */
  readonly code?: string | undefined;
  /** RFC 3339. */
  readonly created: string;
}

/** A personal access token. */
export interface AccessToken {
  /** Hash of it. */
  readonly hash: string;
  readonly account: string;
  readonly label: string;
  readonly created: string;
}

export interface Mail {
  /** Sorts by time. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly at: string;
}

/** Names that somebody else has, as far as practice is concerned. */
const TAKEN = new Set(
  'library docker admin root hub registry alpine busybox ubuntu debian nginx redis postgres microsoft google amazon bitnami grafana somebody someone'.split(
    ' ',
  ),
);

/** Docker's rules for an ID and a password. */
const ID = /^[a-z0-9]{4,30}$/;
const PASSWORD_MIN = 9;

/** Who has an account at the practice Docker Hub, with which tokens, and what mail they got. */
export class Accounts {
  readonly #accounts: Records<Account>;
  readonly #tokens: Records<AccessToken>;
  readonly #mails: Records<Mail>;

  constructor(root: string, log: (line: string) => void) {
    this.#accounts = new Records<Account>(path.join(root, 'accounts'), ({ id }) => id, log);
    this.#tokens = new Records<AccessToken>(path.join(root, 'tokens'), ({ hash }) => hash, log);
    this.#mails = new Records<Mail>(path.join(root, 'mails'), ({ id }) => id, log);
  }

  get(id: string): Account | undefined {
    return this.#accounts.get(id.toLowerCase());
  }

  /** Oldest first. */
  all(): readonly Account[] {
    return this.#accounts.values().sort((a, b) => a.created.localeCompare(b.created));
  }

  isConfirmed(id: string): boolean {
    const account = this.get(id);
    return account !== undefined && account.code === undefined;
  }

  /** Makes an account, and sends the mail that asks to confirm the address. Throws an ApiFailure that says why not. */
  async signUp(id: string, email: string, password: string): Promise<Account> {
    if (id.includes('@'))
      throw badRequest(`A Docker ID is a name that you choose, not an e-mail address: ${id} has an @.`);
    if (!ID.test(id))
      throw badRequest(`${id} cannot be a Docker ID: 4 to 30 lower-case letters and digits, nothing else.`);
    if (TAKEN.has(id) || this.#accounts.has(id))
      throw conflict(`The Docker ID ${id} is taken. Choose another one.`);
    if (!/^[^\s@]+@[^\s@]+$/.test(email))
      throw badRequest(`${email} is no e-mail address: it lacks an @ with something on both sides.`);
    if (this.all().some((account) => account.email === email.toLowerCase()))
      throw conflict('There is an account with this e-mail address already.');
    if (password.length < PASSWORD_MIN)
      throw badRequest(`A password has at least ${PASSWORD_MIN} characters.`);
    const code = newCode();
    const created = new Date().toISOString();
    const kept = await hashPassword(password);
    // While that was computed somebody else may have taken the name.
    if (this.#accounts.has(id)) throw conflict(`The Docker ID ${id} is taken. Choose another one.`);
    const account = { id, email: email.toLowerCase(), password: kept, code, created };
    this.#accounts.put(account);
    this.#mails.put({
      id: `${created}-${code}`,
      to: account.email,
      subject: 'Please confirm your e-mail address',
      text: `Hello ${id},\nyour code is ${code}.\nType it on the page “Confirm”, or in the terminal: web hub confirm ${code}`,
      at: created,
    });
    return account;
  }

  /** Oldest first. */
  mails(): readonly Mail[] {
    return this.#mails.values().sort((a, b) => a.id.localeCompare(b.id));
  }

  confirm(code: string): Account {
    const account = this.all().find((one) => one.code === code);
    if (!account)
      throw notFound(`No account waits for the code ${code}. The mail has it: look into the inbox.`);
    const { code: _, ...confirmed } = account;
    return this.#accounts.put(confirmed);
  }

  /** Makes a token. It is returned and not kept. */
  addToken(id: string, label: string): string {
    const account = this.get(id);
    if (!account) throw notFound(`There is no account ${id}. Sign up first.`);
    if (account.code !== undefined)
      throw badRequest(
        `The e-mail address of ${account.id} is not confirmed yet: look into the inbox first.`,
      );
    const token = newToken('dckr_pat_');
    const created = new Date().toISOString();
    this.#tokens.put({ hash: hashToken(token), account: account.id, label, created });
    return token;
  }

  tokens(id: string): readonly AccessToken[] {
    return this.#tokens
      .values()
      .filter(({ account }) => account === id)
      .sort((a, b) => a.created.localeCompare(b.created));
  }

  /** Takes away all tokens of that description. Returns how many. */
  removeTokens(id: string, label: string): number {
    const gone = this.tokens(id).filter((token) => token.label === label);
    for (const { hash } of gone) this.#tokens.delete(hash);
    return gone.length;
  }

  /** Whether the password, or a token, is this account's. An e-mail address is no name to log in with. */
  async verify(id: string, secret: string): Promise<boolean> {
    const account = this.get(id);
    if (!account) return false;
    if (this.#tokens.get(hashToken(secret))?.account === account.id) return true;
    return isPassword(secret, account.password);
  }
}
