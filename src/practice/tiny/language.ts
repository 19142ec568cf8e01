/**
 * The language in which the programs of the practice images are written: words of the machine, bytes in memory, and
 * four things to ask of the system. Small enough that a compiler to each kind of machine fits on one page.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'local'; readonly index: number }
  /** Where the program's own texts begin in memory, plus `offset` bytes. */
  | { readonly kind: 'text'; readonly offset: number }
  /** Where the room for reading begins. */
  | { readonly kind: 'room' }
  | { readonly kind: 'argument-count' }
  /** Where the argument of that number begins; it ends with a zero byte. Number 0 is the program's name. */
  | { readonly kind: 'argument'; readonly index: Expression }
  /** The byte at an address. */
  | { readonly kind: 'byte'; readonly at: Expression }
  | { readonly kind: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'system'; readonly call: SystemCall; readonly operands: readonly Expression[] };

/** Comparisons give 1 or 0, and take both sides as signed. */
export type Operator = 'add' | 'subtract' | 'multiply' | 'equal' | 'less';

/**
 * `write` (file, address, length) and `read` (file, address, length) give the number of bytes; `open` (address and
 * length of a path) gives a file to read. All are negative when the system refuses. `sleep` takes seconds.
 */
export type SystemCall = 'write' | 'read' | 'open' | 'sleep';

export type Statement =
  | { readonly kind: 'set'; readonly local: number; readonly value: Expression }
  | { readonly kind: 'do'; readonly value: Expression }
  | { readonly kind: 'if'; readonly condition: Expression; readonly then: readonly Statement[] }
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: readonly Statement[] }
  | { readonly kind: 'exit'; readonly code: Expression };

export interface TinyProgram {
  /** How many locals it uses, at most 30. */
  readonly locals: number;
  readonly texts: Uint8Array;
  /** Bytes of room for reading. */
  readonly room: number;
  /** Ends with an exit on every way. */
  readonly body: readonly Statement[];
}
