import { Author, exit } from '../author.ts';
import type { TinyProgram } from '../language.ts';

const GREETING = `
Hello from a practice image!
This message shows that an image can be pulled, and a container made and run.

What happened on the way here:
 1. The docker command asked the engine to run the image "hello-world".
 2. The engine pulled it from the practice Docker Hub, a stand-in on this
    machine, if it was not there already.
 3. The engine made a container of the image and ran the program in it, which
    wrote the text that you are reading.
 4. The engine sent that text to the docker command, and that to your terminal.

One layer holds this program for several machines: practice runs it as
WebAssembly, a real engine (--engine docker) as a program of Linux.

`;

/** Prints a greeting and ends, like its namesake, and says that it is practice. */
export function hello(): TinyProgram {
  const author = new Author();
  return author.program([author.print(GREETING), exit(0)]);
}
