import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/**
 * One write per line, appended by the system: other writers' lines stay whole. After a writer that was killed
 * in the middle, the line begins anew, so that only the torn one is lost.
 */
export function appendJsonLines(file: string, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    const torn = size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
    const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('');
    writeSync(descriptor, `${torn ? '\n' : ''}${lines}`);
  } finally {
    closeSync(descriptor);
  }
}

/** The values of all whole lines; a torn one is passed over. Empty when there is no such file. */
export function readJsonLines(file: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as unknown] : [];
    } catch {
      return [];
    }
  });
}
