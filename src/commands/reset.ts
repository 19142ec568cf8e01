import { EXIT } from '../fault.ts';
import { resetSession } from '../session/reset.ts';
import { confirmed } from './ask.ts';
import { printCleaning, whileRemoving } from './clean.ts';
import type { Run } from './command.ts';
import { inSession } from './in-session.ts';

export const run: Run = (invocation) =>
  inSession(invocation, { startEngine: false }, async (session) => {
    const question = `Begin ${session.labId} anew, and remove what this session created?`;
    if (!(await confirmed(question, invocation))) return EXIT.failed;
    const { cleaned, archive } = await whileRemoving(
      `removing what ${session.labId} created`,
      invocation,
      () => resetSession(session),
    );
    const code = printCleaning({ ...cleaned, kept: [] }, session.labId, invocation);
    invocation.stdout.write(`What you did is kept in ${archive}\n`);
    return code;
  });
