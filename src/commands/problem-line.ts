import { formatProblem, type Problem } from '../lab/problem.ts';
import { withoutControls } from '../ui/controls.ts';

/** A problem as one line for a terminal: it quotes the lab, and whoever wrote that, it steers nothing. */
export function problemLine(problem: Problem): string {
  return `${withoutControls(formatProblem(problem), { color: false }).replace(/[\r\n\t]+/g, ' ')}\n`;
}
