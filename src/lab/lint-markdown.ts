import { lexer, walkTokens } from 'marked';
import type { Token, Tokens } from 'marked';
import type { Problem } from './problem.ts';

/** A piece of Markdown and where it stands in its file. */
export interface Written {
  readonly text: string;
  /** Place of a part of it, given as it is written. */
  placeOf(part: string): Problem['place'];
}

/** What would show as signs instead of being drawn: a fence that is not closed, a stray backtick or star, HTML. */
export function markdownProblems({ text, placeOf }: Written): Problem[] {
  const problems: Problem[] = [];
  const fence = openFence(text);
  if (fence !== undefined)
    return [
      {
        message: 'a code block is not closed',
        place: placeOf(fence),
        suggestion: 'end it with a line of three backticks',
      },
    ];
  void walkTokens(lexer(text), (token) => {
    const problem = tokenProblem(token);
    if (problem) problems.push({ ...problem, place: placeOf(firstLine(token.raw)) });
  });
  return problems;
}

function tokenProblem(token: Token): Omit<Problem, 'place'> | undefined {
  if (token.type === 'html')
    return {
      message: `\`${firstLine(token.raw)}\` is HTML, which a terminal does not draw`,
      suggestion: 'put it into backticks, or say it in Markdown',
    };
  if (token.type !== 'text' || 'tokens' in token) return undefined;
  const { raw } = token as Tokens.Text;
  if (raw.includes('`'))
    return {
      message: `a backtick has no partner in "${cut(raw)}"`,
      suggestion: 'code stands between two of them',
    };
  if (/\*\*|\]\(/.test(raw))
    return {
      message: `"${cut(raw)}" is not drawn as it is meant`,
      suggestion: 'bold is `**word**` without spaces inside, a link is `[text](address)`',
    };
  return undefined;
}

/** The line that opens a fence nobody closes; inside one nothing else counts (CommonMark, section 4.5). */
function openFence(text: string): string | undefined {
  let open: { mark: string; line: string } | undefined;
  for (const line of text.split('\n')) {
    const [, mark = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (!mark) continue;
    if (!open) open = { mark, line };
    else if (mark[0] === open.mark[0] && mark.length >= open.mark.length && info.trim() === '')
      open = undefined;
  }
  return open?.line.trim();
}

const firstLine = (raw: string): string => raw.trim().split('\n', 1)[0]!;
const cut = (raw: string): string =>
  (raw.length > 40 ? `${raw.slice(0, 40)}…` : raw).replace(/\s+/g, ' ').trim();
