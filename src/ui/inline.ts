import { marked } from 'marked';
import type { Token, Tokens } from 'marked';
import { cleanText } from './clean.ts';
import type { Paint, Style } from './paint.ts';
import type { Span } from './wrap.ts';

/** Inline Markdown only (a sentence of a verdict, a task) as spans. */
export function inlineSpans(markdown: string, paint: Paint): Span[] {
  return inline(marked.Lexer.lexInline(spelled(cleanText(markdown), paint)), [], paint);
}

const SPELLINGS: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '–': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

/** Signs of ours that a terminal without Unicode would garble, in letters that it has; names stay as they are. */
export const spelled = (text: string, { signs }: Paint): string =>
  signs.more === '…' ? text : text.replace(/[→←…–‘’“”]/g, (sign) => SPELLINGS[sign]!);

/** Code without color is told by backticks. */
export const codeText = (text: string, { colored }: Paint): string => (colored ? text : `\`${text}\``);

/** What stands behind the text of a link: where it leads, unless the text says so itself. */
export const addressOf = ({ href, text }: Tokens.Link): string =>
  href === text || href === `mailto:${text}` ? '' : ` (${href})`;

function inline(tokens: readonly Token[], styles: readonly Style[], paint: Paint): Span[] {
  return tokens.flatMap((token): Span[] => {
    switch (token.type) {
      case 'strong':
      case 'em':
        return inline((token as Tokens.Strong).tokens, [...styles, 'strong'], paint);
      case 'codespan':
        return [{ text: codeText((token as Tokens.Codespan).text, paint), styles: [...styles, 'code'] }];
      case 'link': {
        const link = token as Tokens.Link;
        const address: Span = { text: addressOf(link), styles: ['faint'] };
        return [...inline(link.tokens, styles, paint), ...(address.text ? [address] : [])];
      }
      case 'br':
        return [{ text: ' ', styles }];
      default: {
        const { tokens: inner, text = token.raw } = token as Tokens.Text;
        return inner ? inline(inner, styles, paint) : [{ text, styles }];
      }
    }
  });
}
