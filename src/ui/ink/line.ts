/** A line being edited. `cursor` counts UTF-16 units from 0 and never stands inside a character. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

export const emptyLine: Line = { text: '', cursor: 0 };

export const lineOf = (text: string): Line => ({ text, cursor: text.length });

export function insert({ text, cursor }: Line, added: string): Line {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length };
}

/** Characters as people see them: an emoji or a letter with its accents is one step for the cursor. */
const segmenter = new Intl.Segmenter();

function before(text: string, cursor: number): number {
  const last = [...segmenter.segment(text.slice(0, cursor))].at(-1);
  return last ? last.index : 0;
}

function after(text: string, cursor: number): number {
  const [first] = segmenter.segment(text.slice(cursor));
  return first ? cursor + first.segment.length : cursor;
}

/** Words as alt-b and alt-f of readline know them: letters and digits. */
function wordLeft(text: string, cursor: number): number {
  return cursor - /[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(text.slice(0, cursor))![0].length;
}

function wordRight(text: string, cursor: number): number {
  return cursor + /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(cursor))![0].length;
}

/** Words as ctrl-w of readline knows them: whatever stands between blanks. */
function blankLeft(text: string, cursor: number): number {
  return cursor - /\S*\s*$/.exec(text.slice(0, cursor))![0].length;
}

const cut = (text: string, from: number, to: number): Line => ({
  text: text.slice(0, from) + text.slice(to),
  cursor: from,
});

const edits: Readonly<Record<string, (line: Line) => Line>> = {
  left: ({ text, cursor }) => ({ text, cursor: before(text, cursor) }),
  right: ({ text, cursor }) => ({ text, cursor: after(text, cursor) }),
  home: ({ text }) => ({ text, cursor: 0 }),
  end: ({ text }) => lineOf(text),
  'alt-b': ({ text, cursor }) => ({ text, cursor: wordLeft(text, cursor) }),
  'alt-f': ({ text, cursor }) => ({ text, cursor: wordRight(text, cursor) }),
  backspace: ({ text, cursor }) => cut(text, before(text, cursor), cursor),
  delete: ({ text, cursor }) => cut(text, cursor, after(text, cursor)),
  'ctrl-k': ({ text, cursor }) => cut(text, cursor, text.length),
  'ctrl-u': ({ text, cursor }) => cut(text, 0, cursor),
  'ctrl-w': ({ text, cursor }) => cut(text, blankLeft(text, cursor), cursor),
  'alt-backspace': ({ text, cursor }) => cut(text, wordLeft(text, cursor), cursor),
  'alt-d': ({ text, cursor }) => cut(text, cursor, wordRight(text, cursor)),
};

const synonyms: Readonly<Record<string, string>> = {
  'ctrl-a': 'home',
  'ctrl-e': 'end',
  'ctrl-b': 'left',
  'ctrl-f': 'right',
  'ctrl-left': 'alt-b',
  'alt-left': 'alt-b',
  'ctrl-right': 'alt-f',
  'alt-right': 'alt-f',
  'ctrl-h': 'backspace',
};

const KILLS = ['ctrl-k', 'ctrl-u', 'ctrl-w', 'alt-backspace', 'alt-d'];

/** What a key cuts out of the line, to be put back with ctrl-y; undefined for keys that only move or delete. */
export function killed(line: Line, key: string): string | undefined {
  if (!KILLS.includes(key)) return undefined;
  const after = edits[key]!(line);
  const cutOut = line.text.slice(after.cursor, line.text.length - (after.text.length - after.cursor));
  return cutOut === '' ? undefined : cutOut;
}

/** The line after an editing key as in a shell; undefined when the key edits nothing. */
export function edit(line: Line, key: string): Line | undefined {
  return edits[synonyms[key] ?? key]?.(line);
}
