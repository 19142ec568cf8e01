import { ownsTerminal } from '../session/owns-terminal.ts';
import type { RunResult, Session } from '../session/session.ts';
import type { WalkEvent } from './events.ts';
import { redactedLines } from './redacted-lines.ts';
import type { Terminal } from './walk.ts';

export interface RunCommandOptions {
  readonly session: Session;
  /** Who steps aside for a command that owns the terminal. */
  readonly terminal: Terminal | undefined;
  readonly timeoutMs: number | undefined;
  readonly emit: (event: WalkEvent) => void;
  readonly interruptible: (work: (signal: AbortSignal) => Promise<RunResult>) => Promise<RunResult>;
  /** Called with what settles when the ledger knows what the command created: that is looked at beside the checks. */
  readonly onRecording: (recording: Promise<unknown>) => void;
}

export interface CommandRun {
  /** As typed, without its secrets. */
  readonly line: string;
  readonly exitCode: number;
  /** When it began and ended. */
  readonly from: string;
  readonly to: string;
}

/** Runs one line in the session, and tells its start, its output as it comes, and its end. */
export async function runCommand(
  typed: string,
  { session, terminal, timeoutMs, emit, interruptible, onRecording }: RunCommandOptions,
): Promise<CommandRun> {
  const { redactor } = session;
  const owns = terminal !== undefined && ownsTerminal(typed);
  emit({ type: 'command-started', line: redactor.line(typed), ownsTerminal: owns });
  const outputs = {
    stdout: redactedLines((text) => redactor.text(text)),
    stderr: redactedLines((text) => redactor.text(text)),
  };
  const tell = (stream: 'stdout' | 'stderr', text: string): void => {
    if (text) emit({ type: 'output', stream, text });
  };
  const from = new Date().toISOString();
  const work = () =>
    interruptible(
      (signal) =>
        new Promise<RunResult>((resolve, reject) => {
          const whole = session.run(typed, {
            signal,
            terminal: owns,
            timeoutMs,
            onOutput: ({ stream, text }) => tell(stream, outputs[stream].write(text)),
            onEnd: resolve,
          });
          onRecording(whole);
          whole.then(resolve, reject);
        }),
    );
  const { exitCode, ms, notices } = owns ? await terminal.handOver(work) : await work();
  const to = new Date().toISOString();
  tell('stdout', outputs.stdout.end());
  tell('stderr', outputs.stderr.end());
  // Only now: what the line said of itself may be secret.
  const line = redactor.line(typed);
  emit({ type: 'command-ended', line, exitCode, ms });
  for (const text of notices) emit({ type: 'notice', text });
  return { line, exitCode, from, to };
}
