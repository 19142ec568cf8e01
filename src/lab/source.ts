import { isMap, isNode, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Place } from './lab.ts';
import type { Problem } from './problem.ts';

export type Path = readonly PropertyKey[];

/** More aliases than this in one lab are a mistake or an attack (a "billion laughs" document), not content. */
const MAX_ALIASES = 100;

/** What the parser's words mean to somebody who writes a lab. */
const YAML_HELP: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a value with `: ` in it needs quotes around it, or a block that begins with `|`',
  MULTILINE_IMPLICIT_KEY: 'is the line before complete, with its quotes closed?',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_SCALAR_START: 'a value that begins with ` or @ needs quotes around it',
  UNRESOLVED_ALIAS: 'a value that begins with * needs quotes around it',
  DUPLICATE_KEY: 'each key stands once',
};

/** A YAML file whose every value still knows its line and column. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Undefined when the file is not valid YAML: then `problems` says why. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at `path` starts; the nearest enclosing value when there is none. */
  placeOf(path: Path): Place;
  /** Where the key itself (the last element of `path`) stands. */
  placeOfKey(path: Path): Place;
  placeAt(offset: number): Place;
  /** Text and offset of every scalar value. */
  readonly scalars: readonly { readonly raw: string; readonly offset: number }[];
}

export function readSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const all = [...document.errors, ...document.warnings];
  // What the parser says after a tab is about its own confusion.
  const tabs = all.filter(({ code }) => code === 'TAB_AS_INDENT');
  const problems: Problem[] = (tabs.length > 0 ? tabs : all).map(({ code, message, pos }) => {
    const opened = /closing ["']quote/.test(message) ? openQuote(document, pos[0]) : undefined;
    return opened === undefined
      ? { message: message.replace(/\.$/, ''), place: placeAt(pos[0]), suggestion: YAML_HELP[code] }
      : {
          message: 'the quote that opens here is not closed',
          place: placeAt(opened),
          suggestion: 'it ends with the same sign that it begins with',
        };
  });
  let data: unknown;
  if (problems.length === 0) {
    try {
      data = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      problems.push({ message: `not usable as YAML: ${(error as Error).message}`, place: placeAt(0) });
    }
  }
  return {
    file,
    text,
    data,
    problems,
    placeAt,
    placeOf: (path) => placeAt(startOf(find(document, path).value) ?? 0),
    placeOfKey: (path) => {
      const { key, value } = find(document, path);
      return placeAt(startOf(key) ?? startOf(value) ?? 0);
    },
    scalars: scalarsOf(document, text),
  };
}

/** Where the quoted value begins that the parser missed the end of, at an offset. */
function openQuote(document: Document, end: number): number | undefined {
  let last: number | undefined;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (type?.startsWith('QUOTE') && range && range[0] <= end) last = range[0];
    },
  });
  return last;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function find(document: Document, path: Path): { key?: unknown; value: unknown } {
  let value: unknown = document.contents;
  let key: unknown;
  for (const part of path) {
    let next: unknown;
    if (isMap(value)) {
      const pair: Pair | undefined = value.items.find(
        (item) => String((item.key as { value?: unknown }).value) === String(part),
      );
      key = pair?.key;
      // `key:` with nothing behind it has no range of its own: the key stands for it.
      next = isNode(pair?.value) && pair.value.range ? pair.value : pair?.key;
    } else if (isSeq(value)) {
      key = undefined;
      next = value.items[Number(part)];
    }
    if (next === undefined) return { value };
    value = next;
  }
  return { key, value };
}

function scalarsOf(document: Document, text: string): { raw: string; offset: number }[] {
  const found: { raw: string; offset: number }[] = [];
  visit(document, {
    Scalar(_key, node: Node) {
      if (node.range) found.push({ raw: text.slice(node.range[0], node.range[1]), offset: node.range[0] });
    },
  });
  return found;
}
