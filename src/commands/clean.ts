import { EXIT, type ExitCode } from '../fault.ts';
import { cleanSession, type CleanReport, type Outcome } from '../session/clean.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import type { Invocation, Run } from './command.ts';
import { inSession } from './in-session.ts';

export const run: Run = (invocation) =>
  inSession(invocation, { startEngine: false }, async (session) => {
    const report = await cleanSession(session, { dryRun: invocation.values.flag('dry-run') });
    return printCleaning(report, session.labId, invocation);
  });

/** A volume without a name of its own is called by 64 digits; the first ones are enough to find it. */
const shortName = (name: string): string => name.replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1…');

const words: Readonly<Record<Exclude<Outcome, 'gone'>, string>> = {
  removed: 'removed',
  'would-remove': 'would be removed',
  kept: 'kept',
  failed: 'could not be removed',
};

/** Tells what cleaning did, one line for each thing; the exit code. */
export function printCleaning(report: CleanReport, labId: string, invocation: Invocation): ExitCode {
  const { stdout } = invocation;
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  const { items, dryRun, engine, engineStopped, kept } = report;
  for (const { entry, outcome, reason } of items) {
    // What the learner removed is no news.
    if (outcome === 'gone') continue;
    print.say(`${entry.kind} \`${shortName(entry.name)}\`: ${words[outcome]}${reason ? ` (${reason})` : ''}`);
  }
  if (engineStopped) print.say(`practice engine: ${dryRun ? 'would be ended' : 'ended'}`);
  const failed = items.filter(({ outcome }) => outcome === 'failed').length;
  if (items.length === 0) print.say(`The session of ${labId} (${engine}) left nothing to remove.`);
  else if (failed > 0)
    print.say(`${failed} of ${items.length} could not be removed: \`workshop clean ${labId}\` tries again.`);
  else if (!dryRun) print.say(`The session of ${labId} (${engine}) is cleaned. Nothing else was touched.`);
  if (!dryRun && kept.length > 0) print.say(`Progress is kept; \`workshop reset ${labId}\` begins anew.`);
  return failed > 0 ? EXIT.failed : EXIT.done;
}
