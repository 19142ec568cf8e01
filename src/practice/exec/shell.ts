import { parse, type ParseEntry } from 'shell-quote';

/** One simple command of a line, and when it runs: always, after success, or after failure of the one before. */
interface Step {
  readonly when: ';' | '&&' | '||';
  readonly words: readonly string[];
}

/** What practice cannot do of a line for `sh -c`, in words. */
export interface TooMuch {
  readonly problem: string;
}

/** Reads a line for `sh -c`: words, quotes, variables, and commands after `;`, `&&` and `||`. Nothing else of a shell. */
export function readShellLine(
  line: string,
  env: Readonly<Record<string, string>>,
): readonly Step[] | TooMuch {
  const steps: { when: Step['when']; words: string[] }[] = [{ when: ';', words: [] }];
  let entries: ParseEntry[];
  try {
    entries = parse(line, { ...env });
  } catch (error) {
    return { problem: (error as Error).message };
  }
  for (const entry of entries) {
    if (typeof entry === 'string') steps.at(-1)!.words.push(entry);
    else if ('comment' in entry) break;
    else if (entry.op === 'glob') steps.at(-1)!.words.push(entry.pattern);
    else if (entry.op === ';' || entry.op === '&&' || entry.op === '||') {
      steps.push({ when: entry.op, words: [] });
    } else return { problem: `\`${entry.op}\`` };
  }
  return steps.filter(({ words }) => words.length > 0);
}

/** Runs the steps one after the other, as a shell decides which; resolves to the last exit code. */
export async function runSteps(
  steps: readonly Step[],
  run: (words: readonly string[]) => Promise<number>,
): Promise<number> {
  let code = 0;
  for (const { when, words } of steps) {
    if ((when === '&&' && code !== 0) || (when === '||' && code === 0)) continue;
    if (words[0] === 'exit') return words[1] === undefined ? code : Number(words[1]) & 0xff;
    code = await run(words);
  }
  return code;
}
