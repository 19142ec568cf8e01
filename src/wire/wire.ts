/** One request that a registry answered, from its log. */
export interface WireRequest {
  /** When it came, ISO 8601. */
  readonly time: string;
  /** As in image names: `localhost:5000`, `docker.io`. */
  readonly registry: string;
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  readonly status: number;
  /** Bytes of the request's body; undefined where the log does not say. */
  readonly bytesIn?: number | undefined;
  readonly bytesOut: number;
  readonly userAgent?: string | undefined;
}

/** A request as a line to read: what it was, what moved, what it means. */
export interface WireLine {
  readonly registry: string;
  /** `HEAD`, or empty for what was not asked: a layer that was there already. */
  readonly method: string;
  /** What was asked for, in short: `alpine/blobs/sha256:98ed29…`. */
  readonly target: string;
  readonly status?: number | undefined;
  /** Bytes of content that moved for it. */
  readonly moved: number;
  /** Bytes that did not have to move: the other side had them. */
  readonly spared: number;
  /** One sentence of inline Markdown. */
  readonly says: string;
}

/** What one command was made of, as the registries saw it. Plain data: it goes through JSON unharmed. */
export interface Wire {
  readonly command: string;
  readonly registries: readonly string[];
  readonly lines: readonly WireLine[];
  /** Bytes of content sent to registries, fetched from them, and that did not have to move. */
  readonly up: number;
  readonly down: number;
  readonly spared: number;
}
