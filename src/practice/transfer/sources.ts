import type { Folders } from '../store/folders.ts';
import { Records } from '../store/records.ts';

/** How many repositories are remembered for one layer; a mount needs one. */
const REMEMBERED = 10;

interface Source {
  /** Digest of the compressed layer. */
  readonly layer: string;
  /** `localhost:5000/alpine`, latest last. */
  readonly repositories: readonly string[];
}

/** In which repositories a layer was seen: from there a registry can mount it instead of getting it again. */
export class LayerSources {
  readonly #records: Records<Source>;

  constructor(folders: Folders, log: (line: string) => void) {
    this.#records = new Records<Source>(folders.state('sources'), ({ layer }) => layer, log);
  }

  add(layer: string, repository: string): void {
    const known = this.#records.get(layer)?.repositories ?? [];
    if (known.at(-1) === repository) return;
    const repositories = [...known.filter((other) => other !== repository), repository].slice(-REMEMBERED);
    this.#records.settle({ layer, repositories });
  }

  /** Path of another repository of the same registry that has the layer, or had it. */
  mountable(layer: string, { domain, path }: { domain: string; path: string }): string | undefined {
    return this.#records
      .get(layer)
      ?.repositories.filter((repository) => repository.startsWith(`${domain}/`))
      .map((repository) => repository.slice(domain.length + 1))
      .findLast((other) => other !== path);
  }
}
