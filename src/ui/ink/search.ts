import type { Key } from './keys.ts';
import { emptyLine, lineOf } from './line.ts';
import type { Screen } from './screen.ts';

/** Ctrl-R: an earlier line that has `query` in it. */
export interface Search {
  readonly query: string;
  /** Index into the history of the line that is shown; its length while none is. */
  readonly at: number;
}

/**
 * A key while an earlier line is looked for. `done`: the search has ended with its line at the prompt, and the key
 * still has to do what it does there.
 */
export function searchKey(
  screen: Screen,
  search: Search,
  key: Key,
): { readonly screen: Screen; readonly done: boolean } | undefined {
  if (key.type === 'text')
    return {
      screen: find(screen, { ...search, query: search.query + key.text }, search.at + 1),
      done: false,
    };
  const name = key.type === 'key' ? key.name : '';
  if (name === 'ctrl-r') return { screen: find(screen, search, search.at), done: false };
  if (name === 'backspace' || name === 'ctrl-h') {
    const query = [...search.query].slice(0, -1).join('');
    return { screen: find(screen, { query, at: screen.history.length }, screen.history.length), done: false };
  }
  const { search: _, ...ended } = screen;
  // Escape keeps what was found, Ctrl-C and Ctrl-G give it up.
  if (name === 'escape') return { screen: ended, done: false };
  if (name === 'ctrl-c' || name === 'ctrl-g') return { screen: { ...ended, line: emptyLine }, done: false };
  return { screen: ended, done: true };
}

/** The latest line before `before` that has the query in it; the one that is shown where there is none. */
function find(screen: Screen, search: Search, before: number): Screen {
  const at = screen.history.findLastIndex(
    (line, index) => index < before && search.query !== '' && line.includes(search.query),
  );
  if (at < 0) return { ...screen, search };
  return { ...screen, search: { ...search, at }, line: lineOf(screen.history[at]!), at };
}
