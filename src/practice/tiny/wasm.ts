import type { Expression, Statement, SystemCall, TinyProgram } from './language.ts';
import { section, signed, unsigned, vector } from './wasm-encoding.ts';
import { functionIndex, imports, signatureIndex, signatures, SYSTEM_FUNCTIONS } from './wasi.ts';

const TYPE_I32 = 0x7f;
const PAGE = 65_536;

/** Where things are in memory: what the system writes its answers to, the arguments, the texts, the room. */
const ANSWERS = 0;
const ARGUMENT_TABLE = 0x1000;
const ARGUMENT_TEXTS = 0x10000;
const ARGUMENTS_MAX = 0x20000;
const TEXTS = ARGUMENT_TEXTS + ARGUMENTS_MAX;

const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  br: 0x0c,
  brIf: 0x0d,
  call: 0x10,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  load: [0x28, 0x02, 0x00],
  loadByte: [0x2d, 0x00, 0x00],
  constant: 0x41,
  isZero: 0x45,
  add: 0x6a,
  subtract: 0x6b,
  multiply: 0x6c,
  equal: 0x46,
  less: 0x48,
  end: 0x0b,
  empty: 0x40,
};

/** A WebAssembly module for WASI (`wasi_snapshot_preview1`) that does what the program says. */
export function wasm(program: TinyProgram): Uint8Array {
  const room = Math.ceil((TEXTS + program.texts.length) / 16) * 16;
  const pages = Math.ceil((room + program.room) / PAGE);
  const main = functionBody(program.locals, [...readArguments(), ...compile(program, room)]);
  const bodies = [...SYSTEM_FUNCTIONS.map(({ body, locals }) => functionBody(locals, body)), main];
  const types = [
    ...SYSTEM_FUNCTIONS.map(({ signature }) => signatureIndex(signature)),
    signatureIndex('start'),
  ];
  const text = new TextEncoder();
  const name = (content: string): number[] => vector([...text.encode(content)].map((byte) => [byte]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // its mark, and version 1
    ...section(1, vector(signatures())),
    ...section(2, vector(imports(name))),
    ...section(3, vector(types.map((type) => unsigned(type)))),
    ...section(5, vector([[0x00, ...unsigned(pages)]])),
    ...section(
      7,
      vector([
        [...name('memory'), 0x02, 0x00],
        [...name('_start'), 0x00, ...unsigned(functionIndex('start'))],
      ]),
    ),
    ...section(10, vector(bodies.map((body) => [...unsigned(body.length), ...body]))),
    ...section(
      11,
      vector([
        [0x00, OP.constant, ...signed(TEXTS), OP.end, ...vector([...program.texts].map((byte) => [byte]))],
      ]),
    ),
  ]);
}

function functionBody(locals: number, code: readonly number[]): number[] {
  const declared = locals === 0 ? vector([]) : vector([[...unsigned(locals), TYPE_I32]]);
  return [...declared, ...code, OP.end];
}

const constant = (value: number): number[] => [OP.constant, ...signed(value)];
const call = (name: string): number[] => [OP.call, ...unsigned(functionIndex(name))];

/** Has the system write the arguments into memory, when they fit there. */
function readArguments(): number[] {
  return [
    ...constant(ANSWERS),
    ...constant(ANSWERS + 4),
    ...call('args_sizes_get'),
    OP.drop,
    // More than there is room for: no way to go on.
    ...[...constant(ARGUMENTS_MAX), ...constant(ANSWERS + 4), ...OP.load, OP.less],
    ...[...constant((ARGUMENT_TEXTS - ARGUMENT_TABLE) / 4), ...constant(ANSWERS), ...OP.load, OP.less],
    0x72, // i32.or
    ...[OP.if, OP.empty, ...constant(126), ...call('proc_exit'), OP.end],
    ...constant(ARGUMENT_TABLE),
    ...constant(ARGUMENT_TEXTS),
    ...call('args_get'),
    OP.drop,
  ];
}

function compile(program: TinyProgram, room: number): number[] {
  const evaluate = (expression: Expression): number[] => {
    switch (expression.kind) {
      case 'number':
        return constant(expression.value);
      case 'text':
        return constant(TEXTS + expression.offset);
      case 'room':
        return constant(room);
      case 'local':
        return [OP.localGet, ...unsigned(expression.index)];
      case 'argument-count':
        return [...constant(ANSWERS + 8), ...OP.load];
      case 'argument':
        return [
          ...evaluate(expression.index),
          ...[...constant(4), OP.multiply],
          ...[...constant(ARGUMENT_TABLE), OP.add, ...OP.load],
        ];
      case 'byte':
        return [...evaluate(expression.at), ...OP.loadByte];
      case 'system':
        return [...expression.operands.flatMap(evaluate), ...call(expression.call satisfies SystemCall)];
      default:
        return [...evaluate(expression.left), ...evaluate(expression.right), OP[expression.kind]];
    }
  };
  const execute = (statement: Statement): number[] => {
    switch (statement.kind) {
      case 'do':
        return [...evaluate(statement.value), OP.drop];
      case 'set':
        return [...evaluate(statement.value), OP.localSet, ...unsigned(statement.local)];
      case 'exit':
        return [...evaluate(statement.code), ...call('proc_exit')];
      case 'if':
        return [
          ...evaluate(statement.condition),
          OP.if,
          OP.empty,
          ...statement.then.flatMap(execute),
          OP.end,
        ];
      case 'while':
        return [
          ...[OP.block, OP.empty, OP.loop, OP.empty],
          ...[...evaluate(statement.condition), OP.isZero, OP.brIf, 1],
          ...statement.body.flatMap(execute),
          ...[OP.br, 0, OP.end, OP.end],
        ];
    }
  };
  // The count stands where system calls write their answers: it is kept beside them.
  const keepCount = [...constant(ANSWERS + 8), ...constant(ANSWERS), ...OP.load, 0x36, 0x02, 0x00];
  return [...keepCount, ...program.body.flatMap(execute)];
}
