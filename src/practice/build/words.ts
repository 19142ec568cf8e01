import { badRequest } from '../http/failure.ts';

/** What a Dockerfile's variables mean at one place; undefined when there is no such variable. */
export type Variables = (name: string) => string | undefined;

/**
 * Splits at white space, and leaves quotes and escapes as they are. White space within quotes, or after the escape
 * character, parts nothing.
 */
export function splitWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    if (char === escape && quote !== "'" && at + 1 < text.length) {
      word += char + text[++at]!;
    } else if (quote) {
      word += char;
      if (char === quote) quote = '';
    } else if (/\s/.test(char)) {
      if (word) words.push(word);
      word = '';
    } else {
      if (char === '"' || char === "'") quote = char;
      word += char;
    }
  }
  if (word) words.push(word);
  return words;
}

/** One word with its variables replaced and its quotes taken off. Throws in the builder's words for broken ones. */
export function expandWord(word: string, variables: Variables, escape: string): string {
  return new Expansion(word, variables, escape).whole();
}

/** The same, and what the variables brought in may be several words, as for `EXPOSE $PORTS`. */
export function expandWords(text: string, variables: Variables, escape: string): string[] {
  return splitWords(text, escape).flatMap((word) => {
    const expanded = expandWord(word, variables, escape);
    return /^["']/.test(word) ? [expanded] : expanded.split(/\s+/).filter(Boolean);
  });
}

class Expansion {
  readonly #word: string;
  readonly #variables: Variables;
  readonly #escape: string;
  #at = 0;

  constructor(word: string, variables: Variables, escape: string) {
    this.#word = word;
    this.#variables = variables;
    this.#escape = escape;
  }

  whole(): string {
    return this.#until('');
  }

  /** Reads up to a closing character, which is taken too. */
  #until(end: string): string {
    let result = '';
    while (this.#at < this.#word.length) {
      const char = this.#word[this.#at]!;
      if (char === end) {
        this.#at += 1;
        return result;
      }
      if (char === "'") result += this.#singleQuoted();
      else if (char === '"') result += this.#doubleQuoted();
      else if (char === '$') result += this.#dollar();
      else if (char === this.#escape) {
        // At the very end it stands for nothing.
        result += this.#word[this.#at + 1] ?? '';
        this.#at += 2;
      } else {
        result += char;
        this.#at += 1;
      }
    }
    if (end) throw this.#failure(`syntax error: missing '${end}'`);
    return result;
  }

  #singleQuoted(): string {
    const end = this.#word.indexOf("'", this.#at + 1);
    if (end < 0) throw this.#failure('unexpected end of statement while looking for matching single-quote');
    const text = this.#word.slice(this.#at + 1, end);
    this.#at = end + 1;
    return text;
  }

  #doubleQuoted(): string {
    let result = '';
    this.#at += 1;
    while (this.#at < this.#word.length) {
      const char = this.#word[this.#at]!;
      if (char === '"') {
        this.#at += 1;
        return result;
      }
      if (char === '$') {
        result += this.#dollar();
      } else if (char === this.#escape) {
        const next = this.#word[this.#at + 1];
        const special = next === '"' || next === '$' || next === this.#escape;
        result += special ? next : char + (next ?? '');
        this.#at += 2;
      } else {
        result += char;
        this.#at += 1;
      }
    }
    throw this.#failure('unexpected end of statement while looking for matching double-quote');
  }

  #dollar(): string {
    this.#at += 1;
    if (this.#word[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? '$' : (this.#variables(name) ?? '');
    }
    this.#at += 1;
    if (this.#word[this.#at] === '}') throw this.#failure('syntax error: bad substitution');
    const name = this.#name();
    const value = this.#variables(name);
    const next = this.#word[this.#at];
    if (next === '}') {
      this.#at += 1;
      return value ?? '';
    }
    const colon = next === ':';
    if (colon) this.#at += 1;
    const modifier = this.#word[this.#at] ?? '';
    if (!colon && !'-+?'.includes(modifier || ' ')) throw this.#failure("missing ':' in substitution");
    this.#at += 1;
    const other = this.#until('}');
    const set = colon ? value !== undefined && value !== '' : value !== undefined;
    if (modifier === '-') return set ? value! : other;
    if (modifier === '+') return set ? other : '';
    if (modifier === '?') {
      if (set) return value!;
      throw this.#failure(`${name}: ${other || 'not allowed to be unset'}`);
    }
    throw this.#failure(`unsupported modifier (${modifier}) in substitution`);
  }

  #name(): string {
    const name = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])/.exec(this.#word.slice(this.#at))?.[0] ?? '';
    this.#at += name.length;
    return name;
  }

  #failure(problem: string): Error {
    return badRequest(`failed to process ${JSON.stringify(this.#word)}: ${problem}`);
  }
}
