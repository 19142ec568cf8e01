import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** One command line of a sequence, and what it reads. */
export interface Line {
  readonly run: string;
  /** Standard input; nothing when not written. */
  readonly stdin?: string | undefined;
  /** Newest and oldest major version of the real command for which the line is compared. */
  readonly client?: { readonly from?: number | undefined; readonly below?: number | undefined } | undefined;
}

/** A pause: the line is repeated until it succeeds, and nothing of it is compared. */
export interface Until {
  readonly until: string;
}

export interface Sequence {
  readonly name: string;
  /** It looks at everything an engine has, so that nothing else may be there. */
  readonly alone: boolean;
  /** Where it can run: a Docker Hub that people may push to is there only in practice. */
  readonly engines: readonly ('docker' | 'practice')[];
  /** What lies in the working folder at the beginning, by path. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * It makes the engine wait and changes nothing: it runs beside the other sequences, and what the engine has is not
   * compared.
   */
  readonly beside: boolean;
  readonly lines: readonly (Line | Until)[];
}

const line = z.union([
  z.string().transform((run): Line => ({ run })),
  z.strictObject({ until: z.string() }),
  z.strictObject({
    run: z.string(),
    stdin: z.string().optional(),
    client: z.strictObject({ from: z.number().optional(), below: z.number().optional() }).optional(),
  }),
]);

const file = z.record(
  z.string(),
  z.strictObject({
    alone: z.boolean().default(false),
    engines: z.array(z.enum(['docker', 'practice'])).default(['docker', 'practice']),
    files: z.record(z.string(), z.string()).default({}),
    beside: z.boolean().default(false),
    lines: z.array(line),
  }),
);

/** Every sequence, in the order of the files' names and of the files. Throws when a file is none. */
export function readCorpus(folder = path.join(import.meta.dirname, 'corpus')): Sequence[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const sequences = file.safeParse(parse(readFileSync(path.join(folder, name), 'utf8')));
      if (!sequences.success) throw new Error(`${name}: ${z.prettifyError(sequences.error)}`);
      return Object.entries(sequences.data).map(([title, rest]) => ({
        name: `${name.replace('.yaml', '')}: ${title}`,
        ...rest,
      }));
    });
}

/** The lines that are compared. */
export function comparedLines(sequence: Sequence, client: number): Line[] {
  return sequence.lines.filter(
    (one): one is Line =>
      'run' in one && client >= (one.client?.from ?? 0) && client < (one.client?.below ?? Infinity),
  );
}
