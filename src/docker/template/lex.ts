import { TemplateProblem } from './tree.ts';

export interface Token {
  readonly kind:
    'text' | 'open' | 'close' | 'word' | 'field' | 'variable' | 'string' | 'number' | 'symbol' | 'space';
  readonly text: string;
  readonly at: number;
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /\s+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/y],
  ['number', /[+-]?(?:0[xX][\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['symbol', /:=|[.=|(),]/y],
];

/** Go's `file:line:column`; templates of `--format` have no name, and columns count from zero. */
export function placeOf(source: string, at: number): string {
  const before = source.slice(0, at);
  const line = before.split('\n').length;
  return `:${line}:${Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1))}`;
}

export function lineOf(source: string, at: number): string {
  return `:${source.slice(0, at).split('\n').length}`;
}

/** Splits a template into text and the tokens of its `{{ }}` actions; trim markers and comments are resolved here. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open < 0 ? undefined : open);
    if (trimNext) text = text.trimStart();
    const trimsLeft = open >= 0 && /^\{\{-\s/.test(source.slice(open, open + 4));
    if (trimsLeft) text = text.trimEnd();
    if (text) tokens.push({ kind: 'text', text, at });
    if (open < 0) break;
    const inside = open + (trimsLeft ? 3 : 2);
    const end = lexAction(source, open, inside, tokens);
    at = end.at;
    trimNext = end.trims;
  }
  return tokens;
}

function lexAction(
  source: string,
  open: number,
  start: number,
  tokens: Token[],
): { at: number; trims: boolean } {
  const comment = /\s*\/\*[\s\S]*?\*\/(\s-)?\s*\}\}/y;
  comment.lastIndex = start;
  const skipped = comment.exec(source);
  if (skipped) return { at: comment.lastIndex, trims: skipped[1] !== undefined };
  tokens.push({ kind: 'open', text: '{{', at: open });
  let at = start;
  for (;;) {
    const close = /^(\s-)?\}\}/.exec(source.slice(at, at + 4));
    if (close) {
      tokens.push({ kind: 'close', text: '}}', at });
      return { at: at + close[0].length, trims: close[1] !== undefined };
    }
    const token = tokenAt(source, at);
    if (!token) throw problem(source, at, open);
    tokens.push(token);
    at += token.text.length;
  }
}

function tokenAt(source: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) return { kind, text: match[0], at };
  }
  return undefined;
}

function problem(source: string, at: number, open: number): TemplateProblem {
  const character = source[at];
  if (character === undefined || character === '{') {
    return new TemplateProblem('parsing', `${lineOf(source, open)}: unclosed action`);
  }
  if (character === '"')
    return new TemplateProblem('parsing', `${lineOf(source, at)}: unterminated quoted string`);
  if (character === '}')
    return new TemplateProblem('parsing', `${lineOf(source, at)}: unexpected "}" in operand`);
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return new TemplateProblem(
    'parsing',
    `${lineOf(source, at)}: unexpected bad character U+${code} '${character}' in command`,
  );
}
