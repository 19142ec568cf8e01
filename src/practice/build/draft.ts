import type { ExecutionConfig, HistoryEntry, ImageConfig } from '../../image/config.ts';
import { digestOf } from '../../image/digest.ts';
import type { Platform } from '../../image/platform.ts';
import type { StoredLayer } from '../images/image.ts';

/** What a build changes of a configuration, beside what any image has. */
export interface DraftConfig extends ExecutionConfig {
  readonly Shell?: readonly string[];
  readonly OnBuild?: readonly string[] | null;
  readonly Healthcheck?: object;
}

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** An image on its way: after each step another value. */
export interface Draft {
  readonly platform: Platform;
  readonly config: DraftConfig;
  readonly author: string | undefined;
  readonly history: readonly HistoryEntry[];
  readonly layers: readonly StoredLayer[];
  /** Milliseconds since 1970, whole seconds. */
  readonly created: number;
}

export function scratchDraft(platform: Platform, created: number): Draft {
  return { platform, config: { Env: [DEFAULT_PATH] }, author: undefined, history: [], layers: [], created };
}

/** The beginning of a stage that stands on an image; `created` never goes back. */
export function draftOf(image: ImageConfig, layers: readonly StoredLayer[], created: number): Draft {
  const config = (image.config ?? {}) as DraftConfig;
  const hasPath = config.Env?.some((line) => line.startsWith('PATH='));
  return {
    platform: {
      os: image.os,
      architecture: image.architecture,
      ...(image.variant === undefined ? {} : { variant: image.variant }),
    },
    config: hasPath ? config : { ...config, Env: [...(config.Env ?? []), DEFAULT_PATH] },
    author: image.author,
    history: image.history ?? [],
    layers,
    created: Math.max(created, Date.parse(image.created ?? '') || 0),
  };
}

/** The bytes of the configuration: of the draft alone, so that the same steps always make the same image. */
export function configBytes(draft: Draft): Buffer {
  const { platform, config, author, history, layers, created } = draft;
  const image: ImageConfig = {
    architecture: platform.architecture,
    ...(author === undefined ? {} : { author }),
    config: config.Labels ? { ...config, Labels: sorted(config.Labels) } : config,
    created: timeText(created),
    history,
    os: platform.os,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
  };
  return Buffer.from(JSON.stringify(image));
}

/** In the order in which Go writes maps, so that whoever prints them as they come shows what docker shows. */
function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

export const draftId = (draft: Draft): string => digestOf(configBytes(draft));

/** What a step adds: always a line of history, sometimes a layer. */
export interface StepResult {
  readonly config: DraftConfig;
  readonly author: string | undefined;
  readonly createdBy: string;
  readonly layer: StoredLayer | undefined;
  readonly created: number;
}

export function extended(draft: Draft, { config, author, createdBy, layer, created }: StepResult): Draft {
  const entry: HistoryEntry = {
    created: timeText(created),
    ...(author === undefined ? {} : { author }),
    created_by: createdBy,
    ...(layer ? {} : { empty_layer: true }),
  };
  return {
    platform: draft.platform,
    config,
    author,
    history: [...draft.history, entry],
    layers: layer ? [...draft.layers, layer] : draft.layers,
    created,
  };
}

/** RFC 3339, with no fraction when there is none, as Go writes it. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
