import path from 'node:path';
import { badRequest, conflict } from '../../http/failure.ts';
import { Records } from '../../store/records.ts';

export interface HubRepository {
  /** `me/app`. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly created: string;
}

/** The repositories of accounts: made on the page, or by a push. */
export class HubRepositories {
  readonly #records: Records<HubRepository>;

  constructor(root: string, log: (line: string) => void) {
    this.#records = new Records<HubRepository>(path.join(root, 'repositories'), ({ name }) => name, log);
  }

  get(name: string): HubRepository | undefined {
    return this.#records.get(name);
  }

  all(): readonly HubRepository[] {
    return this.#records.values().sort((a, b) => a.name.localeCompare(b.name));
  }

  create(name: string, isPrivate: boolean): HubRepository {
    if (!/^[a-z0-9]+\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/.test(name))
      throw badRequest(`${name} cannot be a repository: lower-case letters, digits, and - _ . between them.`);
    if (this.get(name)) throw conflict(`There is a repository ${name} already.`);
    return this.#records.put({ name, isPrivate, created: new Date().toISOString() });
  }

  setPrivate(name: string, isPrivate: boolean): void {
    const found = this.get(name);
    if (!found) throw badRequest(`There is no repository ${name}.`);
    this.#records.put({ ...found, isPrivate });
  }

  /** What a push does to a repository that is not there yet: it is made, and public. */
  pushedTo(name: string): void {
    if (!this.get(name)) this.#records.put({ name, isPrivate: false, created: new Date().toISOString() });
  }
}
