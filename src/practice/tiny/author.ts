import type { Expression, Operator, Statement, SystemCall, TinyProgram } from './language.ts';

/** A text of the program, in memory. A zero byte follows it. */
export interface Text {
  readonly at: Expression;
  /** Bytes, without the zero. */
  readonly length: number;
}

export const number = (value: number): Expression => ({ kind: 'number', value });
export const byte = (at: Expression): Expression => ({ kind: 'byte', at });
export const argument = (index: Expression): Expression => ({ kind: 'argument', index });
export const argumentCount: Expression = { kind: 'argument-count' };
export const room: Expression = { kind: 'room' };

const binary =
  (kind: Operator) =>
  (left: Expression, right: Expression): Expression => ({ kind, left, right });
export const add = binary('add');
export const subtract = binary('subtract');
export const multiply = binary('multiply');
export const equal = binary('equal');
export const less = binary('less');
export const not = (value: Expression): Expression => equal(value, number(0));

export const when = (condition: Expression, ...then: Statement[]): Statement => ({
  kind: 'if',
  condition,
  then,
});
export const repeat = (condition: Expression, ...body: Statement[]): Statement => ({
  kind: 'while',
  condition,
  body,
});
export const exit = (code: number): Statement => ({ kind: 'exit', code: number(code) });
export const ask = (call: SystemCall, ...operands: Expression[]): Expression => ({
  kind: 'system',
  call,
  operands,
});
export const run = (value: Expression): Statement => ({ kind: 'do', value });

/** A local of the program: read as an expression, changed by `to`. */
export interface Local {
  readonly value: Expression;
  to(value: Expression): Statement;
}

/** Collects the locals and texts of one program while it is written. */
export class Author {
  readonly #texts: number[] = [];
  #locals = 0;

  local(): Local {
    const index = this.#locals++;
    return { value: { kind: 'local', index }, to: (value) => ({ kind: 'set', local: index, value }) };
  }

  text(content: string): Text {
    const bytes = new TextEncoder().encode(content);
    const offset = this.#texts.length;
    this.#texts.push(...bytes, 0);
    return { at: { kind: 'text', offset }, length: bytes.length };
  }

  /** Writes a text of the program to a file: 1 is the output, 2 the errors. */
  print(content: string, file = 1): Statement {
    const { at, length } = this.text(content);
    return run(ask('write', number(file), at, number(length)));
  }

  /** Counts the bytes before the zero byte into `length`. */
  measure(at: Expression, length: Local): Statement[] {
    return [
      length.to(number(0)),
      repeat(byte(add(at, length.value)), length.to(add(length.value, number(1)))),
    ];
  }

  program(body: readonly Statement[], roomBytes = 0): TinyProgram {
    return { locals: this.#locals, texts: Uint8Array.from(this.#texts), room: roomBytes, body };
  }
}
