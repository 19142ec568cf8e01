import { spawn } from 'node:child_process';
import path from 'node:path';
import { EXIT, Fault, type ExitCode } from '../fault.ts';
import { recordShell } from '../session/record-shell.ts';
import type { Session } from '../session/session.ts';
import { findBash } from '../session/shell/find-bash.ts';
import type { Invocation, Run } from './command.ts';
import { inSession } from './in-session.ts';

/** The learner's own shell, with the session's environment; its exit code is ours. */
export const run: Run = (invocation) =>
  inSession(invocation, {}, async (session) => {
    const { env, stdin, stderr, onInterrupt } = invocation;
    const shell = env['SHELL'] || findBash(env);
    // Bash tells us what was typed, so that checks of commands see it. Other shells, and scripts, do not.
    const records = path.basename(shell) === 'bash' && stdin.isTTY === true;
    stderr.write(
      [
        `Lab ${session.labId} in ${session.kind}. \`workshop check\` checks the step; \`exit\` leaves this shell.`,
        ...(records ? [] : ['Checks of what was typed do not see this shell; all others do.']),
        '',
      ].join('\n'),
    );
    // Ctrl-C is the shell's own affair.
    const release = onInterrupt(() => true);
    try {
      const onNotice = (text: string): void => void stderr.write(`${text}\n`);
      const code = records
        ? await recordShell(session, { onNotice })
        : await plainShell(shell, session, invocation);
      return code as ExitCode;
    } finally {
      release();
    }
  });

function plainShell(shell: string, session: Session, { signal }: Invocation): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(shell, [], { cwd: session.cwd(), env: session.env(), stdio: 'inherit', signal });
    child.once('error', (error) =>
      signal.aborted
        ? resolve(EXIT.failed)
        : reject(
            new Fault({
              what: `the shell does not start: ${error.message}`,
              where: shell,
              exit: EXIT.missing,
            }),
          ),
    );
    child.once('exit', (code) => resolve(code ?? EXIT.failed));
  });
}
