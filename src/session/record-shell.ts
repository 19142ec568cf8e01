import { envLines } from './env-lines.ts';
import { mayCreate } from './ledger/may-create.ts';
import type { Session } from './session.ts';
import { findBash } from './shell/find-bash.ts';
import { runInteractive } from './shell/interactive.ts';
import type { TypedLine } from './shell/interactive.ts';
import { RC_SCRIPT } from './shell/rc.ts';
import { writeScript } from './shell/script.ts';
import { parseShellState, restoreText } from './shell/state.ts';
import type { ShellState } from './shell/state.ts';
import { newId } from './transcript.ts';

export interface ShellOptions {
  /** What the learner should know, one sentence each, while the shell runs. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * The learner's own interactive bash inside the session: their start file, the session's environment and memory.
 * Each line is recorded as in the app, without its output. Resolves to the shell's exit code when it was left.
 * Throws a Fault when the machine has no bash.
 */
export async function recordShell(session: Session, { onNotice }: ShellOptions = {}): Promise<number> {
  const env = session.env();
  const changes = session.envChanges();
  const state = session.memory.recall();
  let baseline: ShellState | undefined;
  let before = await session.ledger.before();
  let turn: Promise<unknown> = Promise.resolve();

  const write = async (typed: TypedLine, known: Readonly<Record<string, string>>): Promise<void> => {
    const id = newId();
    // The line first: it teaches the redactor what else is secret.
    const line = session.redactor.line(typed.line);
    const told = parseShellState(typed.told, env);
    const kept = told ? session.memory.keep(withoutBaseline(told, baseline, session.memory.recall())) : [];
    if (kept.length > 0) {
      onNotice?.(`${kept.join(', ')}: looks secret, and is not written down; it ends with this shell.`);
    }
    session.transcript.append({
      id,
      step: session.progress.read().current,
      line,
      cwd: session.redactor.text(typed.cwd),
      exitCode: typed.exitCode,
      at: typed.began.toISOString(),
      ms: typed.ms,
      env: known,
      from: 'shell',
    });
    await session.ledger.record(id, before, mayCreate(typed.line, { ...env, ...known }));
    before = await session.ledger.before();
  };

  const code = await runInteractive({
    bash: findBash(env),
    rc: writeScript(session.paths.shell, 'rc.sh', RC_SCRIPT),
    changes: envLines(changes, 'bash').join('\n'),
    restore: state ? restoreText(state) : '',
    cwd: session.cwd(),
    env,
    onReady: (told) => (baseline ??= parseShellState(told, env)),
    onLine: (typed) => {
      turn = turn.then(() => write(typed, session.variables())).catch(() => {});
    },
  });
  await turn;
  return code;
}

/** What the learner's own start file defines is not carried into the app: it may be large, and is none of the lab's. */
function withoutBaseline(
  now: ShellState,
  baseline: ShellState | undefined,
  kept: ShellState | undefined,
): ShellState {
  const variables = Object.entries(now.variables).filter(
    ([name, { declare }]) => !OF_THE_PROMPT.has(name) && baseline?.variables[name]?.declare !== declare,
  );
  const functions = Object.entries(now.functions).filter(
    ([name, text]) => baseline?.functions[name] !== text,
  );
  const aliases = new Set(baseline?.aliases.split('\n'));
  return {
    ...now,
    variables: Object.fromEntries(variables),
    functions: Object.fromEntries(functions),
    aliases: now.aliases
      .split('\n')
      .filter((alias) => !aliases.has(alias))
      .join('\n'),
    exportedFunctions: now.exportedFunctions.filter((name) => functions.some(([each]) => each === name)),
    unset: now.unset.filter((name) => !baseline?.unset.includes(name)),
    // The options of an interactive shell are not those of one that runs a single line.
    options: kept?.options ?? '',
    trace: kept?.trace ?? '',
  };
}

/** What we set in the interactive shell ourselves. */
const OF_THE_PROMPT = new Set(
  'PS0 PS1 PS2 PROMPT_COMMAND HISTFILE HISTCONTROL HISTIGNORE HISTSIZE HISTFILESIZE MAILCHECK'.split(' '),
);
