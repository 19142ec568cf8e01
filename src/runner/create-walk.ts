import { evaluateStep } from '../checks/evaluate.ts';
import { openQuestions, questionsOf } from '../checks/questions.ts';
import { passed } from '../checks/verdict.ts';
import type { Step } from '../lab/lab.ts';
import type { Progress } from '../session/progress.ts';
import type { Session } from '../session/session.ts';
import type { NextLab, WalkEvent } from './events.ts';
import { filesLike } from './files-like.ts';
import { looksLikeCommand, parseInput } from './input.ts';
import { recordOf, standingsOf } from './record.ts';
import { openOutlook } from './outlook.ts';
import { runCommand } from './run-command.ts';
import { resume, summarize } from './state.ts';
import { transition, type Course, type Move, type Next } from './transition.ts';
import type { Terminal, Walk } from './walk.ts';

export interface WalkOptions {
  readonly session: Session;
  /** Who steps aside for a command that owns the terminal. Without one such a command gets no input. */
  readonly terminal?: Terminal | undefined;
  /** The session was there before. */
  readonly resumed?: boolean | undefined;
  /** What opening the session had to say: a port that moved. */
  readonly notices?: readonly string[] | undefined;
  /** Called before each command that `/run` types; the command starts when it resolves. */
  readonly typist?: ((line: string) => Promise<void>) | undefined;
  /** False: steps are not looked at on entering, for a walk that gives one order only. */
  readonly looksAround?: boolean | undefined;
  /** After each command the map is drawn anew, for a screen that shows it; otherwise only when `/map` asks. */
  readonly drawsMap?: boolean | undefined;
  /** What to try after this lab. */
  readonly next?: NextLab | undefined;
  /** A command that runs longer, in milliseconds, is ended. */
  readonly commandTimeoutMs?: number | undefined;
}

/** A shell says 127 for a command that is not there, 126 for one that cannot be executed (POSIX 2.8.2). */
const NO_COMMAND = [126, 127];

export function createWalk(options: WalkOptions): Walk {
  const { session, terminal, typist } = options;
  const { lab, progress, redactor } = session;
  const listeners = new Set<(event: WalkEvent) => void>();
  let state = resume(lab, standingsOf(lab, progress.now), progress.now.current);
  let commands = session.transcript.entries().length;
  /** What goes on now; a quiet look is nothing that the learner started, so an interrupt does not mean it. */
  let running: { readonly controller: AbortController; readonly quiet: boolean } | undefined;
  let last: Promise<void> = Promise.resolve();
  let unwatch: (() => void) | undefined;
  let closed = false;
  let drawn = false;
  const outlook = openOutlook(session);
  /** The last command, until the ledger knows what it created: looked at while the checks are evaluated. */
  let recorded: Promise<unknown> = Promise.resolve();

  const emit = (event: WalkEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const course = (): Course => ({
    lab,
    measures: { engine: session.kind, commands, ms: progress.now.activeMs, next: options.next },
  });

  /** One thing at a time, in the order asked for. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  /** Runs `work` with a signal that `close` aborts, and `interrupt` too unless it is quiet. */
  async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, quiet = false): Promise<T> {
    const controller = new AbortController();
    running = { controller, quiet };
    try {
      return await work(controller.signal);
    } finally {
      running = undefined;
    }
  }

  /** Records before telling: what the learner has seen is never lost. */
  async function take(move: Move): Promise<void> {
    const known = move.type === 'elsewhere' ? move.steps : state.steps;
    const turn = transition(state, move, course());
    const record = recordOf(lab, known, turn.state, progress.now);
    state = turn.state;
    if (record) await progress.update(record);
    for (const event of turn.events) emit(event);
    await follow(turn.next);
  }

  async function follow(next: Next): Promise<void> {
    const step = lab.steps[state.at];
    if (next === 'arrive' && step) await arrive(step);
    if (next === 'check' && step) await judge(step);
    if (next === 'type-solution' && step) await typeSolution(step);
  }

  async function arrive(step: Step): Promise<void> {
    if (options.looksAround === false) return;
    const look = async (signal: AbortSignal) => evaluateStep(step, await session.world(step.id, signal));
    const verdicts = await interruptible(look, true);
    emit({ type: 'arrived', step: step.id, verdicts, holds: passed(verdicts) });
  }

  async function judge(step: Step): Promise<void> {
    const total = step.check.length;
    emit({ type: 'checking', step: step.id, total });
    const verdicts = await interruptible(async (signal) =>
      evaluateStep(step, await session.world(step.id, signal), (verdict) =>
        emit({ type: 'verdict', step: step.id, verdict, total }),
      ),
    );
    await take({ type: 'judged', passed: passed(verdicts) });
  }

  /** Takes over what another terminal recorded. */
  async function lookElsewhere(there: Progress): Promise<void> {
    const steps = standingsOf(lab, there);
    if (JSON.stringify(steps) !== JSON.stringify(state.steps)) await take({ type: 'elsewhere', steps });
  }

  async function run(line: string): Promise<number> {
    const ran = await runCommand(line, {
      session,
      terminal,
      timeoutMs: options.commandTimeoutMs,
      emit,
      interruptible,
      onRecording: (recording) => (recorded = recording),
    });
    commands += 1;
    outlook.ran(ran);
    return ran.exitCode;
  }

  async function command(line: string): Promise<void> {
    const step = lab.steps[state.at];
    const exitCode = await run(line);
    if (step && NO_COMMAND.includes(exitCode)) pointToAnswer(step, line);
    await lookElsewhere(progress.read());
    if (step && lab.steps[state.at] === step && !state.ended) await judge(step);
  }

  /** Nothing waits for a map that was not asked for, and an engine that does not answer then has said so elsewhere. */
  async function showMap(asked: boolean): Promise<void> {
    try {
      const map = await outlook.map();
      if (!closed && (asked || map.changes.length > 0 || !drawn)) emit({ type: 'map', map, asked });
      drawn = true;
    } catch (error) {
      if (asked) emit({ type: 'problem', text: `there is no map: ${(error as Error).message}` });
    }
  }

  /** A real engine's registries would note each look in their logs: there only who asks gets a map. */
  function thenMap(done: Promise<void>): Promise<void> {
    if (options.drawsMap && session.kind === 'practice') {
      void done.then(
        () => showMap(false),
        () => undefined,
      );
    }
    return done;
  }

  async function showWire(): Promise<void> {
    try {
      emit({ type: 'wire', wire: await outlook.wire() });
    } catch (error) {
      emit({ type: 'problem', text: `the requests cannot be read: ${(error as Error).message}` });
    }
  }

  /** Somebody typed an answer as if it were a command. */
  function pointToAnswer(step: Step, line: string): void {
    if (looksLikeCommand(line)) return;
    if (openQuestions(step, state.steps[state.at]!.answers).length === 0) return;
    emit({
      type: 'problem',
      text: `\`${redactor.line(line.trim())}\` is no command, and this step asks a question`,
      todo: `to answer it, type \`/answer ${redactor.line(line.trim())}\``,
    });
  }

  /** `/answer TEXT` for the first open question, `/answer ID TEXT` for a certain one. */
  async function answer(text: string): Promise<void> {
    const step = lab.steps[state.at];
    const all = step ? questionsOf(step) : [];
    if (!step || all.length === 0) {
      return emit({
        type: 'problem',
        text: 'no question is asked here',
        todo: 'commands are typed as they are',
      });
    }
    const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(text) ?? [];
    const named = rest ? all.find(({ id }) => id === word) : undefined;
    const question = named ?? openQuestions(step, state.steps[state.at]!.answers)[0];
    if (!question) return take({ type: 'check' });
    if (text === '') {
      return emit({
        type: 'problem',
        text: question.question,
        todo: 'type `/answer` and the answer behind it',
      });
    }
    return take({ type: 'answered', question: question.id, answer: named ? rest : text });
  }

  /** All commands, then all answers, and one round of checks at the end: a step is not left before it is told. */
  async function typeSolution(step: Step): Promise<void> {
    for (const line of step.solution.commands) {
      await typist?.(line);
      if (closed || (await run(line)) === 130) return;
    }
    const questions = questionsOf(step);
    for (const [index, text] of step.solution.answers.entries()) {
      const question = questions[index];
      if (!question) continue;
      const turn = transition(state, { type: 'answered', question: question.id, answer: text }, course());
      const record = recordOf(lab, state.steps, turn.state, progress.now);
      state = turn.state;
      if (record) await progress.update(record);
      for (const event of turn.events) emit(event);
    }
    await judge(step);
  }

  async function handle(line: string): Promise<void> {
    if (state.ended || closed) return;
    await lookElsewhere(progress.read());
    const input = parseInput(line);
    if (input.type === 'command') await command(input.line);
    else if (input.type === 'map') await showMap(true);
    else if (input.type === 'wire') await showWire();
    else if (input.type === 'answer') await answer(input.text);
    else await take(input);
    await recorded;
  }

  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () =>
      thenMap(
        inTurn(async () => {
          emit({
            type: 'lab-started',
            lab,
            engine: session.kind,
            vars: session.vars,
            resumed: options.resumed ?? false,
            folder: session.paths.work,
          });
          for (const text of options.notices ?? []) emit({ type: 'notice', text });
          unwatch = progress.watch((there) => {
            void inTurn(() => (closed ? Promise.resolve() : lookElsewhere(there)));
          });
          await take({ type: 'begin' });
          if (options.resumed && state.at === lab.steps.length) {
            emit({ type: 'notice', text: `\`workshop reset ${lab.id}\` begins this lab anew.` });
          }
        }),
      ),
    submit: (line) => thenMap(inTurn(() => handle(line))),
    interrupt() {
      if (!running || running.quiet) return false;
      running.controller.abort();
      return true;
    },
    files: (word) => filesLike(word, session.cwd()),
    summary: () => summarize(lab, state, course().measures),
    get ended() {
      return state.ended || closed;
    },
    async close() {
      if (closed) return;
      closed = true;
      unwatch?.();
      running?.controller.abort();
      await last;
      if (!state.ended) emit({ type: 'ended', summary: summarize(lab, state, course().measures) });
      listeners.clear();
    },
  };
}
