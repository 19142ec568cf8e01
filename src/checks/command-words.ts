import { parse } from 'shell-quote';
import { CURL_FLAGS, WGET_FLAGS, wgetAsCurl } from './curl-words.ts';
import { dockerCommand, dockerFlags } from './docker-words.ts';
import { readFlags } from './flags.ts';
import type { Flag } from './flags.ts';

/** One simple command of a command line, read as its program would read it. */
export interface Command {
  /** `docker`, without the path and without `sudo` or variables in front. */
  readonly program: string;
  /** `container logs` for `docker logs`; empty for programs without commands of their own. */
  readonly command: string;
  readonly flags: readonly Flag[];
  readonly operands: readonly string[];
  /** The words as typed, variables put in. */
  readonly words: readonly string[];
}

/** Words that only say how to run what follows. */
const WRAPPERS: Readonly<Record<string, string>> = {
  sudo: 'u|user= g|group= E H n',
  env: 'u|unset= i',
  time: 'p',
  nohup: '',
  command: 'p',
  exec: 'c l a=',
  stdbuf: 'o= e= i=',
  timeout: 's|signal= k|kill-after=',
};

type Words = Readonly<Record<string, string>>;

/** Everything between two operators of the shell is a command of its own; redirections are dropped. */
export function parseCommands(line: string, env: Words = {}, aliases: Words = {}): Command[] {
  const commands = simpleCommands(line, env);
  const assigned = assignments(commands);
  const known =
    assigned.length > 0 ? simpleCommands(line, { ...env, ...Object.fromEntries(assigned) }) : commands;
  return known.flatMap((words) => readCommand(words, env, aliases) ?? []);
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/** Variables that the line itself sets for what follows on it: `r=localhost:5000; curl $r/v2/`. */
function assignments(commands: readonly (readonly string[])[]): [name: string, value: string][] {
  return commands
    .map((words) => (words[0] === 'export' ? words.slice(1) : words))
    .filter((words) => words.every((word) => ASSIGNMENT.test(word)))
    .flatMap((words) => words.map((word) => ASSIGNMENT.exec(word)!))
    .map(([, name, value]) => [name!, value!]);
}

function simpleCommands(line: string, env: Readonly<Record<string, string>>): string[][] {
  let tokens: ReturnType<typeof parse>;
  try {
    // A prompt that was copied along is a word, not a variable without a name.
    const typed = line.replace(/^\s*\$(?=\s)/, "'$$'");
    tokens = parse(typed.replace(/\\\n/g, ' ').replace(/\n/g, ' ; '), (name: string) => env[name] ?? '');
  } catch {
    return [];
  }
  const commands: string[][] = [[]];
  let skip = false;
  for (const token of tokens) {
    const current = commands.at(-1)!;
    if (typeof token === 'string' || ('op' in token && token.op === 'glob')) {
      const word = typeof token === 'string' ? token : (token as { pattern: string }).pattern;
      if (!skip) current.push(word);
      skip = false;
    } else if ('op' in token && /[<>]/.test(token.op)) {
      // `2>&1`: the number before belongs to the operator, the word after is a file or a number.
      if (/^[012]$/.test(current.at(-1) ?? '')) current.pop();
      skip = true;
    } else if ('op' in token) {
      if (token.op === '(' && current.at(-1) === '$') current.pop();
      commands.push([]);
      skip = false;
    }
  }
  return commands.filter((words) => words.length > 0);
}

/** The words with an alias in front replaced by what it stands for; each alias once, as the shell does it. */
function withoutAlias(
  words: readonly string[],
  env: Words,
  aliases: Words,
  used: readonly string[] = [],
): readonly string[] {
  const [first = '', ...rest] = words;
  if (used.includes(first) || !Object.hasOwn(aliases, first)) return words;
  const meant = simpleCommands(aliases[first]!, env)[0] ?? [];
  return withoutAlias([...meant, ...rest], env, aliases, [...used, first]);
}

function readCommand(words: readonly string[], env: Words, aliases: Words): Command | undefined {
  const own = withoutAlias(withoutWrappers(words), env, aliases);
  const [first, ...rest] = own;
  if (first === undefined || first === '') return undefined;
  const program = first.replace(/^\\/, '').replace(/^.*\//, '');
  const about = { program, words: own };
  if (program === 'docker') {
    const global = readFlags(rest, dockerFlags(''), { stop: true });
    const { command, used } = dockerCommand(global.rest);
    const after = global.rest.slice(used);
    const takesCommand = /^container (run|create|exec)$/.test(command);
    const { flags, operands, rest: inner } = readFlags(after, dockerFlags(command), { stop: takesCommand });
    return { ...about, command, flags, operands: [...operands, ...inner] };
  }
  if (program === 'curl') {
    const { flags, operands } = readFlags(rest, CURL_FLAGS);
    const urls = flags.flatMap(({ name, value }) => (name === 'url' && value !== undefined ? [value] : []));
    return {
      ...about,
      command: '',
      flags: flags.filter(({ name }) => name !== 'url'),
      operands: [...operands, ...urls],
    };
  }
  if (program === 'wget') {
    const { flags, operands } = readFlags(rest, WGET_FLAGS);
    return { ...about, command: '', flags: wgetAsCurl(flags), operands };
  }
  return { ...about, command: '', ...readFlags(rest, '') };
}

function withoutWrappers(words: readonly string[]): readonly string[] {
  let own = words;
  for (;;) {
    const [first] = own;
    if (first === undefined) return own;
    const notation = WRAPPERS[first.replace(/^.*\//, '')];
    if (ASSIGNMENT.test(first)) own = own.slice(1);
    else if (notation !== undefined && own.length > 1) {
      own = readFlags(own.slice(1), notation, { stop: true }).rest;
      if (first.endsWith('timeout')) own = own.slice(1);
    } else return own;
  }
}
