import { existsSync, statSync } from 'node:fs';
import type { Engine } from '../engine/engine.ts';
import { ensurePracticeEngine } from '../engine/practice-process.ts';
import type { Lab } from '../lab/lab.ts';
import { createBoundedOutput } from './bounded-output.ts';
import { droppedNames, sessionEnvironment, sessionVariables } from './environment.ts';
import { openLedger } from './ledger/ledger.ts';
import { mayCreate } from './ledger/may-create.ts';
import type { SessionPaths } from './paths.ts';
import { cleanedNotice, isCleaned, prepareSession } from './prepare.ts';
import type { ProgressFile } from './progress-file.ts';
import { stepOf } from './progress.ts';
import { createRedactor } from './redact.ts';
import { isSecretName } from './secret-names.ts';
import type { RunOptions, RunResult, Session } from './session.ts';
import { findBash } from './shell/find-bash.ts';
import { openShellMemory } from './shell/memory.ts';
import { runLine } from './shell/run-line.ts';
import { SHELL_SCRIPT, writeScript } from './shell/script.ts';
import { lineText, parseShellState, restoreText } from './shell/state.ts';
import type { Environment } from './state-dir.ts';
import { newId, openTranscript } from './transcript.ts';

export interface SessionParts {
  /** With this session's variables in every text. */
  readonly lab: Lab;
  readonly name: string;
  readonly paths: SessionPaths;
  readonly engine: Engine;
  readonly progress: ProgressFile;
  readonly env: Environment;
  readonly stateDir: string;
}

/** Puts an opened session together; nothing is started and nothing on disk changes until a line runs. */
export function createSession({ lab, name, paths, engine, progress, env, stateDir }: SessionParts): Session {
  const environment = {
    env,
    paths,
    name,
    stateDir,
    dockerHost: engine.host,
    tls: engine.tls,
  };
  const redactor = createRedactor(env);
  const memory = openShellMemory(paths.shell, redactor);
  const transcript = openTranscript(paths.transcript);
  const ledger = openLedger(paths, engine);
  let turn: Promise<unknown> = Promise.resolve();
  const watchers = new Set<() => void>();

  const workingDirectory = (): { cwd: string; gone?: string } => {
    const wanted = memory.recall()?.cwd;
    if (!wanted || isFolder(wanted)) return { cwd: wanted || paths.work };
    return { cwd: paths.work, gone: wanted };
  };

  /** What the learner's shell knows and did not inherit, secrets left out. */
  const shellVariables = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(memory.recall()?.variables ?? {})
        .filter(([variable]) => !isSecretName(variable))
        .map(([variable, { value }]) => [variable, redactor.text(value)]),
    );

  /**
   * A practice engine that was killed, or idle for long, is started again, and what a cleaning from another terminal
   * took away is put back. Returns what the learner should know of it.
   */
  const revive = async (): Promise<string[]> => {
    const cleaned = isCleaned(paths);
    const started = engine.kind === 'practice' && (await ensurePracticeEngine(paths.engine)).started;
    if (cleaned && existsSync(paths.folder)) prepareSession(paths, engine, ledger.session, env);
    if (cleaned) return [cleanedNotice(lab.id)];
    return started ? ['The practice engine had ended; it was started again with all it held.'] : [];
  };

  const runNow = async (line: string, options: RunOptions): Promise<RunResult> => {
    const bash = findBash(env);
    const whole = sessionEnvironment(environment);
    const notices: string[] = [];
    const id = newId();
    const { cwd, gone } = workingDirectory();
    if (gone) notices.push(`The folder ${gone} is no longer there; this ran in ${cwd}.`);
    const state = memory.recall();
    const known = shellVariables();
    notices.push(...(await revive()));
    const step = progress.now.current;
    const output = createBoundedOutput();
    const before = await ledger.before(id, redactor.line(line));
    const at = new Date().toISOString();
    const end = await runLine({
      bash,
      script: writeScript(paths.shell, 'remember.sh', SHELL_SCRIPT),
      restore: state ? restoreText(state) : '',
      line: state ? lineText(state, line) : line,
      cwd,
      env: { ...whole, PWD: cwd, ...(state?.oldpwd ? { OLDPWD: state.oldpwd } : {}) },
      terminal: options.terminal ?? false,
      onOutput: (piece) => {
        output.add(piece.text);
        options.onOutput?.(piece);
      },
      signal: options.signal,
      timeoutMs: options.timeoutMs,
    });
    // The line first: it teaches the redactor what the output may then show.
    const redacted = redactor.line(line);
    const left = parseShellState(end.told, whole);
    if (left) {
      const kept = memory.keep(left);
      if (kept.length > 0) notices.push(inMemoryOnly(kept));
    }
    transcript.append({
      id,
      step,
      line: redacted,
      cwd: redactor.text(cwd),
      exitCode: end.exitCode,
      at,
      ms: end.ms,
      output: options.terminal ? undefined : output.kept(redactor),
      env: known,
      from: 'app',
    });
    const result = { id, exitCode: end.exitCode, ms: end.ms, notices };
    options.onEnd?.(result);
    // Killed here, nothing is lost: the next look, or what was noted before the command, tells what it created.
    await ledger.record(id, before, mayCreate(line, { ...whole, ...known }));
    return result;
  };

  return {
    lab,
    labId: lab.id,
    name,
    kind: engine.kind,
    paths,
    engine,
    vars: progress.now.vars,
    progress: {
      ...progress,
      get now() {
        return progress.now;
      },
      watch(listener) {
        const stop = progress.watch(listener);
        watchers.add(stop);
        return () => {
          watchers.delete(stop);
          stop();
        };
      },
    },
    transcript,
    ledger,
    redactor,
    memory,
    variables: shellVariables,
    run(line, options = {}) {
      const result = turn.then(() => runNow(line, options));
      turn = result.catch(() => {});
      return result;
    },
    env: () => sessionEnvironment(environment),
    envChanges: () => ({
      set: sessionVariables(environment),
      unset: droppedNames(env).filter((n) => !(n in sessionVariables(environment))),
    }),
    cwd: () => workingDirectory().cwd,
    async world(stepId, signal) {
      await revive();
      const open = Object.fromEntries(
        Object.entries(sessionEnvironment(environment)).filter(([variable]) => !isSecretName(variable)),
      );
      const aliases = aliasesIn(memory.recall()?.aliases ?? '');
      return {
        engine,
        vars: progress.now.vars,
        workdir: paths.work,
        dockerConfig: paths.docker,
        typed: transcript
          .entries()
          .filter(({ step }) => step === stepId)
          .map((entry) => ({
            line: entry.line,
            exitCode: entry.exitCode,
            cwd: entry.cwd,
            env: { ...open, ...entry.env },
            aliases,
            printed: entry.output && `${entry.output.head}${entry.output.tail ?? ''}`,
          })),
        answers: stepOf(progress.now, stepId).answers,
        redact: (text) => redactor.text(text),
        signal,
      };
    },
    async close() {
      for (const stop of watchers) stop();
      watchers.clear();
      await turn;
    },
  };
}

/** `alias d='docker'` as `alias -p` prints it; a quote inside one is written `'\\''`. */
function aliasesIn(text: string): Record<string, string> {
  const found = text.split('\n').map((line) => /^alias (?:-- )?([^=\s]+)='(.*)'$/.exec(line));
  return Object.fromEntries(
    found
      .filter((match) => match !== null)
      .map(([, name, meaning]) => [name!, meaning!.replaceAll(`'\\''`, "'")]),
  );
}

function isFolder(folder: string): boolean {
  return existsSync(folder) && statSync(folder).isDirectory();
}

function inMemoryOnly(names: readonly string[]): string {
  const list = names.map((name) => `\`${name}\``).join(', ');
  const [looks, is] =
    names.length === 1 ? ['looks like a secret', 'it is'] : ['look like secrets', 'they are'];
  return `${list} ${looks}: ${is} kept in memory only, and gone when the workshop closes.`;
}
