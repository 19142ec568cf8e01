import { lexer, walkTokens } from 'marked';
import type { Token, Tokens } from 'marked';
import type { Problem } from './problem.ts';

/** A piece of Markdown and where it stands in its file. */
export interface Written {
  readonly text: string;
  /** Place of a part of it, given as it is written. */
  placeOf(part: string): Problem['place'];
}

export const OPEN_BLOCK = {
  message: 'a code block is not closed',
  suggestion: 'end it with a line of three backticks',
};

/** What would show as signs instead of being drawn: a fence that is not closed, a stray backtick or star, HTML. */
export function markdownProblems({ text, placeOf }: Written): Problem[] {
  const problems: Problem[] = [];
  const fence = openFence(text);
  if (fence) return [{ ...OPEN_BLOCK, place: placeOf(fence.line) }];
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

/**
 * The line that opens a fence nobody closes, and its index. Inside one nothing else counts (CommonMark, section 4.5),
 * but a line that would open the next one tells that the end was forgotten.
 */
export function openFence(text: string): { readonly line: string; readonly index: number } | undefined {
  let open: { mark: string; line: string; index: number } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, mark = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (!mark) continue;
    if (!open) open = { mark, line: line.trim(), index };
    else if (mark[0] === open.mark[0] && mark.length >= open.mark.length) {
      if (info.trim() !== '') return open;
      open = undefined;
    }
  }
  return open;
}

const firstLine = (raw: string): string => raw.trim().split('\n', 1)[0]!;
const cut = (raw: string): string =>
  (raw.length > 40 ? `${raw.slice(0, 40)}…` : raw).replace(/\s+/g, ' ').trim();
