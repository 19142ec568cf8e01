import type { ServerResponse } from 'node:http';
import { sentenceOf } from '../store/disk-full.ts';
import { API_VERSION, ENGINE_VERSION } from './api-version.ts';

/** What every answer of the engine carries. */
export const ENGINE_HEADERS = {
  'Api-Version': API_VERSION,
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: `Docker/${ENGINE_VERSION} (linux)`,
} as const;

/** Sends one JSON document; Docker ends it with a line feed. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  response.end(bytes);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': bytes.length });
  response.end(bytes);
}

/** An answer without a body: 201, 204, 304. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 204 || status === 304 ? {} : { 'Content-Length': 0 });
  response.end();
}

/** Streams JSON documents, one per line, as pull, push and events do. Headers go out with the first one. */
export class JsonStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** True once something was sent: an error can then only be a line of the stream. */
  get started(): boolean {
    return this.#response.headersSent;
  }

  /** Sends the headers before the first line: whoever listens then knows that it is heard. */
  open(): void {
    if (this.started) return;
    this.#response.writeHead(200, { 'Content-Type': 'application/json' });
    this.#response.flushHeaders();
  }

  send(line: unknown): void {
    this.open();
    if (!this.#response.writableEnded && !this.#response.destroyed) {
      this.#response.write(`${JSON.stringify(line)}\r\n`);
    }
  }

  end(): void {
    this.open();
    this.#response.end();
  }
}

/** Once a line was sent, an error can only be another line. */
export function failStream(stream: JsonStream, error: unknown): void {
  if (!stream.started) throw error;
  const message = sentenceOf(error);
  stream.send({ errorDetail: { message }, error: message });
  stream.end();
}
