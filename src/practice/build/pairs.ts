import { badRequest } from '../http/failure.ts';
import { splitWords } from './words.ts';

/**
 * `A=1 B="two words"`, or the old form `A two words` with one pair; names and values still with quotes and variables.
 * `file` is how messages call the Dockerfile.
 */
export function pairsOf(
  keyword: string,
  rest: string,
  escape: string,
  file: string,
): (readonly [name: string, value: string])[] {
  const words = splitWords(rest, escape);
  if (!words[0]!.includes('=')) {
    const [, name = '', value] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
    if (value === undefined) throw badRequest(`failed to parse ${file}: ${keyword} must have two arguments`);
    return [[name, value]];
  }
  return words.map((word) => {
    const at = word.indexOf('=');
    if (at < 0) {
      throw badRequest(
        `failed to parse ${file}: Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`,
      );
    }
    return [word.slice(0, at), word.slice(at + 1)];
  });
}
