/** A variable of the shell, as bash declares it: `declare -x A="b"`. */
export interface ShellVariable {
  readonly declare: string;
  /** Plain value; of an array its first element. */
  readonly value: string;
}

/** What one shell leaves to the next. */
export interface ShellState {
  readonly cwd: string;
  readonly oldpwd: string;
  /** Only those that differ from the environment that the shell was started with. */
  readonly variables: Readonly<Record<string, ShellVariable>>;
  /** Names of the environment that were unset. */
  readonly unset: readonly string[];
  /** Name → definition. */
  readonly functions: Readonly<Record<string, string>>;
  readonly exportedFunctions: readonly string[];
  /** As `alias -p` prints them. */
  readonly aliases: string;
  /** Lines of bash that bring options, IFS and umask back. */
  readonly options: string;
  /** `xv` as far as set: told apart, since they must not show our own lines. */
  readonly trace: string;
}

/** The last field that a shell tells. */
export const END = '__workshop_end__';

/** What a shell told on leaving, or undefined when it was killed before it could, or did not finish telling. */
export function parseShellState(told: Buffer, env: Readonly<Record<string, string>>): ShellState | undefined {
  const fields = told.toString('utf8').split('\0');
  if (fields[0] !== 'begin' || fields.at(-2) !== END) return undefined;
  const variables: Record<string, ShellVariable> = {};
  const functions: Record<string, string> = {};
  const single: Record<string, string> = {};
  const present = new Set<string>();
  for (let index = 1; index < fields.length - 2;) {
    const kind = fields[index]!;
    const name = fields[index + 1] ?? '';
    if (kind === 'var') {
      present.add(name);
      const variable = { value: fields[index + 2] ?? '', declare: (fields[index + 3] ?? '').trim() };
      if (!isInherited(name, variable, env)) variables[name] = variable;
      index += 4;
    } else if (kind === 'fun') {
      functions[name] = (fields[index + 2] ?? '').trim();
      index += 3;
    } else {
      single[kind] = name;
      index += 2;
    }
  }
  const isKept = (name: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !BASH_OWN.has(name);
  return {
    cwd: single.cwd ?? '',
    oldpwd: single.oldpwd ?? '',
    variables,
    unset: Object.keys(env).filter((name) => isKept(name) && !present.has(name)),
    functions,
    exportedFunctions: exportedIn(single.funs ?? ''),
    aliases: (single.aliases ?? '').trim(),
    options: optionLines(single),
    trace: ['x', 'v'].filter((letter) => single.flags?.includes(letter)).join(''),
  };
}

/** Never told by the script, since bash or each new shell sets them. */
const BASH_OWN = new Set(
  'PWD OLDPWD SHLVL _ IFS COLUMNS LINES BASH_ENV PS4 OPTIND OPTERR UID EUID PPID RANDOM SECONDS'.split(' '),
);
/** Set by bash itself, unexported, when the environment has none. */
const BASH_DEFAULTS = new Set(['TERM', 'SHELL', 'HOSTNAME', 'PATH']);

function isInherited(
  name: string,
  { declare, value }: ShellVariable,
  env: Readonly<Record<string, string>>,
): boolean {
  if (BASH_DEFAULTS.has(name) && !(name in env) && declare.startsWith('declare -- ')) return true;
  return env[name] === value && declare.startsWith('declare -x ');
}

function exportedIn(listing: string): string[] {
  return [...listing.matchAll(/^declare -\w*x\w* (.+)$/gm)].map((match) => match[1]!);
}

function optionLines({
  flags = '',
  pipefail,
  shopt = '',
  ifs,
  umask,
}: Record<string, string | undefined>): string {
  // errexit is left out: it would end the shell of a learner at the first command that fails.
  const letters = ['u', 'f', 'C', 'a'].filter((letter) => flags.includes(letter));
  return [
    umask && /^\d+$/.test(umask.trim()) ? `umask ${umask.trim()}` : '',
    shopt.trim() ? `shopt -s ${shopt.trim()}` : '',
    ifs !== undefined && ifs !== ' \t\n' ? `IFS=${quote(ifs)}` : '',
    pipefail ? 'set -o pipefail' : '',
    letters.length > 0 ? `set -${letters.join('')}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

/** The bash text that brings a state back. Options come last, so that they do not act on the lines before. */
export function restoreText(state: ShellState): string {
  return [
    ...state.unset.map((name) => `unset ${name}`),
    ...Object.values(state.variables).map(({ declare }) => declare),
    ...Object.values(state.functions),
    ...state.exportedFunctions.map((name) => `export -f ${quote(name)}`),
    state.aliases,
    state.options,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The typed line as the shell gets it. */
export function lineText({ trace }: Pick<ShellState, 'trace'>, line: string): string {
  return trace ? `set -${trace}\n${line}` : line;
}

/** One word for a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
