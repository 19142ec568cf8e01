import type { Step } from '../lab/lab.ts';
import { exitedAsExpected, expectedExit } from './expected-exit.ts';
import type { Judgement } from './proof.ts';
import type { Stage } from './stage.ts';

/** So much of a command's output is shown when it failed; the reason stands at the end. */
const SHOWN_LINES = 8;

/**
 * Types the commands of a step's solution and gives its answers, as a learner would. Goes on after a command that
 * failed, as a learner could; the first one that did is what the judgement names.
 */
export async function typeSolution(stage: Stage, step: Step): Promise<Judgement> {
  let failure: Judgement | undefined;
  for (const command of step.solution.commands) {
    const expected = expectedExit(command);
    const { exitCode, output, timedOut } = await stage.type(command);
    if (failure || (!timedOut && exitedAsExpected(exitCode, expected))) continue;
    const said = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
    failure = {
      ok: false,
      command,
      expected: `exit code ${expected}`,
      actual: `${timedOut ? 'no end in time' : `exit code ${exitCode}`}${said ? `\n${said}` : ''}`,
      detail: 'A command of the solution did not exit as it should.',
    };
  }
  for (const answer of step.solution.answers) {
    if ((await stage.answer(step, answer)) || failure) continue;
    failure = {
      ok: false,
      command: `/answer ${answer}`,
      expected: 'a question of the step that is still open',
      actual: 'all its questions were answered',
      detail: 'The solution has an answer without a question.',
    };
  }
  return failure ?? { ok: true, detail: 'The solution was typed.' };
}
