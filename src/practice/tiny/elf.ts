import { amd64 } from './amd64.ts';
import { arm } from './arm.ts';
import { arm64 } from './arm64.ts';
import type { TinyProgram } from './language.ts';
import { littleEndian, machineCode } from './machine-code.ts';
import type { Processor } from './machine-code.ts';

interface Machine {
  readonly processor: Processor;
  /** `e_machine` of the ELF header. */
  readonly number: number;
  readonly flags: number;
  /** Bytes of an address. */
  readonly word: 4 | 8;
}

/** By the names that platforms of images use. */
const MACHINES: Readonly<Record<string, Machine>> = {
  amd64: { processor: amd64, number: 62, flags: 0, word: 8 },
  arm64: { processor: arm64, number: 183, flags: 0, word: 8 },
  // Version 5 of ARM's binary interface.
  arm: { processor: arm, number: 40, flags: 0x05000000, word: 4 },
};

/** Where Linux puts the program: texts and code first, room for reading on pages of its own. */
const CODE_ADDRESS = 0x400000;
const ROOM_ADDRESS = 0x800000;
const PAGE = 0x10000;

/** Size of the header and of one entry of the program's table, by the bytes of an address. */
const HEADER = { 4: 52, 8: 64 };
const SEGMENT = { 4: 32, 8: 56 };

const READ_EXECUTE = 5;
const READ_WRITE = 6;

/** An executable for Linux that needs nothing else; undefined for architectures that nobody taught us. */
export function elf(program: TinyProgram, architecture: string): Uint8Array | undefined {
  const machine = MACHINES[architecture];
  if (!machine) return undefined;
  const { word, processor } = machine;
  const textsAt = HEADER[word] + 2 * SEGMENT[word];
  // ARM fetches instructions from multiples of four only.
  const codeAt = Math.ceil((textsAt + program.texts.length) / 8) * 8;
  const code = machineCode(program, processor, { texts: CODE_ADDRESS + textsAt, room: ROOM_ADDRESS });
  const size = codeAt + code.length;
  const bytes = new Uint8Array(size);
  bytes.set(fileHeader(machine, CODE_ADDRESS + codeAt));
  bytes.set(
    segment(word, { address: CODE_ADDRESS, fileBytes: size, bytes: size, flags: READ_EXECUTE }),
    HEADER[word],
  );
  bytes.set(
    segment(word, {
      address: ROOM_ADDRESS,
      fileBytes: 0,
      bytes: Math.max(program.room, 1),
      flags: READ_WRITE,
    }),
    HEADER[word] + SEGMENT[word],
  );
  bytes.set(program.texts, textsAt);
  bytes.set(code, codeAt);
  return bytes;
}

/** System V ABI, chapter 4, "ELF header". */
function fileHeader({ number, flags, word }: Machine, entry: number): Uint8Array {
  const half = (value: number): number[] => littleEndian(value, 2);
  const address = (value: number): number[] => littleEndian(value, word);
  return Uint8Array.from([
    ...[0x7f, 0x45, 0x4c, 0x46], // its mark: 7f, ELF
    word === 8 ? 2 : 1, // 64 or 32 bits
    1, // lowest byte first
    1, // version of the format
    ...Array.from({ length: 9 }, () => 0), // System V, and room
    ...half(2), // an executable
    ...half(number),
    ...littleEndian(1, 4),
    ...address(entry),
    ...address(HEADER[word]), // where the segments are
    ...address(0), // no sections
    ...littleEndian(flags, 4),
    ...half(HEADER[word]),
    ...half(SEGMENT[word]),
    ...half(2), // segments
    ...half(0),
    ...half(0),
    ...half(0),
  ]);
}

interface Segment {
  readonly address: number;
  readonly fileBytes: number;
  readonly bytes: number;
  readonly flags: number;
}

/** System V ABI, chapter 5, "Program header": the flags are elsewhere for 32 bits than for 64. */
function segment(word: 4 | 8, { address, fileBytes, bytes, flags }: Segment): Uint8Array {
  const value = (number: number): number[] => littleEndian(number, word);
  const LOAD = littleEndian(1, 4);
  const where = [...value(0), ...value(address), ...value(address), ...value(fileBytes), ...value(bytes)];
  return Uint8Array.from(
    word === 8
      ? [...LOAD, ...littleEndian(flags, 4), ...where, ...value(PAGE)]
      : [...LOAD, ...where, ...littleEndian(flags, 4), ...value(PAGE)],
  );
}
