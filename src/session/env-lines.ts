import { quote } from './shell/state.ts';

export type ShellName = 'bash' | 'zsh' | 'sh' | 'fish';

/** Lines that `eval "$(workshop env)"` takes: they set the session's variables and unset what would lead elsewhere. */
export function envLines(
  { set, unset }: { set: Readonly<Record<string, string>>; unset: readonly string[] },
  shell: ShellName,
): string[] {
  if (shell === 'fish') {
    return [
      ...unset.map((name) => `set -e ${name};`),
      ...Object.entries(set).map(([name, value]) =>
        name === 'PATH'
          ? `set -gx PATH ${value.split(':').map(fishQuote).join(' ')};`
          : `set -gx ${name} ${fishQuote(value)};`,
      ),
    ];
  }
  return [
    ...unset.map((name) => `unset ${name};`),
    ...Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)};`),
  ];
}

/** The shell that the learner uses, from SHELL. */
export function shellOf(env: Readonly<Record<string, string | undefined>>): ShellName {
  const name = /([^/]+)$/.exec(env.SHELL ?? '')?.[1];
  return name === 'zsh' || name === 'fish' || name === 'bash' ? name : 'sh';
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
