/** A piece of a container's log: 1 is standard output, 2 standard error. */
export interface LogFrame {
  readonly stream: number;
  readonly bytes: Buffer;
}

/** Before each piece: its stream, three zeros, and its length in four bytes (Engine API, ContainerAttach). */
const HEAD = 8;

/** The pieces of a log as they came; undefined where there are none: of a container with a terminal the text is all. */
export function logFrames(log: Buffer): LogFrame[] | undefined {
  const frames: LogFrame[] = [];
  for (let at = 0; at + HEAD <= log.length;) {
    const stream = log[at]!;
    if (stream > 2 || log[at + 1] !== 0) return undefined;
    const end = at + HEAD + log.readUInt32BE(at + 4);
    frames.push({ stream, bytes: log.subarray(at + HEAD, end) });
    at = end;
  }
  return frames;
}
