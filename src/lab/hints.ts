import { cut, isHeading } from './markdown.ts';
import type { MarkdownFile } from './markdown.ts';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';

/** Hints by step id, each from vague to concrete. */
export type Hints = ReadonlyMap<string, readonly string[]>;

/**
 * `## step-id`, and below it the levels `### 1`, `### 2`, … A section without levels is one hint.
 * Problems: a heading that is no step, levels out of order, text before the first level, a section without text.
 */
export function readHints(
  file: MarkdownFile,
  stepIds: readonly string[],
): { hints: Hints; problems: Problem[] } {
  const hints = new Map<string, string[]>();
  const problems: Problem[] = [];
  for (const section of file.sections) {
    const { heading, place } = section;
    if (!stepIds.includes(heading))
      problems.push({
        message: `hint for \`${heading}\`, which is no step`,
        place,
        suggestion: didYouMean(heading, stepIds),
      });
    else if (hints.has(heading))
      problems.push({ message: `second section of hints for \`${heading}\``, place });
    else {
      const levels = cut(section.tokens, 3, section.offset, file.placeAt);
      const first = section.tokens.findIndex((token) => isHeading(token) && token.depth === 3);
      if (levels.length > 0 && section.tokens.slice(0, first).some(({ type }) => type !== 'space'))
        problems.push({
          message: `text before the first level of \`${heading}\``,
          place,
          suggestion: 'put it below `### 1`',
        });
      for (const [index, level] of levels.entries()) {
        if (level.heading !== String(index + 1))
          problems.push({
            message: `hints of \`${heading}\` are not in order: level \`${level.heading}\` where ${index + 1} is due`,
            place: level.place,
            suggestion: `write \`### ${index + 1}\``,
          });
        if (level.markdown === '')
          problems.push({ message: `hint ${index + 1} of \`${heading}\` is empty`, place: level.place });
      }
      if (section.markdown === '') problems.push({ message: `no hint under \`${heading}\``, place });
      else
        hints.set(heading, levels.length > 0 ? levels.map(({ markdown }) => markdown) : [section.markdown]);
    }
  }
  return { hints, problems };
}
