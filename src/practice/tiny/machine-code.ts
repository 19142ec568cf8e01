import type { Expression, Statement, SystemCall, TinyProgram } from './language.ts';

/** Where the parts of a program are in memory while it runs. */
export interface Layout {
  readonly texts: number;
  readonly room: number;
}

/** What a kind of processor needs to know for the compiler below: one file per processor. */
export interface Processor {
  /** The bytes that a jump takes. */
  readonly jumpLength: number;
  readonly jumpIfZeroLength: number;
  /** Keeps where the arguments are, and makes place for the locals. */
  begin(locals: number): readonly number[];
  /** Each leaves its result in the accumulator. */
  number(value: number): readonly number[];
  local(index: number): readonly number[];
  argumentCount(): readonly number[];
  /** The accumulator holds the argument's number. */
  argument(): readonly number[];
  /** The accumulator holds an address. */
  byte(): readonly number[];
  push(): readonly number[];
  /** The left side was pushed, the right one is in the accumulator. */
  operate(operator: 'add' | 'subtract' | 'multiply' | 'equal' | 'less'): readonly number[];
  setLocal(index: number): readonly number[];
  /** The operands were pushed in their order. */
  system(call: SystemCall): readonly number[];
  /** The accumulator holds the exit code. */
  exit(): readonly number[];
  /** `distance` counts from the beginning of the jump. */
  jump(distance: number): readonly number[];
  jumpIfZero(distance: number): readonly number[];
}

/** Compiles a program to the bytes of a processor, in one walk: every value goes through the accumulator. */
export function machineCode(program: TinyProgram, processor: Processor, layout: Layout): Uint8Array {
  const evaluate = (expression: Expression): number[] => {
    switch (expression.kind) {
      case 'number':
        return [...processor.number(expression.value)];
      case 'text':
        return [...processor.number(layout.texts + expression.offset)];
      case 'room':
        return [...processor.number(layout.room)];
      case 'local':
        return [...processor.local(expression.index)];
      case 'argument-count':
        return [...processor.argumentCount()];
      case 'argument':
        return [...evaluate(expression.index), ...processor.argument()];
      case 'byte':
        return [...evaluate(expression.at), ...processor.byte()];
      case 'system':
        return [
          ...expression.operands.flatMap((operand) => [...evaluate(operand), ...processor.push()]),
          ...processor.system(expression.call),
        ];
      default:
        return [
          ...evaluate(expression.left),
          ...processor.push(),
          ...evaluate(expression.right),
          ...processor.operate(expression.kind),
        ];
    }
  };
  const execute = (statement: Statement): number[] => {
    switch (statement.kind) {
      case 'do':
        return evaluate(statement.value);
      case 'set':
        return [...evaluate(statement.value), ...processor.setLocal(statement.local)];
      case 'exit':
        return [...evaluate(statement.code), ...processor.exit()];
      case 'if': {
        const then = statement.then.flatMap(execute);
        const over = processor.jumpIfZero(processor.jumpIfZeroLength + then.length);
        return [...evaluate(statement.condition), ...over, ...then];
      }
      case 'while': {
        const condition = evaluate(statement.condition);
        const body = statement.body.flatMap(execute);
        const out = processor.jumpIfZero(processor.jumpIfZeroLength + body.length + processor.jumpLength);
        const back = processor.jump(-(condition.length + out.length + body.length));
        return [...condition, ...out, ...body, ...back];
      }
    }
  };
  return Uint8Array.from([...processor.begin(program.locals), ...program.body.flatMap(execute)]);
}

/** A number as bytes, lowest first, in two's complement. */
export function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) & 0xff);
}
