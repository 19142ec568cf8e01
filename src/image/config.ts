import { isInvalid, type Invalid } from './invalid.ts';
import { isObject, parseObject } from './json-shape.ts';

/** How a container of the image starts (image specification, config.md). */
export interface ExecutionConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Volumes?: Readonly<Record<string, object>> | null;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
}

/** One line of `docker history`. */
export interface HistoryEntry {
  /** RFC 3339. Write it always: some tools crash without. */
  readonly created?: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly created?: string;
  readonly author?: string;
  readonly config?: ExecutionConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history?: readonly HistoryEntry[];
}

/** Parses an image's configuration; fields that are not known are kept. */
export function parseImageConfig(bytes: Uint8Array | string): ImageConfig | Invalid {
  const document = parseObject(bytes, 'image configuration');
  if (isInvalid(document)) return document;
  for (const name of ['architecture', 'os']) {
    if (typeof document[name] !== 'string') return { problem: `the image configuration has no \`${name}\`` };
  }
  const { rootfs } = document;
  if (!isObject(rootfs) || !Array.isArray(rootfs.diff_ids)) {
    return { problem: 'the image configuration has no `rootfs.diff_ids`' };
  }
  return document as unknown as ImageConfig;
}
