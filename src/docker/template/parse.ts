import { lex, lineOf, type Token } from './lex.ts';
import { TemplateProblem, type Node, type Operand, type Pipe } from './tree.ts';

/**
 * Parses a Go template: text, actions, `if`, `with`, `range`, `else`, variables and pipelines.
 * `known` are the functions that may be called. Throws a {@link TemplateProblem}, worded as Go words it.
 */
export function parse(source: string, known: ReadonlySet<string>): readonly Node[] {
  return new Parser(source, known).whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly source: string;
  private readonly known: ReadonlySet<string>;
  private readonly scope: string[] = ['$'];
  private next = 0;

  constructor(source: string, known: ReadonlySet<string>) {
    this.source = source;
    this.known = known;
    this.tokens = lex(source);
  }

  whole(): readonly Node[] {
    const { nodes, ended } = this.list();
    if (ended) throw this.problem(`unexpected {{${ended}}}`);
    return nodes;
  }

  /** Nodes up to the end, or up to the `{{end}}` or `{{else …}}` that closes them. */
  private list(): { nodes: Node[]; ended: '' | 'end' | 'else' } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.tokens[this.next++];
      if (!token) return { nodes, ended: '' };
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text });
        continue;
      }
      this.skipSpace();
      const word = this.peek()?.kind === 'word' ? this.peek()!.text : '';
      if (word === 'end' || word === 'else') {
        this.next++;
        return { nodes, ended: word };
      }
      nodes.push(this.action(word));
    }
  }

  private action(word: string): Node {
    if (word === 'if' || word === 'with' || word === 'range') {
      this.next++;
      return this.control(word);
    }
    if (word === 'break' || word === 'continue') {
      this.next++;
      this.expectClose();
      return { kind: word };
    }
    return { kind: 'action', pipe: this.pipe('command') };
  }

  private control(kind: 'if' | 'with' | 'range'): Node {
    const depth = this.scope.length;
    const pipe = this.pipe(kind);
    const { nodes: body, ended } = this.list();
    let otherwise: readonly Node[] = [];
    if (ended === 'else') {
      this.skipSpace();
      const word = this.peek();
      if (word?.kind === 'word' && word.text === kind && kind !== 'range') {
        this.next++;
        otherwise = [this.control(kind)]; // the nested one takes the `end`
        this.scope.length = depth;
        return { kind, pipe, body, otherwise };
      }
      this.expectClose();
      const rest = this.list();
      if (rest.ended !== 'end') throw this.problem('unexpected EOF');
      otherwise = rest.nodes;
    } else if (ended === 'end') {
      this.expectClose();
    } else {
      throw this.problem('unexpected EOF');
    }
    if (ended === 'else') this.expectClose();
    this.scope.length = depth;
    return { kind, pipe, body, otherwise };
  }

  private pipe(context: string, closer = '}}'): Pipe {
    const { names, assigns } = this.declarations();
    const commands: Operand[][] = [];
    let command: Operand[] = [];
    for (;;) {
      this.skipSpace();
      const token = this.peek();
      if (!token) throw this.problem('unclosed action');
      if (token.text === closer || token.kind === 'close') {
        if (token.text !== closer) throw this.problem('unclosed left paren');
        this.next++;
        if (!command.length) throw this.problem(`missing value for ${context}`);
        return { names, assigns, commands: [...commands, command] };
      }
      if (token.text === '|' && token.kind === 'symbol') {
        if (!command.length) throw this.problem(`missing value for ${context}`);
        this.next++;
        commands.push(command);
        command = [];
        continue;
      }
      command.push(this.operand());
    }
  }

  private declarations(): { names: string[]; assigns: boolean } {
    const start = this.next;
    const names: string[] = [];
    this.skipSpace();
    while (this.peek()?.kind === 'variable') {
      names.push(this.tokens[this.next++]!.text);
      this.skipSpace();
      const symbol = this.peek()?.text;
      if (symbol === ',') {
        this.next++;
        this.skipSpace();
      } else if (symbol === ':=' || symbol === '=') {
        this.next++;
        if (symbol === ':=') this.scope.push(...names);
        return { names, assigns: symbol === '=' };
      } else break;
    }
    this.next = start;
    return { names: [], assigns: false };
  }

  private operand(): Operand {
    const token = this.tokens[this.next++]!;
    const { at } = token;
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: unquote(token.text), at };
      case 'number':
        return { kind: 'literal', value: Number(token.text), at };
      case 'field': {
        const second = this.peek();
        const path = [token.text.slice(1), ...this.fields()];
        // Go reports a chain of fields at its second one.
        return { kind: 'field', path, text: `.${path.join('.')}`, at: path.length > 1 ? second!.at : at };
      }
      case 'variable': {
        if (!this.scope.includes(token.text)) throw this.problem(`undefined variable "${token.text}"`, at);
        const path = this.fields();
        return { kind: 'variable', name: token.text, path, text: [token.text, ...path].join('.'), at };
      }
      case 'word':
        return this.word(token);
      default:
    }
    if (token.text === '.') return { kind: 'dot', at };
    if (token.text === '(') {
      const pipe = this.pipe('parenthesized pipeline', ')');
      const path = this.fields();
      return { kind: 'group', pipe, path, at, text: this.source.slice(at, this.peek()?.at) };
    }
    throw this.problem(`unexpected "${token.text}" in operand`, at);
  }

  private word(token: Token): Operand {
    const { at, text } = token;
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at };
    if (text === 'nil') return { kind: 'nil', at };
    if (!this.known.has(text)) throw this.problem(`function "${text}" not defined`, at);
    return { kind: 'function', name: text, at };
  }

  private fields(): string[] {
    const path: string[] = [];
    while (this.peek()?.kind === 'field') path.push(this.tokens[this.next++]!.text.slice(1));
    return path;
  }

  private peek(): Token | undefined {
    return this.tokens[this.next];
  }

  private skipSpace(): void {
    while (this.peek()?.kind === 'space') this.next++;
  }

  private expectClose(): void {
    this.skipSpace();
    const token = this.tokens[this.next++];
    if (token?.kind !== 'close') throw this.problem(`unexpected "${token?.text ?? 'EOF'}" in command`);
  }

  private problem(message: string, at = this.peek()?.at ?? this.source.length): TemplateProblem {
    return new TemplateProblem('parsing', `${lineOf(this.source, at)}: ${message}`);
  }
}

const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function unquote(text: string): string | number {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  const value = inner.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|(.))/g,
    (_, x?: string, u?: string, c?: string) =>
      c === undefined ? String.fromCodePoint(parseInt(x ?? u!, 16)) : (escapes[c] ?? c),
  );
  return text.startsWith("'") ? value.codePointAt(0)! : value;
}
