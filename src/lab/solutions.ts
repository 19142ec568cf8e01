import type { Solution } from './lab.ts';
import { codeBlocks } from './markdown.ts';
import type { MarkdownFile, Section } from './markdown.ts';
import { didYouMean } from './nearest.ts';
import type { Problem } from './problem.ts';
import { shellCommands } from './shell-lines.ts';

/** The section of a solutions file that belongs to the whole lab. */
export const DEBRIEF = 'debrief';

const SHELL = new Set(['sh', 'bash', 'shell']);

export interface Solutions {
  readonly byStep: ReadonlyMap<string, Solution>;
  readonly debrief: string;
  readonly problems: Problem[];
}

/** `## step-id` with its `sh` and `answer` blocks, and `## debrief`. */
export function readSolutions(file: MarkdownFile, stepIds: readonly string[]): Solutions {
  const byStep = new Map<string, Solution>();
  const problems: Problem[] = [];
  let debrief = '';
  for (const section of file.sections) {
    const { heading, place } = section;
    if (heading === DEBRIEF && !stepIds.includes(DEBRIEF)) debrief = section.markdown;
    else if (!stepIds.includes(heading))
      problems.push({
        message: `solution for \`${heading}\`, which is no step`,
        place,
        suggestion: didYouMean(heading, [...stepIds, DEBRIEF]),
      });
    else if (byStep.has(heading)) problems.push({ message: `second solution for \`${heading}\``, place });
    else byStep.set(heading, readSolution(section, file, problems));
  }
  return { byStep, debrief, problems };
}

function readSolution(section: Section, file: MarkdownFile, problems: Problem[]): Solution {
  const commands: string[] = [];
  const answers: string[] = [];
  for (const { language, text, place } of codeBlocks(section, file)) {
    const shell = SHELL.has(language);
    if (!shell && language !== 'answer') continue;
    const entries = shell
      ? shellCommands(text)
      : text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
    if (entries.length === 0)
      problems.push({
        message: `empty \`${language}\` block in the solution of \`${section.heading}\``,
        place,
      });
    (shell ? commands : answers).push(...entries);
  }
  if (commands.length + answers.length === 0)
    problems.push({
      message: `the solution of \`${section.heading}\` has neither a \`sh\` nor an \`answer\` block`,
      place: section.place,
    });
  return { markdown: section.markdown, commands, answers };
}
