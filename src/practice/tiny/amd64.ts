import type { SystemCall } from './language.ts';
import type { Processor } from './machine-code.ts';
import { littleEndian } from './machine-code.ts';

/** Linux' numbers for x86-64 (arch/x86/entry/syscalls/syscall_64.tbl). */
const NUMBERS = { read: 0, write: 1, open: 2, sleep: 35, exit: 60 } as const;

const SYSCALL = [0x0f, 0x05];
const POP = { rdi: 0x5f, rsi: 0x5e, rdx: 0x5a };

const number = (value: number): number[] => [0x48, 0xc7, 0xc0, ...littleEndian(value, 4)]; // mov rax, value
const call = (name: keyof typeof NUMBERS): number[] => [0xb8, ...littleEndian(NUMBERS[name], 4), ...SYSCALL];
const slot = (index: number): number[] => littleEndian(-8 * (index + 1), 4);

const COMPARE = [0x48, 0x39, 0xc8]; // cmp rax, rcx
const WIDEN = [0x0f, 0xb6, 0xc0]; // movzx eax, al

const OPERATE = {
  add: [0x48, 0x01, 0xc8],
  subtract: [0x48, 0x29, 0xc8],
  multiply: [0x48, 0x0f, 0xaf, 0xc1],
  equal: [...COMPARE, 0x0f, 0x94, 0xc0, ...WIDEN],
  less: [...COMPARE, 0x0f, 0x9c, 0xc0, ...WIDEN],
};

const SYSTEM: Readonly<Record<SystemCall, readonly number[]>> = {
  write: [POP.rdx, POP.rsi, POP.rdi, ...call('write')],
  read: [POP.rdx, POP.rsi, POP.rdi, ...call('read')],
  // The length is not needed; no flags, no mode: to read.
  open: [POP.rsi, POP.rdi, 0x31, 0xf6, 0x31, 0xd2, ...call('open')],
  // nanosleep takes seconds and nanoseconds in memory: push 0 below the seconds, and point to them.
  sleep: [0x58, 0x6a, 0x00, 0x50, 0x48, 0x89, 0xe7, 0x31, 0xf6, ...call('sleep'), 0x48, 0x83, 0xc4, 0x10],
};

/** x86-64: the accumulator is rax; rbp points to the argument count, the locals are below it. */
export const amd64: Processor = {
  jumpLength: 5,
  jumpIfZeroLength: 9,
  begin: (locals) => [0x48, 0x89, 0xe5, 0x48, 0x81, 0xec, ...littleEndian(8 * locals, 4)],
  number,
  local: (index) => [0x48, 0x8b, 0x85, ...slot(index)],
  argumentCount: () => [0x48, 0x8b, 0x45, 0x00],
  argument: () => [0x48, 0x8b, 0x44, 0xc5, 0x08],
  byte: () => [0x0f, 0xb6, 0x00],
  push: () => [0x50],
  operate: (operator) => [0x48, 0x89, 0xc1, 0x58, ...OPERATE[operator]],
  setLocal: (index) => [0x48, 0x89, 0x85, ...slot(index)],
  system: (name) => SYSTEM[name],
  exit: () => [0x48, 0x89, 0xc7, ...call('exit')],
  jump: (distance) => [0xe9, ...littleEndian(distance - 5, 4)],
  // test rax, rax; jz
  jumpIfZero: (distance) => [0x48, 0x85, 0xc0, 0x0f, 0x84, ...littleEndian(distance - 9, 4)],
};
