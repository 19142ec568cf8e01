import type { Platform } from '../../image/platform.ts';
import { formatPlatform, hostPlatform } from '../../image/platform.ts';

/** Known without an ARG, and in no history: settings of the machine that builds. */
const PREDEFINED = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** From here on every time stamp comes; reproducible-builds.org says what it means. */
export const EPOCH_ARGUMENT = 'SOURCE_DATE_EPOCH';

/** The variables of ARG and --build-arg, over all stages of one build. */
export class BuildArguments {
  /** What --build-arg gave; undefined where it gave a name alone that the client's environment does not have. */
  readonly #given: ReadonlyMap<string, string | null>;
  readonly #globals = new Map<string, string | undefined>();
  #stage = new Map<string, string | undefined>();
  readonly #used = new Set<string>();

  constructor(given: Readonly<Record<string, string | null>>) {
    this.#given = new Map(Object.entries(given));
  }

  /** ARG before the first FROM. */
  declareGlobal(name: string, value: string | undefined): void {
    this.#globals.set(name, this.#givenValue(name) ?? value);
  }

  /** ARG within a stage: without a value of its own it has the one from before the first FROM. */
  declare(name: string, value: string | undefined, platform: Platform): void {
    const fallback = value ?? this.#globals.get(name) ?? platformArguments(platform)[name];
    this.#stage.set(name, this.#givenValue(name) ?? fallback);
  }

  /** Variables of FROM lines. */
  global(name: string, platform: Platform): string | undefined {
    return this.#globals.get(name) ?? this.#givenPlatform(name, platform);
  }

  /** Variables of the stage that is being built. */
  inStage(name: string): string | undefined {
    return this.#stage.get(name) ?? (PREDEFINED.includes(name) ? this.#givenValue(name) : undefined);
  }

  nextStage(): void {
    this.#stage = new Map();
  }

  /** Seconds since 1970 of SOURCE_DATE_EPOCH. */
  epoch(): number | undefined {
    const text = this.#givenValue(EPOCH_ARGUMENT);
    return text !== undefined && /^\d{1,11}$/.test(text) ? Number(text) : undefined;
  }

  /** Given and never asked for, sorted. */
  unused(): string[] {
    const known = new Set([...PREDEFINED, EPOCH_ARGUMENT]);
    return [...this.#given.keys()].filter((name) => !this.#used.has(name) && !known.has(name)).sort();
  }

  #givenValue(name: string): string | undefined {
    if (this.#given.has(name)) this.#used.add(name);
    return this.#given.get(name) ?? undefined;
  }

  #givenPlatform(name: string, platform: Platform): string | undefined {
    return platformArguments(platform)[name];
  }
}

/** What BuildKit tells every build of its platforms; the older builder does not, and nobody misses it there. */
function platformArguments(platform: Platform): Readonly<Record<string, string>> {
  const own = hostPlatform();
  return {
    TARGETPLATFORM: formatPlatform(platform),
    TARGETOS: platform.os,
    TARGETARCH: platform.architecture,
    TARGETVARIANT: platform.variant ?? '',
    BUILDPLATFORM: formatPlatform(own),
    BUILDOS: own.os,
    BUILDARCH: own.architecture,
    BUILDVARIANT: own.variant ?? '',
  };
}
