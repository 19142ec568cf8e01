import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { Digest } from '../../image/digest.ts';
import { isTag } from '../../image/repository-name.ts';
import { unlessAbsent } from './absent.ts';
import type { Layout } from './layout.ts';
import type { Links } from './links.ts';
import { removeFolder } from './remove-folder.ts';

/** The tags of a repository: each a link to a manifest, with an index of all that it has ever pointed to. */
export class Tags {
  readonly #layout: Layout;
  readonly #links: Links;

  constructor(layout: Layout, links: Links) {
    this.#layout = layout;
    this.#links = links;
  }

  async get(name: string, tag: string): Promise<Digest | undefined> {
    return this.#links.read(this.#layout.tagLink(name, tag));
  }

  async set(name: string, tag: string, digest: Digest): Promise<void> {
    const index = this.#layout.tagIndexLink(name, tag, digest);
    if (!existsSync(index)) await this.#links.write(index, digest);
    if ((await this.get(name, tag))?.text === digest.text) return;
    await this.#links.write(this.#layout.tagLink(name, tag), digest);
  }

  async remove(name: string, tag: string): Promise<boolean> {
    const there = await this.#links.remove(this.#layout.tagLink(name, tag));
    await removeFolder(this.#layout.tag(name, tag));
    return there;
  }

  /** All tags, sorted as ASCII; undefined when the repository never had a manifest. */
  async list(name: string): Promise<string[] | undefined> {
    const entries =
      (await unlessAbsent(readdir(this.#layout.tags(name)))) ??
      (existsSync(this.#layout.revisions(name)) ? [] : undefined);
    return entries?.filter((tag) => isTag(tag) && existsSync(this.#layout.tagLink(name, tag))).sort();
  }

  /** The digests that a tag has pointed to, the present one among them. */
  async history(name: string, tag: string): Promise<Digest[]> {
    return this.#links.list(`${this.#layout.tag(name, tag)}/index`);
  }
}
