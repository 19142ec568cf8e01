import type { KnownDigests } from './fixture.ts';

/*
 * What differs from run to run, or from machine to machine, and says nothing of parity. Every normalization stands
 * here, and each says why. Whatever else differs is a difference.
 */

/** One for each combination and sequence. */
export class Normalizer {
  readonly #known: Map<string, string>;
  readonly #names: readonly (readonly [value: RegExp, name: string])[];

  /** `names`: what stands for a value of this combination: the port of its registry, its folder. */
  constructor(known: KnownDigests, names: Readonly<Record<string, string>>) {
    this.#known = new Map([...known].map(([digest, name]) => [shortOf(digest), name]));
    this.#names = Object.entries(names)
      .sort(([, one], [, other]) => other.length - one.length)
      // A port's digits may well be part of a digest.
      .map(([name, value]) => [new RegExp(`(?<!\\w)${escaped(value)}(?!\\w)`, 'g'), `$${name}`] as const);
  }

  /** From now on an id or digest is told by this name, unless it has one. */
  name(id: string, name: string): void {
    const key = shortOf(id);
    if (!this.#known.has(key)) this.#known.set(key, this.#replaceNames(name));
  }

  text(text: string): string {
    const numbers = new Map<string, string>();
    let out = text;
    // Addresses, ports and folders are each combination's own.
    out = this.#replaceNames(out);
    // Docker 20.10 logs this when it likes: before what went wrong, after it, or not at all.
    out = out.replace(/^time=".*" level=error msg="error waiting for container: context canceled"\n/gm, '');
    // Folders that an engine makes for a while.
    out = out.replace(/\S*\/docker-import-\d+/g, '<folder>');
    // And files that a command makes for a while.
    out = out.replace(/\.docker_temp_\d+/g, '.docker_temp_<number>');
    // Each step of a build has an image and a container of its own in the real engine. Practice makes the same image of the
    // same steps, so that one may have been there before; what counts is the last one, which is told again.
    out = out.replace(/^( ---> (?:Running in )?|Removing intermediate container )[\da-f]{12}$/gm, '$1<id>');
    // Layers come and go at the same time, in any order; and how often progress is told depends on the clock.
    out = inOrderOfLayers(out);
    // Ids and digests are chance, or come of the engine's own compression: they are told by what they are of, and where
    // that is not known (a layer, something that is gone) by a number, the same for the same.
    out = out.replace(
      /(?<![\w.-])(sha256:)?([\da-f]{64}|[\da-f]{12})(?![\w-])/g,
      (_, prefix = '', hex: string) =>
        `${prefix}<${this.#number(hex, numbers)}${hex.length === 12 ? ', short' : ''}>`,
    );
    // Those of a swarm are written with more letters; short ones begin a line of a table.
    out = out
      .replace(/SWMTKN-1-[a-z\d]{50}-[a-z\d]{25}/g, '<token>')
      .replace(/(?<![\w-])[a-z\d]{25}(?![\w-])/g, (id) => `<${this.#number(id, numbers)}>`)
      .replace(/^[a-z\d]{12}(?= {2})/gm, '<short id>');
    // Moments, and how long ago they were.
    let clock = false;
    const timed = (by: string) => (): string => ((clock = true), by);
    out = out
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d\d:?\d\d)?( UTC)?/g, (moment) =>
        // The fixture's images have a date of their own, and so has Go's zero time.
        /^(2025-02-14|0001-01-01)/.test(moment) ? moment : '<moment>',
      )
      .replace(/\b1[789]\d{8}(\.\d{9})?\b/g, '<seconds>')
      .replace(/\b1[789]\d{17}\b/g, '<nanoseconds>')
      .replace(
        /\b(Less than a second|About an? (minute|hour)|\d+ (second|minute|hour)s?)( ago)?/g,
        timed('<while>'),
      );
    // Columns are as wide as the moments in them were.
    return clock ? out.replace(/ {3,}/g, '   ') : out;
  }

  #number(hex: string, numbers: Map<string, string>): string {
    const key = shortOf(hex);
    const name = this.#known.get(key) ?? numbers.get(key) ?? `id ${numbers.size + 1}`;
    if (!this.#known.has(key)) numbers.set(key, name);
    return name;
  }

  #replaceNames(text: string): string {
    return this.#names.reduce((out, [value, name]) => out.replace(value, () => name), text);
  }
}

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\*]/g, '\\$&');

const shortOf = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

const LAYER_LINE = /^([\da-f]{12}): (.*)$/;
const CLOCKWORK = /^(Waiting|Downloading|Download complete|Extracting|Verifying Checksum|Retrying|Pushing)\b/;

/** Lines of a pull or push, gathered by layer in the order in which the layers were first named. */
function inOrderOfLayers(text: string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length;) {
    const layers = new Map<string, string[]>();
    for (; at < lines.length && LAYER_LINE.test(lines[at]!); at++) {
      const [, id, status] = LAYER_LINE.exec(lines[at]!)!;
      const told = layers.get(id!) ?? [];
      layers.set(id!, told);
      if (!CLOCKWORK.test(status!)) told.push(lines[at]!);
    }
    for (const told of layers.values()) out.push(...told);
    if (at < lines.length) out.push(lines[at++]!);
  }
  return out.join('\n');
}
