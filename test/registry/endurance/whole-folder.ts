import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseDigest } from '../../../src/image/digest.ts';

/** Looks into the folder of a registry, where nothing may lie by half. What was found whole and has not changed is not read again. */
export class WholeFolder {
  readonly #base: string;
  readonly #whole = new Set<string>();

  constructor(root: string) {
    this.#base = `${root}/docker/registry/v2`;
  }

  /** Throws where the bytes of a blob are not those of its digest, or a link does not hold a digest. */
  async verify(): Promise<void> {
    for (const file of filesBelow(`${this.#base}/blobs`, '/data')) {
      await this.#once(file, async () => {
        const [algorithm, , hex] = file.split('/').slice(-4) as [string, string, string];
        const hash = createHash(algorithm);
        await pipeline(createReadStream(file), hash);
        if (hash.digest('hex') !== hex) throw new Error(`there by half: ${file}`);
      });
    }
    for (const file of filesBelow(`${this.#base}/repositories`, '/link')) {
      await this.#once(file, async () => {
        if (!parseDigest(readFileSync(file, 'utf8'))) throw new Error(`no link: ${file}`);
      });
    }
  }

  async #once(file: string, look: () => Promise<void>): Promise<void> {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    const state = `${file} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    if (this.#whole.has(state)) return;
    await look();
    this.#whole.add(state);
  }
}

function filesBelow(folder: string, end: string): string[] {
  let files: string[];
  try {
    files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return files.map((file) => `${folder}/${file}`).filter((file) => file.endsWith(end));
}
