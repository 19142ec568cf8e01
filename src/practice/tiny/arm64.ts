import type { SystemCall } from './language.ts';
import type { Processor } from './machine-code.ts';
import { littleEndian } from './machine-code.ts';

/** Linux' numbers for 64-bit ARM (include/uapi/asm-generic/unistd.h). */
const NUMBERS = { open: 56, read: 63, write: 64, exit: 93, sleep: 101 } as const;

/** For `openat`: relative to the working directory. */
const WORKING_DIRECTORY = -100;

const words = (...codes: number[]): number[] => codes.flatMap((code) => littleEndian(code, 4));

const number = (value: number): number[] =>
  value < 0
    ? words(0x92800000 + ((~value & 0xffff) << 5)) // movn x0
    : words(0xd2800000 + ((value & 0xffff) << 5), 0xf2a00000 + ((value >>> 16) << 5)); // movz, movk lsl 16
const pop = (register: number): number => 0xf84107e0 + register;
const call = (name: keyof typeof NUMBERS): number[] => words(0xd2800008 + (NUMBERS[name] << 5), 0xd4000001);
const slot = (index: number): number => ((-8 * (index + 1)) & 0x1ff) << 12;

const COMPARE = 0xeb00003f; // cmp x1, x0

const OPERATE = {
  add: words(0x8b000020),
  subtract: words(0xcb000020),
  multiply: words(0x9b007c20),
  equal: words(COMPARE, 0x9a9f17e0),
  less: words(COMPARE, 0x9a9fa7e0),
};

const SYSTEM: Readonly<Record<SystemCall, readonly number[]>> = {
  write: [...words(pop(2), pop(1), pop(0)), ...call('write')],
  read: [...words(pop(2), pop(1), pop(0)), ...call('read')],
  // openat(working directory, path, to read): the length is not needed.
  open: [...words(pop(2), pop(1)), ...number(WORKING_DIRECTORY), ...words(0xd2800002), ...call('open')],
  // Seconds and no nanoseconds on the stack, x0 points to them, x1 is nothing.
  sleep: [
    ...words(pop(0), 0xa9bf7fe0, 0x910003e0, 0xd2800001),
    ...call('sleep'),
    ...words(0x910043ff), // add sp, sp, #16
  ],
};

/** 64-bit ARM: the accumulator is x0; x29 points to the argument count, the locals are below it. */
export const arm64: Processor = {
  jumpLength: 4,
  jumpIfZeroLength: 4,
  // mov x29, sp; sub sp, sp, a multiple of 16
  begin: (locals) => words(0x910003fd, 0xd10003ff + ((Math.ceil(locals / 2) * 16) << 10)),
  number,
  local: (index) => words(0xf8400000 + slot(index) + (29 << 5)),
  argumentCount: () => words(0xf94003a0),
  argument: () => words(0x8b000fa0, 0xf9400400),
  byte: () => words(0x39400000),
  push: () => words(0xf81f0fe0),
  operate: (operator) => [...words(pop(1)), ...OPERATE[operator]],
  setLocal: (index) => words(0xf8000000 + slot(index) + (29 << 5)),
  system: (name) => SYSTEM[name],
  exit: () => call('exit'),
  jump: (distance) => words(0x14000000 + ((distance / 4) & 0x3ffffff)),
  jumpIfZero: (distance) => words(0xb4000000 + (((distance / 4) & 0x7ffff) << 5)),
};
