import type { FileHandle } from 'node:fs/promises';
import type { Failure } from '../failure.ts';

/** A part of a file, sent without reading it whole; the writer closes the handle. */
export interface FileSlice {
  readonly handle: FileHandle;
  /** First byte and number of bytes. */
  readonly start: number;
  readonly length: number;
}

/** What a handler returns; one place writes it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** A stream promises its length among the headers. */
  readonly body?: string | Uint8Array | FileSlice | AsyncIterable<Uint8Array>;
}

export type Outcome = Answer | Failure;

export function json(value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}
