import { stripVTControlCharacters } from 'node:util';
import { firstLine } from './phrases.ts';
import type { World } from './kind.ts';

/** How far back the reason may stand: behind it a program prints its usage, or where it was. */
const LINES = 60;

const ERROR = /error|fatal|panic|fail|cannot|can't|could not|no such|unknown|invalid|denied/i;

/** A line about a request that was answered, in the log of a registry. */
const REQUEST = /http\.request\./;

/** Why the program of a container ended, in its own words; undefined when its log has no such line. */
export async function lastWords(id: string, tty: boolean, { engine }: World): Promise<string | undefined> {
  const log = await engine.api
    .getContainer(id)
    .logs({ stdout: true, stderr: true, follow: false, tail: LINES })
    // A log that is kept elsewhere cannot be read: then nothing is told of it.
    .catch(() => undefined);
  if (log === undefined) return undefined;
  const line = textOf(Buffer.from(log), tty)
    .split('\n')
    .findLast((one) => ERROR.test(one) && !REQUEST.test(one));
  return line && firstLine(messageOf(stripVTControlCharacters(line)), 160);
}

/** Of `time=… level=fatal msg="…"` the message. */
function messageOf(line: string): string {
  const quoted = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  return (quoted?.replace(/\\(.)/g, '$1') ?? line).trim();
}

/** Frames of the Engine API (ContainerAttach): eight bytes of head, the last four of them the length. */
const HEAD = 8;

function textOf(log: Buffer, tty: boolean): string {
  if (tty) return log.toString('utf8');
  const parts: Buffer[] = [];
  for (let at = 0; at + HEAD <= log.length;) {
    const end = at + HEAD + log.readUInt32BE(at + 4);
    parts.push(log.subarray(at + HEAD, end));
    at = end;
  }
  return Buffer.concat(parts).toString('utf8');
}
