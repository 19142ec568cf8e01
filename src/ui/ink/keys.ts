import { withoutControls } from '../controls.ts';

/** What was pressed: printable text, a block pasted at once, or a named key (`enter`, `ctrl-a`, `alt-b`, `up`). */
export type Key =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'key'; readonly name: string };

const ESC = '\x1b';
export const PASTE_START = `${ESC}[200~`;
export const PASTE_END = `${ESC}[201~`;

const named: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift-tab',
  '1~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '5~': 'page-up',
  '6~': 'page-down',
  '7~': 'home',
  '8~': 'end',
  '11~': 'f1',
  '12~': 'f2',
  '13~': 'f3',
  '14~': 'f4',
};

/** Zero width space, word joiner, byte order mark: copied along from web pages, they would break a command unseen. */
const UNSEEN = /[\u200B\u2060\uFEFF]/g;

const typeable = (text: string): string => withoutControls(text, { color: false }).replace(UNSEEN, '');

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

const key = (name: string): Key => ({ type: 'key', name });

/** `ESC [ 1 ; 5 C`: the modifier is 1 + (shift 1, alt 2, ctrl 4), as in xterm's ctlseqs, *PC-Style Function Keys*. */
function csi(parameters: string, final: string): Key | undefined {
  // A cursor position report (ECMA-48 8.3.14): `ESC [ row ; column R`.
  if (final === 'R' && parameters.includes(';')) return key(`row-${parameters.split(';')[0]!}`);
  const [first = '', modifier = '1'] = parameters.split(';');
  const name = named[final === '~' ? `${first}~` : final];
  if (!name) return undefined;
  const bits = Number(modifier) - 1;
  if (bits & 4) return key(`ctrl-${name}`);
  if (bits & 2) return key(`alt-${name}`);
  return key(name);
}

/**
 * Turns what a terminal sends into keys. A sequence may arrive in pieces; `pending` says that one is unfinished, and
 * `flush` gives up waiting for its rest, so that a lone Escape is one.
 */
export class KeyDecoder {
  private rest = '';

  get pending(): boolean {
    return this.rest !== '' && !this.rest.startsWith(PASTE_START);
  }

  push(chunk: string): Key[] {
    this.rest += chunk;
    const keys: Key[] = [];
    for (let step = this.next(); step; step = this.next()) {
      this.rest = this.rest.slice(step.length);
      if (step.key) keys.push(step.key);
    }
    return keys;
  }

  flush(): Key[] {
    if (!this.pending) return [];
    const rest = this.rest;
    this.rest = '';
    return rest === ESC ? [key('escape')] : [];
  }

  private next(): { length: number; key?: Key | undefined } | undefined {
    const rest = this.rest;
    if (rest === '') return undefined;
    if (rest.startsWith(PASTE_START)) {
      const end = rest.indexOf(PASTE_END);
      if (end < 0) return undefined;
      return {
        length: end + PASTE_END.length,
        key: { type: 'paste', text: typeable(rest.slice(PASTE_START.length, end)) },
      };
    }
    if (rest[0] === ESC) return this.escape(rest);
    const control = controls[rest[0]!];
    if (control) return { length: rest.startsWith('\r\n') ? 2 : 1, key: key(control) };
    if (rest[0]! < ' ') {
      const letter = String.fromCharCode(rest.charCodeAt(0) + 96);
      return { length: 1, key: letter >= 'a' && letter <= 'z' ? key(`ctrl-${letter}`) : undefined };
    }

    const [given] = /^[^\x00-\x1f\x7f]+/.exec(rest)!;
    const text = typeable(given);
    return { length: given.length, key: text === '' ? undefined : { type: 'text', text } };
  }

  private escape(rest: string): { length: number; key?: Key | undefined } | undefined {
    if (rest.length === 1) return undefined;
    // The Linux console's function keys: `ESC [ [ A`.
    if (rest.startsWith(`${ESC}[[`)) {
      if (rest.length === 3) return undefined;
      const number = 'ABCD'.indexOf(rest[3]!) + 1;
      return { length: 4, key: number > 0 ? key(`f${number}`) : undefined };
    }
    if (rest[1] === '[') {
      const match = /^\x1b\[([0-?]*)([ -/]*)([@-~])?/.exec(rest)!;
      if (!match[3]) return match[0].length === rest.length ? undefined : { length: match[0].length };
      return { length: match[0].length, key: csi(match[1]!, match[3]) };
    }
    if (rest[1] === 'O') {
      if (rest.length === 2) return undefined;
      return { length: 3, key: csi('', rest[2]!) };
    }
    if (rest[1] === '\x7f' || rest[1] === '\b') return { length: 2, key: key('alt-backspace') };
    if (rest[1] === ESC) return { length: 1, key: key('escape') };
    const letter = /^[a-zA-Z0-9.<>]/.exec(rest[1]!);
    return letter
      ? { length: 2, key: key(`alt-${letter[0].toLowerCase()}`) }
      : { length: 1, key: key('escape') };
  }
}
