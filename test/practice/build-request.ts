import http from 'node:http';
import { packTar } from 'modern-tar';

/** A fixed time for files of a context: images are as old as what is in them. */
export const WRITTEN = new Date('2024-05-06T07:08:09Z');

export interface ContextFile {
  readonly name: string;
  readonly text?: string | Uint8Array;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'fifo';
  readonly linkname?: string;
  readonly mode?: number;
  readonly mtime?: Date;
}

export async function tarOf(files: readonly ContextFile[]): Promise<Buffer> {
  const entries = files.map(({ name, text = '', type = 'file', linkname, mode, mtime = WRITTEN }) => {
    const body = Buffer.from(text);
    return {
      header: {
        ...{ name, type, mtime, size: type === 'file' ? body.length : 0 },
        ...(linkname === undefined ? {} : { linkname }),
        ...(mode === undefined ? {} : { mode }),
      },
      ...(type === 'file' ? { body } : {}),
    };
  });
  return Buffer.from(await packTar(entries));
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly lines: readonly Record<string, unknown>[];
  /** All pieces of text, as docker prints them. */
  readonly output: string;
  /** The error, whether it is the whole answer or a line of it. */
  readonly error: string | undefined;
  /** Id of the image that was built. */
  readonly id: string | undefined;
}

/** Sends bytes to the Engine API and reads the whole answer. */
export function send(socket: string, url: string, body: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        socketPath: socket,
        method: 'POST',
        path: url,
        agent: false,
        headers: { 'Content-Type': 'application/x-tar' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve(answerOf(response.statusCode ?? 0, Buffer.concat(chunks).toString())),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function answerOf(status: number, text: string): Answer {
  const lines = text
    .split('\n')
    .filter((line) => line.trim().startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const aux = lines.find((line) => line.aux !== undefined)?.aux as { ID: string } | undefined;
  const failed = lines.find((line) => line.error !== undefined || line.message !== undefined);
  return {
    ...{ status, text, lines },
    output: lines.map(({ stream }) => (typeof stream === 'string' ? stream : '')).join(''),
    error: (failed?.error ?? failed?.message) as string | undefined,
    id: aux?.ID,
  };
}

/** Builds a Dockerfile with these files beside it. */
export async function build(
  socket: string,
  dockerfile: string,
  files: readonly ContextFile[] = [],
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const context = await tarOf([{ name: 'Dockerfile', text: dockerfile }, ...files]);
  return send(socket, `/build?${new URLSearchParams(query).toString()}`, context);
}
