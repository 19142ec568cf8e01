import { DockerfileParser } from 'dockerfile-ast';
import { badRequest } from '../http/failure.ts';
import { splitWords } from './words.ts';

export interface Flag {
  readonly name: string;
  /** Undefined for a flag that was written without `=`. */
  readonly value: string | undefined;
}

/** One instruction, its lines joined. */
export interface Instruction {
  /** Upper case. */
  readonly keyword: string;
  /** As `Step 1/3 : …` shows it. */
  readonly original: string;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags. */
  readonly rest: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface Dockerfile {
  readonly instructions: readonly Instruction[];
  readonly escape: string;
}

const KEYWORDS =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR';
const KNOWN = new Set(KEYWORDS.split(' '));

/** Parses a Dockerfile; throws in the builder's words. `name` is how messages call the file. */
export function parseDockerfile(text: string, name: string): Dockerfile {
  if (text.trim() === '') throw badRequest(`the Dockerfile (${name}) cannot be empty`);
  const wanted = /^(?:#[^\n]*\n)*?#\s*escape\s*=\s*(\S+)/i.exec(text)?.[1];
  if (wanted !== undefined && wanted !== '\\' && wanted !== '`') {
    throw badRequest(
      `failed to parse ${name}: invalid escape token '${wanted}' does not match ${'`'} or ${'\\'}`,
    );
  }
  const parsed = DockerfileParser.parse(text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n'));
  const escape = parsed.getEscapeCharacter();
  const instructions = parsed
    .getInstructions()
    .map((found) => instruction(found.getTextContent(), found.getRange().start.line + 1, escape));
  if (instructions.length === 0) throw badRequest(`failed to parse ${name}: file with no instructions`);
  return { instructions, escape };
}

/** One instruction from its lines; also the text of an ONBUILD trigger. */
export function instruction(text: string, line: number, escape: string): Instruction {
  const original = joined(text, escape);
  const [, word = '', after = ''] = /^(\S+)\s*([\s\S]*)$/.exec(original) ?? [];
  const keyword = word.toUpperCase();
  if (!KNOWN.has(keyword)) throw parseError(line, `unknown instruction: ${keyword}`);
  const heredoc = /^(?:RUN|COPY|ADD)$/.test(keyword) && /<<-?\s*["']?\w/.test(after);
  if (heredoc && keyword !== 'RUN') {
    throw parseError(
      line,
      `${keyword} with a here-document needs BuildKit, which practice has not: write the content to a file and copy that`,
    );
  }
  const { flags, rest } = takeFlags(after, escape);
  return { keyword, original, flags, rest: rest.trim(), line };
}

/** Joins continued lines; comments and empty lines between them go. */
function joined(text: string, escape: string): string {
  const lines = text.split('\n');
  let result = '';
  lines.forEach((line, index) => {
    if (index > 0 && /^\s*(#|$)/.test(line)) return;
    const trimmed = line.replace(/[ \t]+$/, '');
    result += trimmed.endsWith(escape) && index < lines.length - 1 ? trimmed.slice(0, -1) : line;
  });
  return result.trim();
}

/** Every instruction may have flags as far as this parser is concerned; that most have none is for others to say. */
function takeFlags(text: string, escape: string): { flags: Flag[]; rest: string } {
  const flags: Flag[] = [];
  let rest = text;
  for (const word of splitWords(text, escape)) {
    if (!word.startsWith('--')) break;
    rest = rest.slice(rest.indexOf(word) + word.length);
    if (word === '--') break;
    const at = word.indexOf('=');
    flags.push({
      name: at < 0 ? word.slice(2) : word.slice(2, at),
      value: at < 0 ? undefined : word.slice(at + 1),
    });
  }
  return { flags, rest };
}

/** A JSON list of texts, as CMD, COPY and others take it; undefined for anything else. */
export function jsonList(rest: string): string[] | undefined {
  if (!rest.startsWith('[')) return undefined;
  try {
    const list = JSON.parse(rest) as unknown;
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

export function parseError(line: number, problem: string): Error {
  return badRequest(`dockerfile parse error line ${line}: ${problem}`);
}
