import { Failure } from '../failure.ts';

/** Control characters that a person types while answering. */
const ctrlC = '\x03';
const ctrlD = '\x04';
const erase = /[\x7f\b]/;

/** Asks one question and resolves to the answer. With `hidden` nothing of it is shown. */
export type Ask = (question: string, options?: { readonly hidden?: boolean }) => Promise<string>;

/**
 * Lets `work` ask on the terminal. The terminal's own echo is off from before the first question until `work` ends: who
 * types or pastes ahead of a question must not see a password appear. Interrupting ends the command with 130, as a
 * shell expects.
 */
export async function asking<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  const input = process.stdin;
  let ahead = '';
  let arrived = () => {};
  const read = (chunk: Buffer): void => {
    ahead += chunk.toString('utf8');
    arrived();
  };
  const nextCharacter = async (): Promise<string> => {
    while (ahead === '') await new Promise<void>((resolve) => (arrived = resolve));
    const [character = ''] = ahead;
    ahead = ahead.slice(character.length);
    return character;
  };
  input.setRawMode(true);
  input.on('data', read);
  input.resume();
  try {
    return await work(async (question, { hidden = false } = {}) => {
      process.stdout.write(question);
      try {
        return await readAnswer(nextCharacter, hidden);
      } finally {
        process.stdout.write('\n');
      }
    });
  } finally {
    input.off('data', read);
    input.setRawMode(false);
    input.pause();
  }
}

async function readAnswer(nextCharacter: () => Promise<string>, hidden: boolean): Promise<string> {
  let answer = '';
  for (;;) {
    const character = await nextCharacter();
    if (character === '\r' || character === '\n') return answer;
    if (character === ctrlC) throw new Failure('', 130);
    if (character === ctrlD && !answer) throw new Failure('Error: EOF');
    if (erase.test(character)) {
      if (answer && !hidden) process.stdout.write('\b \b');
      answer = [...answer].slice(0, -1).join('');
    } else if (character >= ' ') {
      answer += character;
      if (!hidden) process.stdout.write(character);
    }
  }
}
