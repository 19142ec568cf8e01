import type { Evaluation } from './kind.ts';
import { code } from './phrases.ts';

const HELP = '`htpasswd -nB NAME` or `workshop registry htpasswd NAME` prints a line with a bcrypt hash.';

/** What is wrong with a file of passwords that lacks the line of a user; its hashes and passwords are not shown. */
export function passwordLine(user: string, file: string, content: string): Partial<Evaluation> {
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const own = lines.find((line) => line.startsWith(`${user}:`));
  if (own !== undefined) {
    const kind = kindOf(own.slice(user.length + 1));
    return {
      nearest: `behind ${code(`${user}:`)} stands ${kind}, not a bcrypt hash`,
      help: `The registry takes bcrypt only. ${HELP}`,
    };
  }
  const others = lines
    .map((line) => /^([^:\s]+):\$2[aby]\$/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  if (others.length > 0)
    return {
      nearest: `its line is for the user ${code(others[0]!)}`,
      help: `A login is asked for by its name: make the line for ${code(user)}.`,
    };
  if (lines.some((line) => /^\$2[aby]\$/.test(line)))
    return {
      nearest: `${code(file)} holds a hash without a name`,
      help: `The line is name, colon, hash. ${HELP}`,
    };
  return { help: HELP };
}

function kindOf(hash: string): string {
  if (hash.startsWith('$apr1$')) return "Apache's MD5 hash (`$apr1$`)";
  if (hash.startsWith('{SHA}')) return 'a SHA-1 hash (`{SHA}`)';
  if (/^\$[156]\$/.test(hash)) return "a hash of the system's own kind";
  if (hash.trim() === '') return 'nothing';
  return /^\S{13}$/.test(hash) ? 'a crypt hash, or a password in the open' : 'a password in the open';
}
