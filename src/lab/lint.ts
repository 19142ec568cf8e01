import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LAB_FILE, labName } from './content.ts';
import { valueAt } from './issues.ts';
import { soundnessProblems } from './lint-lab.ts';
import { deadLinks, openBlocks } from './lint-links.ts';
import { loadLab } from './load.ts';
import type { LoadOptions } from './load.ts';
import { didYouMean } from './nearest.ts';
import { inReadingOrder } from './problem.ts';
import type { Problem } from './problem.ts';
import { readSource } from './source.ts';
import type { Source } from './source.ts';

export interface LintOptions extends LoadOptions {
  /** Ids that the lab may name besides the labs in the same folder. */
  readonly labs?: readonly string[] | undefined;
}

/** All that can be said of a lab without running it: what loading says, and how it fits among its neighbors. */
export function lintLab(labFile: string, { kinds, labs }: LintOptions): Problem[] {
  const file = path.resolve(labFile);
  const { lab, problems } = loadLab(file, { kinds });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [...problems];
  }
  const source = readSource(file, text);
  const known = [...new Set([...neighbors(file), ...(labs ?? [])])];
  return inReadingOrder([
    ...problems,
    ...unknownLabs(source, known),
    ...circles(source),
    ...deadLinks(file, source, known),
    ...unlikeFileName(source),
    ...(lab ? soundnessProblems(lab, source) : openBlocks(file)),
  ]);
}

function neighbors(file: string): string[] {
  return readdirSync(path.dirname(file))
    .filter((name) => LAB_FILE.test(name))
    .map(labName);
}

function unknownLabs(source: Source, known: readonly string[]): Problem[] {
  const after = valueAt(source.data, ['after']);
  if (!Array.isArray(after)) return [];
  const own = String(valueAt(source.data, ['id']));
  return after.flatMap((id: unknown, index): Problem[] => {
    const place = source.placeOf(['after', index]);
    if (id === own) return [{ message: 'a lab does not come after itself', place }];
    if (typeof id !== 'string' || known.includes(id)) return [];
    return [
      {
        message: `no lab is called \`${id}\``,
        place,
        suggestion: didYouMean(id, known) ?? `known: ${known.join(', ')}`,
      },
    ];
  });
}

/** A lab that comes after one that comes after it: nobody could begin. */
function circles(source: Source): Problem[] {
  const folder = path.dirname(source.file);
  const own = labName(source.file);
  const before = (name: string): unknown[] => {
    const file = readdirSync(folder).find((entry) => LAB_FILE.test(entry) && labName(entry) === name);
    if (file === undefined) return [];
    const after = valueAt(readSource(file, readFileSync(path.join(folder, file), 'utf8')).data, ['after']);
    return Array.isArray(after) ? after : [];
  };
  const wayBack = (name: unknown, seen: readonly unknown[]): readonly unknown[] | undefined => {
    if (name === own) return seen;
    if (seen.includes(name) || typeof name !== 'string') return undefined;
    for (const next of before(name)) {
      const way = wayBack(next, [...seen, name]);
      if (way) return way;
    }
    return undefined;
  };
  const after = valueAt(source.data, ['after']);
  if (!Array.isArray(after)) return [];
  return after.flatMap((id: unknown, index): Problem[] => {
    const way = id === own ? undefined : wayBack(id, []);
    if (!way) return [];
    const names = [own, ...way, own].map((name) => `\`${String(name)}\``).join(' after ');
    return [{ message: `the labs go round in a circle: ${names}`, place: source.placeOf(['after', index]) }];
  });
}

/** Labs are found by their file, and hints and solutions by the same name. */
function unlikeFileName(source: Source): Problem[] {
  const id = valueAt(source.data, ['id']);
  const name = labName(source.file);
  if (typeof id !== 'string' || id === name) return [];
  return [
    {
      message: `the id \`${id}\` differs from the name of the file`,
      place: source.placeOf(['id']),
      suggestion: `call it \`${name}\`, or the file ${id}.yaml`,
    },
  ];
}
