import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, Fault } from '../../fault.ts';
import type { Proof } from '../proof.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { tapReport } from './tap.ts';
import { textReport } from './text.ts';

const kinds: Readonly<Record<string, (proofs: readonly Proof[]) => string>> = {
  junit: junitReport,
  json: jsonReport,
  tap: tapReport,
  text: textReport,
};

/** One `--report KIND=FILE`. */
export interface ReportRequest {
  readonly kind: string;
  /** Absolute, or `-` for standard output. */
  readonly file: string;
}

/** Reads `junit=FILE`; throws a usage Fault for an unknown kind, a missing file, and two reports for standard output. */
export function reportRequests(written: readonly string[], folder = process.cwd()): ReportRequest[] {
  const requests = written.map((text): ReportRequest => {
    const [, kind = '', file = ''] = /^([^=]*)=?(.*)$/s.exec(text)!;
    if (!Object.hasOwn(kinds, kind) || file === '') {
      throw new Fault({
        what: `"${text}" is no report`,
        where: '--report',
        todo: `write ${Object.keys(kinds)
          .map((name) => `${name}=FILE`)
          .join(', ')}; the file - is standard output`,
        exit: EXIT.usage,
      });
    }
    return { kind, file: file === '-' ? '-' : path.resolve(folder, file) };
  });
  if (requests.filter(({ file }) => file === '-').length > 1) {
    throw new Fault({
      what: 'two reports cannot share standard output',
      where: '--report',
      todo: 'give one of them a file',
      exit: EXIT.usage,
    });
  }
  return requests;
}

/** Writes the reports, with the folders they need. The one for standard output is returned. */
export async function writeReports(
  proofs: readonly Proof[],
  requests: readonly ReportRequest[],
): Promise<string | undefined> {
  let standardOutput: string | undefined;
  for (const { kind, file } of requests) {
    const text = kinds[kind]!(proofs);
    if (file === '-') standardOutput = text;
    else await write(file, text);
  }
  return standardOutput;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new Fault({
      what: `the report cannot be written: ${(error as Error).message}`,
      where: file,
      todo: 'give --report a file that can be written',
      exit: EXIT.usage,
      cause: error,
    });
  }
}
