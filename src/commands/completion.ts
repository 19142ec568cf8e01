import { EXIT, Fault } from '../fault.ts';
import { nearest } from '../lab/nearest.ts';
import type { ArgumentKind, Command, Run } from './command.ts';
import { commands } from './table.ts';

const scripts: Readonly<Record<string, () => string>> = { bash, zsh, fish };
const shells = Object.keys(scripts);

export const run: Run = ({ arguments: [shell = ''], stdout }) => {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (!script) {
    const meant = nearest(shell, shells);
    throw new Fault({
      what: `there is no completion for "${shell}"`,
      todo: meant ? `did you mean ${meant}?` : `there is: ${shells.join(', ')}`,
      exit: EXIT.usage,
    });
  }
  stdout.write(script());
  return Promise.resolve(EXIT.done);
};

/** The first words of all commands: `registry` for `registry serve`. */
const verbs = (): string[] => [...new Set([...commands.map(({ name }) => name.split(' ')[0]!), 'help'])];
const second = (): [string, string[]][] => {
  const families = new Map<string, string[]>();
  for (const { name } of commands) {
    const [first, next] = name.split(' ');
    if (next) families.set(first!, [...(families.get(first!) ?? []), next]);
  }
  return [...families];
};
const optionsOf = ({ options }: Command): string[] =>
  [...Object.keys(options), 'help'].map((name) => `--${name}`);
const choicesOf = ({ options }: Command): [string, readonly string[]][] =>
  Object.entries(options).flatMap(([name, { choices }]) => (choices ? [[`--${name}`, choices]] : []));
const takes = ({ arguments: [first] }: Command, kind: ArgumentKind): boolean => first?.kind === kind;

/** Lab ids come from the program itself, so that labs added later are offered too. */
const LAB_IDS = 'workshop list --ids 2>/dev/null';

function bash(): string {
  const cases = commands.map((command) => {
    const lines = choicesOf(command).map(
      ([option, choices]) =>
        `      if [ "$previous" = "${option}" ]; then COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return; fi`,
    );
    const words = takes(command, 'lab') ? `$(${LAB_IDS})` : takes(command, 'shell') ? shells.join(' ') : '';
    const files = takes(command, 'file') ? ' -f' : '';
    return [
      `    "${command.name}")`,
      ...lines,
      `      case "$word" in`,
      `        -*) COMPREPLY=($(compgen -W "${optionsOf(command).join(' ')}" -- "$word"));;`,
      `        *) COMPREPLY=($(compgen${files} -W "${words}" -- "$word"));;`,
      `      esac;;`,
    ].join('\n');
  });
  const families = second().map(
    ([first, next]) =>
      `    "${first}") if [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "${next.join(' ')}" -- "$word")); return; fi; verb="$verb \${COMP_WORDS[2]}";;`,
  );
  return `# bash completion for workshop: source <(workshop completion bash)
_workshop() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" verb="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...verbs(), '--help', '--version'].join(' ')}" -- "$word"))
    return
  fi
  case "$verb" in
    "help") COMPREPLY=($(compgen -W "${verbs().join(' ')}" -- "$word")); return;;
${families.join('\n')}
  esac
  case "$verb" in
${cases.join('\n')}
  esac
}
complete -F _workshop workshop registry-workshop
`;
}

function zsh(): string {
  return `#compdef workshop registry-workshop
# zsh completion for workshop, by way of the one for bash: source <(workshop completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash()}`;
}

function fish(): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const first = commands
    .filter(({ name }) => !name.includes(' '))
    .map(
      ({ name, summary }) =>
        `complete -c workshop -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    );
  const families = second().flatMap(([name, next]) => [
    `complete -c workshop -f -n __fish_use_subcommand -a ${name}`,
    ...next.map(
      (word) =>
        `complete -c workshop -f -n ${quote(`__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${word}`)} -a ${word}`,
    ),
  ]);
  const rest = commands.flatMap((command) => {
    const seen = quote(`__fish_seen_subcommand_from ${command.name.split(' ').at(-1)}`);
    const options = Object.entries(command.options).map(([name, { short, type, choices, summary }]) =>
      [
        `complete -c workshop -n ${seen} -l ${name}`,
        ...(short ? [`-s ${short}`] : []),
        ...(type === 'string' ? ['-r'] : []),
        ...(choices ? [`-f -a ${quote(choices.join(' '))}`] : []),
        `-d ${quote(summary)}`,
      ].join(' '),
    );
    const words = takes(command, 'lab')
      ? `(${LAB_IDS})`
      : takes(command, 'shell')
        ? shells.join(' ')
        : undefined;
    return [...options, ...(words ? [`complete -c workshop -f -n ${seen} -a ${quote(words)}`] : [])];
  });
  return [
    '# fish completion for workshop: workshop completion fish | source',
    ...first,
    ...families,
    ...rest,
    '',
  ].join('\n');
}
