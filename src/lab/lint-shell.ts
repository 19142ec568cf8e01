import { spawnSync } from 'node:child_process';
import { shellCommands } from './shell-lines.ts';

export interface Unparsed {
  readonly command: string;
  /** As the shell puts it. */
  readonly reason: string;
}

/** The first commands that a shell cannot parse, one of each text; nothing is run. Empty where there is no bash. */
export function unparsable(texts: readonly string[]): (Unparsed | undefined)[] {
  if (texts.length === 0) return [];
  // One process for all of them is enough as long as nothing is wrong.
  if (syntaxError(texts.map((text) => `{\n${text}\n}`).join('\n')) === undefined)
    return texts.map(() => undefined);
  return texts.map((text) => {
    for (const command of shellCommands(text)) {
      const reason = syntaxError(command);
      if (reason !== undefined) return { command, reason };
    }
    return undefined;
  });
}

function syntaxError(script: string): string | undefined {
  const { status, error, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  if (error || status === 0) return undefined;
  const [line = ''] = stderr.split('\n');
  return line.replace(/^.*?: line \d+: /, '').replace(/\.$/, '') || 'the shell cannot parse it';
}
