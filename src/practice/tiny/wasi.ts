import { signed, unsigned, vector } from './wasm-encoding.ts';

/** Parameters and results of the functions, in WebAssembly's letters: i is i32, I is i64. */
const SIGNATURES = {
  start: ['', ''],
  one: ['i', ''],
  sleep: ['i', 'i'],
  two: ['ii', 'i'],
  three: ['iii', 'i'],
  four: ['iiii', 'i'],
  path: ['iiiiiIIii', 'i'],
} as const;

type Signature = keyof typeof SIGNATURES;

/** What the programs need of WASI. */
const IMPORTS = {
  args_sizes_get: 'two',
  args_get: 'two',
  fd_write: 'four',
  fd_read: 'four',
  fd_prestat_get: 'two',
  fd_prestat_dir_name: 'three',
  path_open: 'path',
  poll_oneoff: 'four',
  proc_exit: 'one',
} as const satisfies Record<string, Signature>;

const TYPES = { i: 0x7f, I: 0x7e } as const;
const MODULE = 'wasi_snapshot_preview1';

export function signatures(): number[][] {
  const letters = (text: string): number[] =>
    vector([...text].map((letter) => [TYPES[letter as keyof typeof TYPES]]));
  return Object.values(SIGNATURES).map(([parameters, results]) => [
    0x60,
    ...letters(parameters),
    ...letters(results),
  ]);
}

export function signatureIndex(name: Signature): number {
  return Object.keys(SIGNATURES).indexOf(name);
}

export function imports(name: (text: string) => number[]): number[][] {
  return Object.entries(IMPORTS).map(([each, signature]) => [
    ...name(MODULE),
    ...name(each),
    0x00,
    ...unsigned(signatureIndex(signature)),
  ]);
}

const get = (index: number): number[] => [0x20, ...unsigned(index)];
const set = (index: number): number[] => [0x21, ...unsigned(index)];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const LOAD = [0x28, 0x02, 0x00];
const LOAD_BYTE = [0x2d, 0x00, 0x00];
const STORE = [0x36, 0x02, 0x00];
const STORE_64 = [0x37, 0x03, 0x00];
const END = 0x0b;
const DROP = 0x1a;
const RETURN = 0x0f;

/** Where requests and answers are in memory; the first twelve bytes belong to the arguments. */
const BUFFER_LIST = 16;
const COUNT = 24;
const FILE = 28;
const SUBSCRIPTION = 64;
const EVENT = 128;
const PRESTAT = 192;
const NAME = 256;
const NAME_MAX = 3072;

/** The folder that WASI gives a program as the root of its files. */
const ROOT_FOLDER = 3;
const FOLLOW_LINKS = 1;
/** fd_read and fd_seek. */
const RIGHT_TO_READ = 0b110;

const NANOSECONDS = 1_000_000_000n;

const callImport = (name: keyof typeof IMPORTS): number[] => [
  0x10,
  ...unsigned(Object.keys(IMPORTS).indexOf(name)),
];

/** `if` the error on the stack is zero then what is at `answer`, else -1. */
const answerOf = (answer: number): number[] => [
  0x45,
  0x04,
  0x7f,
  ...constant(answer),
  ...LOAD,
  0x05,
  ...constant(-1),
  END,
];

/** fd_read and fd_write take a list of buffers: here always of one. */
const transfer = (name: 'fd_read' | 'fd_write'): number[] => [
  ...[...constant(BUFFER_LIST), ...get(1), ...STORE],
  ...[...constant(BUFFER_LIST + 4), ...get(2), ...STORE],
  ...[...get(0), ...constant(BUFFER_LIST), ...constant(1), ...constant(COUNT)],
  ...callImport(name),
  ...answerOf(COUNT),
];

/** Opens a path relative to a folder; the three are code that puts them on the stack. */
const openIn = (folder: number[], path: number[], length: number[]): number[] => [
  ...[...folder, ...constant(FOLLOW_LINKS), ...path, ...length, ...constant(0)],
  ...[0x42, ...signed(RIGHT_TO_READ), 0x42, ...signed(0), ...constant(0), ...constant(FILE)],
  ...callImport('path_open'),
  ...answerOf(FILE),
];

/** Locals of `open` behind its operands, the path and its length. */
const [PATH, LENGTH, FOLDER, SAME, NAME_LENGTH] = [0, 1, 2, 3, 4] as const;

const isSlash = (at: number[]): number[] => [...at, ...LOAD_BYTE, ...constant(0x2f), 0x46];
const plus = (index: number, more: number[]): number[] => [...get(index), ...more, 0x6a];

/** Counts in SAME how many letters of a folder's name the path begins with. */
const countSame = [
  ...[...constant(0), ...set(SAME), 0x03, 0x40],
  ...[...get(SAME), ...get(NAME_LENGTH), 0x48, 0x04, 0x40],
  ...[...plus(PATH, get(SAME)), ...LOAD_BYTE, ...constant(NAME), ...get(SAME), 0x6a, ...LOAD_BYTE, 0x46],
  ...[0x04, 0x40, ...plus(SAME, constant(1)), ...set(SAME), 0x0c, 2, END],
  ...[END, END],
];

/**
 * Volumes are folders of their own behind the root folder: the first whose name the path begins with has the file. All
 * other paths begin at the root folder; a slash in front is taken off.
 */
const open = [
  ...[...constant(ROOT_FOLDER + 1), ...set(FOLDER), 0x02, 0x40, 0x03, 0x40],
  // No more folders: out of the block.
  ...[...get(FOLDER), ...constant(PRESTAT), ...callImport('fd_prestat_get'), 0x0d, 1],
  ...[...constant(PRESTAT + 4), ...LOAD, ...set(NAME_LENGTH)],
  ...[...get(NAME_LENGTH), ...constant(NAME_MAX), 0x48, 0x04, 0x40],
  ...[...get(FOLDER), ...constant(NAME), ...get(NAME_LENGTH), ...callImport('fd_prestat_dir_name'), DROP],
  ...countSame,
  ...[...get(SAME), ...get(NAME_LENGTH), 0x46, ...isSlash(plus(PATH, get(NAME_LENGTH))), 0x71, 0x04, 0x40],
  ...openIn(
    get(FOLDER),
    [...plus(PATH, get(NAME_LENGTH)), ...constant(1), 0x6a],
    [...get(LENGTH), ...get(NAME_LENGTH), 0x6b, ...constant(1), 0x6b],
  ),
  ...[RETURN, END, END],
  ...[...plus(FOLDER, constant(1)), ...set(FOLDER), 0x0c, 0, END, END],
  ...[...isSlash(get(PATH)), 0x04, 0x40],
  ...[...plus(PATH, constant(1)), ...set(PATH), ...get(LENGTH), ...constant(1), 0x6b, ...set(LENGTH), END],
  ...openIn(constant(ROOT_FOLDER), get(PATH), get(LENGTH)),
];

/** One subscription to a clock, relative to now; poll_oneoff comes back when it rings. */
const sleep = [
  ...[...constant(SUBSCRIPTION + 16), ...constant(1), ...STORE], // the monotonic clock
  ...[...constant(SUBSCRIPTION + 24), ...get(0), 0xad, 0x42, ...signed64(NANOSECONDS), 0x7e, ...STORE_64],
  ...[...constant(SUBSCRIPTION), ...constant(EVENT), ...constant(1), ...constant(COUNT)],
  ...callImport('poll_oneoff'),
];

/** The system calls of the language, as functions of the module. */
export const SYSTEM_FUNCTIONS: readonly {
  readonly name: string;
  readonly signature: Signature;
  readonly locals: number;
  readonly body: readonly number[];
}[] = [
  { name: 'write', signature: 'three', locals: 0, body: transfer('fd_write') },
  { name: 'read', signature: 'three', locals: 0, body: transfer('fd_read') },
  { name: 'open', signature: 'two', locals: 3, body: open },
  { name: 'sleep', signature: 'sleep', locals: 0, body: sleep },
];

/** Imported functions come first, then the module's own, and the one that starts it. */
export function functionIndex(name: string): number {
  const names = [...Object.keys(IMPORTS), ...SYSTEM_FUNCTIONS.map((each) => each.name), 'start'];
  return names.indexOf(name);
}

function signed64(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  return rest === 0n && (low & 0x40) === 0 ? [low] : [low | 0x80, ...signed64(rest)];
}
