import bcrypt from 'bcryptjs';
import { text as textOf } from 'node:stream/consumers';
import { EXIT, Fault } from '../fault.ts';
import type { Run } from './command.ts';

/** As `htpasswd -B` has it when nobody asks for more; some 70 ms for each guess. */
const COST = 10;
/** bcrypt reads no further, in bytes. */
const LONGEST = 72;

/** Prints a line for a password file; the password comes on standard input, never on the command line. */
export const run: Run = async ({ arguments: [user = ''], stdin, stdout }) => {
  if (!/^[^:\s]{1,255}$/.test(user)) {
    throw new Fault({
      what: `"${user}" cannot be a user name`,
      todo: 'leave out colons and spaces',
      exit: EXIT.usage,
    });
  }
  const todo = `send it in: echo "$password" | workshop registry htpasswd ${user}`;
  if (stdin.isTTY) {
    throw new Fault({
      what: 'the password is read from standard input, and that is your terminal',
      todo,
      exit: EXIT.usage,
    });
  }
  const password = (await textOf(stdin)).replace(/\r?\n$/, '');
  if (password === '')
    throw new Fault({ what: 'there was no password on standard input', todo, exit: EXIT.usage });
  if (Buffer.byteLength(password) > LONGEST) {
    throw new Fault({
      what: `bcrypt takes ${LONGEST} bytes of a password at most`,
      todo: 'choose a shorter one',
      exit: EXIT.usage,
    });
  }
  stdout.write(`${user}:${await bcrypt.hash(password, COST)}\n`);
  return EXIT.done;
};
