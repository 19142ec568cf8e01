import type { Evaluation } from './kind.ts';
import { natureOf } from './file-nature.ts';
import { code, firstLine } from './phrases.ts';
import { passwordLine } from './password-line.ts';
import { registryRefusal } from './registry-refusal.ts';

/** More than this is no text that a lab looks into, in bytes. */
export const TEXT_LIMIT = 16 * 1024 * 1024;

const EMPTY =
  'What was to print into it ended with an error, or printed nothing: type that command once without `> FILE`, and read.';

/** What a file holds instead: nothing, an error of a registry, or how it begins (not where that could be a secret). */
export function contentIs(name: string, content: string, wanted = ''): Partial<Evaluation> {
  if (content.trim() === '') return { nearest: `${code(name)} is empty`, help: EMPTY };
  const refusal = registryRefusal(content);
  if (refusal)
    return {
      nearest: `it holds an answer of a registry that refused: ${firstLine(refusal)}`,
      help: /^(UNAUTHORIZED|DENIED)/.test(refusal)
        ? 'It wants a login: with `curl` that is `-u NAME:PASSWORD`. Is it there, and is it right?'
        : 'Compare the address that you asked, word by word; `curl --fail` would have told.',
    };
  const status = /^HTTP\/[\d.]+ (\d{3})\b/.exec(content)?.[1];
  if (status !== undefined)
    return {
      nearest: `it begins with ${code(firstLine(content, 60))}`,
      help:
        status === '401'
          ? 'Status 401 is a refusal: the request had no login or token, or one that is not good for this.'
          : undefined,
    };
  if (/^\$[\w({]/.test(wanted) && !content.includes('$'))
    return {
      nearest: `there is not one ${code('$')} in it`,
      help: `The shell that wrote it put values in the place of the variables. With quotes around the first word, as in ${code("<<'END'")}, it writes each line as it stands.`,
    };
  const nature = natureOf(content);
  if (nature) return { nearest: `it is ${nature}` };
  const line = /^(.+):\$2$/.exec(wanted);
  if (line) return passwordLine(line[1]!, name, content);
  if (/auth|passw|secret|token|\$2[aby]\$|PRIVATE KEY/i.test(content)) return {};
  return { nearest: `it begins with ${code(firstLine(content, 60))}` };
}
