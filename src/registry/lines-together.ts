import { endOfTurn } from './end-of-turn.ts';

/** Gathers the lines of one turn of the event loop and writes them at once; what is left when the process ends, too. */
export function linesTogether(write: (text: string) => void): (line: string) => void {
  let text = '';
  const flush = () => {
    const whole = text;
    text = '';
    if (whole !== '') write(whole);
  };
  process.on('exit', flush);
  return (line) => {
    if (text === '') void endOfTurn().then(flush);
    text += `${line}\n`;
  };
}
