import { Marked } from 'marked';
import type { MarkedExtension, RendererObject, Tokens } from 'marked';
import { markedTerminal } from 'marked-terminal';
import { highlighted } from './highlight.ts';
import { addressOf, codeText } from './inline.ts';
import { BAR, ITEM, KEPT, mark } from './marks.ts';
import type { Paint } from './paint.ts';
import { cells } from './wrap.ts';

/** Code and lists are set in by so many blanks. */
const INDENT = 2;

const sides =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid';
const noFrame = Object.fromEntries(`${sides} right right-mid`.split(' ').map((side) => [side, '']));

/**
 * marked with marked-terminal, for a page of so many cells. It renders to marked text (see `marks.ts`), in lines that
 * are not wrapped yet: marked-terminal wraps by code units and wraps no lists.
 */
export function terminalRenderer(columns: number, paint: Paint): Marked {
  /** The first number of each list that is open, from the outermost. */
  const starts: number[] = [];
  const terminal = markedTerminal({
    ...{ emoji: false, unescape: false, showSectionPrefix: false, tab: INDENT },
    firstHeading: mark('strong', 'accent'),
    heading: mark('strong'),
    strong: mark('strong'),
    em: mark('strong'),
    del: mark('faint'),
    ...{ html: String, listitem: String, paragraph: String, table: String },
    hr: () => mark('faint')(paint.signs.rule.repeat(Math.min(columns, 24))),
    blockquote: (quote: string) => quote.replace(/^ {2}/gm, `${BAR} `),
    list: (body: string, ordered: boolean) => items(body, ordered ? starts.at(-1) : undefined, paint),
    image: (href: string, _title: string | null, text: string) => `${text} (${href})`,
    tableOptions: {
      chars: { ...noFrame, middle: '  ' },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    },
  });
  const base = terminal.renderer as Required<RendererObject>;
  const ours: RendererObject = {
    // A line break in the source is a blank. The text of a list item has markup of its own, and a list may follow it.
    text(token) {
      return 'tokens' in token && token.tokens
        ? `${this.parser.parseInline(token.tokens)}\n`
        : token.text.replaceAll('\n', ' ');
    },
    code: ({ text, lang }) => keptRuns(indented(highlighted(text, lang))),
    // marked-terminal writes the box of an item itself.
    checkbox: () => '',
    codespan: ({ text }) => mark('code')(codeText(text, paint)),
    link(token) {
      return this.parser.parseInline(token.tokens) + mark('faint')(addressOf(token));
    },
    list(token) {
      starts.push(token.start || 1);
      const drawn = base.list.call(this, token);
      starts.pop();
      return drawn;
    },
    // One line per cell where the columns do not fit.
    table(token) {
      const drawn = base.table.call(this, token) as string;
      if (Math.max(...drawn.split('\n').map(cells)) <= columns) return kept(drawn);
      const cell = ({ tokens }: Tokens.TableCell): string => this.parser.parseInline(tokens);
      const rows = token.rows.map((row) =>
        row.map((one, column) => `${cell(token.header[column]!)}: ${cell(one)}`).join('\n'),
      );
      return `${rows.join('\n\n')}\n\n`;
    },
  };
  return new Marked(terminal, { renderer: ours, walkTokens: strongHead });
}

const strongHead: NonNullable<MarkedExtension['walkTokens']> = (token) => {
  if (token.type !== 'table') return;
  for (const cell of (token as Tokens.Table).header) {
    const { text, tokens } = cell;
    cell.tokens = [{ type: 'strong', raw: text, text, tokens }];
  }
};

const kept = (lines: string): string => lines.replaceAll(' ', KEPT);

/** In code a line may be broken at single blanks; indentation and columns stay. */
const keptRuns = (lines: string): string =>
  lines.replace(/^(?:\x1b\[\d+m| )+/gm, kept).replace(/ (?=(?:\x1b\[\d+m)* )|(?<= (?:\x1b\[\d+m)*) /g, KEPT);

const indented = (code: string): string => `${code.replace(/^(?=.)/gm, ' '.repeat(INDENT))}\n\n`;

/** marked-terminal begins an item with `* `; what follows in it hangs under its text. */
function items(body: string, start: number | undefined, { signs }: Paint): string {
  let number = start ?? 0;
  let hang = '';
  return body
    .trim()
    .split('\n')
    .map((line) => {
      if (!line.startsWith('* ')) return line && hang + line;
      const sign = start === undefined ? signs.bullet : `${number++}.`;
      hang = ' '.repeat(sign.length + 1);
      return `${ITEM}${sign} ${line.slice(2)}`;
    })
    .join('\n');
}
