import { stripVTControlCharacters } from 'node:util';
import { logFrames } from '../engine/log-frames.ts';
import { firstLine } from './phrases.ts';
import type { World } from './kind.ts';

/** How far back the reason may stand: behind it a program prints its usage, or where it was. */
const LINES = 60;

const ERROR = /error|fatal|panic|fail|cannot|can't|could not|no such|unknown|invalid|denied/i;

/** A line about a request that was answered, in the log of a registry. */
const REQUEST = /http\.request\./;

/** Why the program of a container ended, in its own words; undefined when its log has no such line. */
export async function lastWords(
  id: string,
  { engine, redact = (text) => text }: World,
): Promise<string | undefined> {
  const log = await engine.api
    .getContainer(id)
    .logs({ stdout: true, stderr: true, follow: false, tail: LINES })
    // A log that is kept elsewhere cannot be read: then nothing is told of it.
    .catch(() => undefined);
  if (log === undefined) return undefined;
  // The whole log first, for a secret may go over several lines; then the message, whose quotes are plain only there.
  const line = redact(stripVTControlCharacters(textOf(Buffer.from(log))))
    .split('\n')
    .findLast((one) => ERROR.test(one) && !REQUEST.test(one));
  return line && firstLine(redact(messageOf(line)), 160);
}

/** Of `time=… level=fatal msg="…"` the message. */
function messageOf(line: string): string {
  const quoted = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  return (quoted?.replace(/\\(.)/g, '$1') ?? line).trim();
}

function textOf(log: Buffer): string {
  const frames = logFrames(log);
  return (frames ? Buffer.concat(frames.map(({ bytes }) => bytes)) : log).toString('utf8');
}
