import { Author, exit } from '../author.ts';
import type { TinyProgram } from '../language.ts';

/** Prints why it cannot do what its name says, among the errors, and fails. */
export function notice(text: string): TinyProgram {
  const author = new Author();
  return author.program([author.print(text, 2), exit(1)]);
}
