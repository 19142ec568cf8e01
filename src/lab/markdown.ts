import { lexer, walkTokens } from 'marked';
import type { Token, Tokens } from 'marked';
import type { Place } from './lab.ts';

/** A Markdown file cut at its `##` headings. */
export interface Section {
  readonly heading: string;
  readonly place: Place;
  readonly markdown: string;
  readonly tokens: readonly Token[];
  /** Where the text under the heading starts in the file. */
  readonly offset: number;
}

export interface MarkdownFile {
  readonly file: string;
  readonly text: string;
  readonly sections: readonly Section[];
  placeAt(offset: number): Place;
}

export function readMarkdown(file: string, source: string): MarkdownFile {
  const text = source.replace(/\r\n?/g, '\n');
  const placeAt = (offset: number): Place => {
    const before = text.slice(0, offset).split('\n');
    return { file, line: before.length, column: before.at(-1)!.length + 1 };
  };
  return { file, text, sections: cut(lexer(text), 2, 0, placeAt), placeAt };
}

/** Cuts tokens at headings of one depth; what stands before the first such heading is not part of any section. */
export function cut(
  tokens: readonly Token[],
  depth: number,
  offset: number,
  placeAt: (offset: number) => Place,
): Section[] {
  const sections: { heading: string; start: number; body: number; tokens: Token[] }[] = [];
  let position = offset;
  for (const token of tokens) {
    const end = position + token.raw.length;
    if (isHeading(token) && token.depth === depth)
      sections.push({ heading: token.text.trim(), start: position, body: end, tokens: [] });
    else sections.at(-1)?.tokens.push(token);
    position = end;
  }
  return sections.map(({ heading, start, body, tokens: inside }) => ({
    heading: heading.replace(/^`(.*)`$/, '$1'),
    place: placeAt(start),
    markdown: inside
      .map(({ raw }) => raw)
      .join('')
      .trim(),
    tokens: inside,
    offset: body,
  }));
}

export function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading';
}

export interface CodeBlock {
  /** First word after the fence, lower case: `sh`. */
  readonly language: string;
  readonly text: string;
  readonly place: Place;
}

/** Every fenced block of a section, those inside lists and quotes too. */
export function codeBlocks(section: Section, { text, placeAt }: MarkdownFile): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let from = section.offset;
  void walkTokens([...section.tokens] as Token[], (token) => {
    if (token.type !== 'code') return;
    const code = token as Tokens.Code;
    const fence = code.raw.split('\n', 1)[0]!.trim();
    const found = text.indexOf(fence, from);
    if (found >= 0) from = found + 1;
    blocks.push({
      language: (code.lang ?? '').split(/\s/)[0]!.toLowerCase(),
      text: code.text,
      place: placeAt(Math.max(found, section.offset)),
    });
  });
  return blocks;
}
