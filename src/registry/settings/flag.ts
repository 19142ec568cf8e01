import { EXIT, Fault } from '../../fault.ts';
import type { Written } from './gather.ts';

/** The settings that are on or off by the word alone. */
const FLAGS = ['http.relativeurls', 'storage.delete.enabled', 'log.accesslog.disabled'];

/** A variable for such a setting as YAML reads it; `"true"` with quotes stays a text. */
export function readFlag(path: string, value: string): boolean | string {
  return FLAGS.includes(path) && /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value;
}

/** Docker's registry goes on without deleting where a file says `enabled: "true"`, and ends where it is another flag. */
export function refuseQuotedFlag(path: string, value: unknown, where: string): void {
  if (!FLAGS.includes(path) || typeof value !== 'string' || !/^(?:true|false)$/i.test(value)) return;
  throw new Fault({
    what: `\`${path}\` is true or false, not ${JSON.stringify(value)}`,
    where,
    todo: 'write true or false, without quotes',
    exit: EXIT.usage,
  });
}

/** Whether a setting is on. The words are YAML's, as in Docker's registry, which takes `1` for a number and goes on without. */
export function flag(all: ReadonlyMap<string, Written>, path: string): boolean {
  const written = all.get(path);
  if (!written) return false;
  if (/^(?:true|yes|on|y)$/i.test(written.value)) return true;
  if (/^(?:false|no|off|n|)$/i.test(written.value)) return false;
  throw new Fault({
    what: `\`${path}\` is true or false, not \`${written.value}\``,
    where: written.where,
    todo: 'write true or false',
    exit: EXIT.usage,
  });
}
