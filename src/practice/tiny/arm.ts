import type { SystemCall } from './language.ts';
import type { Processor } from './machine-code.ts';
import { littleEndian } from './machine-code.ts';

/** Linux' numbers for 32-bit ARM (arch/arm/tools/syscall.tbl). */
const NUMBERS = { exit: 1, read: 3, write: 4, open: 5, sleep: 162 } as const;

const words = (...codes: number[]): number[] => codes.flatMap((code) => littleEndian(code, 4));
const pop = (register: number): number => 0xe49d0004 + (register << 12);
const call = (name: keyof typeof NUMBERS): number[] => words(0xe3a07000 + NUMBERS[name], 0xef000000);
const slot = (index: number): number => 4 * (index + 1);

/** A branch counts instructions from two behind itself. */
const branch = (code: number, distance: number): number => code + ((distance / 4 - 2) & 0xffffff);

const COMPARE = [0xe1510000, 0xe3a00000]; // cmp r1, r0; mov r0, #0

const OPERATE = {
  add: words(0xe0810000),
  subtract: words(0xe0410000),
  multiply: words(0xe0000091),
  equal: words(...COMPARE, 0x03a00001),
  less: words(...COMPARE, 0xb3a00001),
};

const SYSTEM: Readonly<Record<SystemCall, readonly number[]>> = {
  write: [...words(pop(2), pop(1), pop(0)), ...call('write')],
  read: [...words(pop(2), pop(1), pop(0)), ...call('read')],
  // The length is not needed; r1 = 0: to read.
  open: [...words(pop(1), pop(0), 0xe3a01000), ...call('open')],
  // Seconds and no nanoseconds on the stack, r0 points to them, r1 is nothing.
  sleep: [
    ...words(pop(0), 0xe3a01000, 0xe52d1004, 0xe52d0004, 0xe1a0000d),
    ...call('sleep'),
    ...words(0xe28dd008), // add sp, sp, #8
  ],
};

/** 32-bit ARM from version 6 on: the accumulator is r0; r11 points to the argument count, the locals are below it. */
export const arm: Processor = {
  jumpLength: 4,
  jumpIfZeroLength: 8,
  begin: (locals) => words(0xe1a0b00d, 0xe24dd000 + 4 * locals),
  // Loads the word behind the next instruction, which jumps over it.
  number: (value) => words(0xe59f0000, 0xea000000, value),
  local: (index) => words(0xe51b0000 + slot(index)),
  argumentCount: () => words(0xe59b0000),
  argument: () => words(0xe08b0100, 0xe5900004),
  byte: () => words(0xe5d00000),
  push: () => words(0xe52d0004),
  operate: (operator) => [...words(pop(1)), ...OPERATE[operator]],
  setLocal: (index) => words(0xe50b0000 + slot(index)),
  system: (name) => SYSTEM[name],
  exit: () => call('exit'),
  jump: (distance) => words(branch(0xea000000, distance)),
  // cmp r0, #0; beq
  jumpIfZero: (distance) => words(0xe3500000, branch(0x0a000000, distance - 4)),
};
