import { CloudFailure } from '../failure.ts';

export interface Words {
  /** What stands in front of and between the flags. */
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/** `--name value` and `--name=value`; a flag before another flag, or at the end, is `true`. */
export function readWords(argv: readonly string[], known: readonly string[]): Words {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const [name = '', ...attached] = word.slice(2).split('=');
    if (!known.includes(name)) throw new CloudFailure(`Unknown options: ${word}`, 252);
    const next = argv[at + 1];
    if (attached.length > 0) flags[name] = attached.join('=');
    else if (next === undefined || next.startsWith('--')) flags[name] = 'true';
    else {
      flags[name] = next;
      at++;
    }
  }
  return { words, flags };
}
