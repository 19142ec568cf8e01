import { readFileSync } from 'node:fs';
import { findCompanion } from './content.ts';
import { OPEN_BLOCK, openFence } from './lint-markdown.ts';
import { readMarkdown } from './markdown.ts';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';

const COMPANIONS = ['hints', 'solutions'] as const;

/** `workshop start NAME`, as texts send their readers to another lab. */
const LINK = /\bworkshop (?:start|demo|reset) ([a-z0-9][a-z0-9-]*)/dg;

/** Words of a lab, its hints and its solutions that lead to a lab which is not there. */
export function deadLinks(file: string, { text, placeAt }: Source, known: readonly string[]): Problem[] {
  const companions = COMPANIONS.flatMap((what) => {
    const name = findCompanion(file, what);
    return name === undefined ? [] : [readMarkdown(name, readFileSync(name, 'utf8'))];
  });
  return [{ text, placeAt }, ...companions].flatMap((written) =>
    [...written.text.matchAll(LINK)]
      .filter(([, id]) => !known.includes(id!))
      .map(({ 1: id = '', indices }) => ({
        message: `no lab is called \`${id}\``,
        place: written.placeAt(indices![1]![0]),
        suggestion: didYouMean(id, known) ?? `known: ${known.join(', ')}`,
      })),
  );
}

/** Code blocks without an end in hints and solutions: they swallow sections, so that a lab may not even load. */
export function openBlocks(file: string): Problem[] {
  return COMPANIONS.flatMap((what) => {
    const name = findCompanion(file, what);
    if (name === undefined) return [];
    const fence = openFence(readFileSync(name, 'utf8'));
    return fence ? [{ ...OPEN_BLOCK, place: { file: name, line: fence.index + 1, column: 1 } }] : [];
  });
}
