import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Combination } from './combination.ts';

export const PARTS = ['exit', 'stdout', 'stderr', 'state'] as const;
export type Part = (typeof PARTS)[number];

const entry = z.strictObject({
  id: z.string(),
  /** Why it differs, and why that is right. */
  reason: z.string().min(20),
  /** Whose difference it is: our command's (on both engines), the practice engine's (of both commands), or only that of both together. */
  of: z.enum(['command', 'engine', 'both']),
  /** Command lines, with `*` for anything; all when not written. */
  lines: z.union([z.string(), z.array(z.string())]).optional(),
  part: z.union([z.enum(PARTS), z.array(z.enum(PARTS))]),
  /** Only with a real command of these major versions. */
  client: z.strictObject({ from: z.number().optional(), below: z.number().optional() }).optional(),
  /** Regular expressions (multiline): what the real one says where ours says something else. Left out: nothing. */
  real: z.string().optional(),
  ours: z.string().optional(),
});

export type Explanation = z.infer<typeof entry>;

/** Every reviewed difference. Throws when the file is none. */
export function readExplanations(file = path.join(import.meta.dirname, 'explained.yaml')): Explanation[] {
  const read = z.array(entry).safeParse(parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`explained.yaml: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** Compares texts, taking what is explained for equal, and remembers which explanations were of use. */
export class Review {
  readonly #explanations: readonly Explanation[];
  readonly #used = new Set<Explanation>();

  /** @param client major version of the real command */
  constructor(explanations: readonly Explanation[], client: number) {
    this.#explanations = explanations.filter(
      ({ client: range }) => client >= (range?.from ?? 0) && client < (range?.below ?? Infinity),
    );
  }

  /** The explanations that make both texts one; undefined when there is a difference that nobody explained. */
  explain(
    { line, part, combination }: { line: string; part: Part; combination: Combination },
    real: string,
    ours: string,
  ): readonly Explanation[] | undefined {
    if (real === ours) return [];
    let [left, right] = [real, ours];
    const changed: Explanation[] = [];
    for (const explanation of this.#explanations) {
      if (!applies(explanation, line, part, combination)) continue;
      const token =
        explanation.real === undefined || explanation.ours === undefined ? '' : `«${explanation.id}»`;
      const next = [
        replaced(left, explanation.real, token),
        replaced(right, explanation.ours, token),
      ] as const;
      if (next[0] === left && next[1] === right) continue;
      [left, right] = next;
      changed.push(explanation);
    }
    if (left !== right) return undefined;
    for (const explanation of changed) this.#used.add(explanation);
    return changed;
  }

  /** Explanations of differences that are no longer there. */
  stale(): Explanation[] {
    return this.#explanations.filter((explanation) => !this.#used.has(explanation));
  }
}

function applies(
  { of, lines, part }: Explanation,
  line: string,
  wanted: Part,
  { command, engine }: Combination,
): boolean {
  const ours = { command: command === 'ours', engine: engine === 'practice' };
  return (
    [part].flat().includes(wanted) &&
    (of === 'both' ? ours.command && ours.engine : ours[of]) &&
    (lines === undefined || [lines].flat().some((glob) => fits(glob, line)))
  );
}

function fits(glob: string, line: string): boolean {
  const source = glob.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('[^]*')}$`).test(line);
}

function replaced(text: string, pattern: string | undefined, token: string): string {
  return pattern === undefined ? text : text.replace(new RegExp(pattern, 'gm'), token);
}
