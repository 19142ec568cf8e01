import {
  add,
  argument,
  argumentCount,
  ask,
  Author,
  byte,
  equal,
  exit,
  less,
  multiply,
  not,
  number,
  repeat,
  room,
  run,
  subtract,
  when,
} from '../author.ts';
import type { Local, Text } from '../author.ts';
import type { Expression, Statement, TinyProgram } from '../language.ts';

const ROOM = 65_536;
const [SLASH, ZERO, NINE] = [...'/09'].map((letter) => number(letter.charCodeAt(0))) as [
  Expression,
  Expression,
  Expression,
];
const ERRORS = 2;

/** What the box can do; each name is a link to it in `/bin`. */
export const APPLETS = ['sh', 'echo', 'cat', 'sleep', 'true', 'false'] as const;

/**
 * One program with many names, like the original: `echo`, `cat`, `sleep`, `true`, `false`, and a `sh` that only says
 * what it is. `image` is whose stand-in it speaks for.
 */
export function box(image: string): TinyProgram {
  const author = new Author();
  /** Number of the argument that names the applet; what follows are its operands. */
  const first = author.local();
  const name = author.local();
  const at = author.local();
  const length = author.local();
  const file = author.local();
  const failed = author.local();
  const newline = author.text('\n');
  const space = author.text(' ');

  const operand = (): Expression => argument(at.value);
  const print = ({ at: from, length: bytes }: Text, to = 1): Statement =>
    run(ask('write', number(to), from, number(bytes)));
  const next = at.to(add(at.value, number(1)));
  const eachOperand = (...body: Statement[]): Statement[] => [
    at.to(add(first.value, number(1))),
    repeat(less(at.value, argumentCount), ...body, next),
  ];
  const printOperand = (to = 1): Statement[] => [
    ...author.measure(operand(), length),
    run(ask('write', number(to), operand(), length.value)),
  ];
  /** Runs the body when the applet's name is this word; the body ends with an exit. */
  const applet = (word: string, ...body: Statement[]): Statement => when(isWord(name.value, word), ...body);

  const copyFile = [
    length.to(ask('read', file.value, room, number(ROOM))),
    repeat(
      less(number(0), length.value),
      run(ask('write', number(1), room, length.value)),
      length.to(ask('read', file.value, room, number(ROOM))),
    ),
    when(less(length.value, number(0)), author.print('cat: read error\n', ERRORS), failed.to(number(1))),
  ];

  return author.program(
    [
      first.to(number(0)),
      ...baseName(argument(number(0)), name, at),
      // `busybox echo hi`: the name is the next word.
      when(
        isWord(name.value, 'busybox'),
        first.to(number(1)),
        when(less(argumentCount, number(2)), author.print(introduction(image)), exit(0)),
        name.to(argument(number(1))),
      ),
      applet('true', exit(0)),
      applet('false', exit(1)),
      applet(
        'echo',
        ...eachOperand(when(less(add(first.value, number(1)), at.value), print(space)), ...printOperand()),
        print(newline),
        exit(0),
      ),
      applet(
        'cat',
        failed.to(number(0)),
        when(equal(argumentCount, add(first.value, number(1))), file.to(number(0)), ...copyFile),
        ...eachOperand(
          ...author.measure(operand(), length),
          file.to(ask('open', operand(), length.value)),
          when(
            less(file.value, number(0)),
            author.print("cat: can't open '", ERRORS),
            ...printOperand(ERRORS),
            author.print("'\n", ERRORS),
            failed.to(number(1)),
          ),
          when(not(less(file.value, number(0))), ...copyFile),
        ),
        { kind: 'exit', code: failed.value },
      ),
      applet(
        'sleep',
        when(
          equal(argumentCount, add(first.value, number(1))),
          author.print('sleep: missing operand: write how many seconds\n', ERRORS),
          exit(1),
        ),
        // The seconds are gathered in `length`; whatever is no digit ends them.
        length.to(number(0)),
        at.to(argument(add(first.value, number(1)))),
        repeat(
          isDigit(byte(at.value)),
          length.to(add(multiply(length.value, number(10)), subtract(byte(at.value), ZERO))),
          next,
        ),
        run(ask('sleep', length.value)),
        exit(0),
      ),
      applet(
        'sh',
        // Without a command a shell that nobody talks to ends in peace.
        when(equal(argumentCount, add(first.value, number(1))), exit(0)),
        author.print(introduction(image), ERRORS),
        exit(127),
      ),
      author.print('applet not found\n', ERRORS),
      exit(127),
    ],
    ROOM,
  );
}

const introduction = (image: string): string =>
  `This is the practice stand-in of ${image}, not a Linux: it knows ${APPLETS.filter((name) => name !== 'sh').join(', ')}.\n` +
  'A shell and its commands need the real image on a real engine (--engine docker).\n';

const isDigit = (value: Expression): Expression =>
  multiply(less(subtract(ZERO, number(1)), value), less(value, add(NINE, number(1))));

/** 1 when the text at an address is exactly this word. */
function isWord(at: Expression, word: string): Expression {
  const letters = [...new TextEncoder().encode(word), 0];
  // All letters are looked at: behind a shorter text the memory goes on, with further arguments and the environment.
  return letters
    .map((letter, index) => equal(byte(add(at, number(index))), number(letter)))
    .reduce((all, one) => multiply(all, one));
}

/** Has `result` point behind the last slash. */
function baseName(text: Expression, result: Local, at: Local): Statement[] {
  return [
    result.to(text),
    at.to(text),
    repeat(
      byte(at.value),
      when(equal(byte(at.value), SLASH), result.to(add(at.value, number(1)))),
      at.to(add(at.value, number(1))),
    ),
  ];
}
