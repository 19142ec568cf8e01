import { EXIT, type ExitCode } from '../fault.ts';
import { cleanSession, type CleanItem, type CleanReport, type Outcome } from '../session/clean.ts';
import { printClosing, printFindings, type FindingLook, type Row } from '../ui/plain/findings.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import { progressLine } from '../ui/progress-line.ts';
import type { Invocation, Run } from './command.ts';
import { inSession } from './in-session.ts';

export const run: Run = (invocation) =>
  inSession(invocation, { startEngine: false }, async (session) => {
    const dryRun = invocation.values.flag('dry-run');
    const looking = dryRun ? 'looking for' : 'removing';
    const report = await whileRemoving(`${looking} what ${session.labId} created`, invocation, () =>
      cleanSession(session, { dryRun }),
    );
    return printCleaning(report, session.labId, invocation);
  });

/** A real engine may take its time to stop what it runs: on a terminal one sees that something goes on. */
export async function whileRemoving<T>(
  text: string,
  invocation: Pick<Invocation, 'env' | 'stdout' | 'stderr'>,
  work: () => Promise<T>,
): Promise<T> {
  const progress = progressLine(invocation.stderr, plainPage(invocation).paint);
  progress.show(text);
  try {
    return await work();
  } finally {
    progress.end();
  }
}

/** A volume without a name of its own is called by 64 digits; the first ones are enough to find it. */
const shortName = (name: string): string => name.replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1…');

const looks: Readonly<Record<Exclude<Outcome, 'gone'>, FindingLook>> = {
  removed: { sign: 'passed', words: 'removed', style: 'good' },
  'would-remove': { sign: 'open', words: 'would be removed', style: 'faint' },
  kept: { sign: 'blocked', words: 'kept', style: 'faint' },
  failed: { sign: 'failed', words: 'could not be removed', style: 'bad' },
};

/** What the learner removed is no news. */
function rowOf({ entry, outcome, reason }: CleanItem): Row[] {
  if (outcome === 'gone') return [];
  const text = `\`${shortName(entry.name)}\`${reason ? ` (${reason})` : ''}`;
  return [{ look: looks[outcome], name: entry.kind, text }];
}

/** Tells what cleaning did, one line for each thing; the exit code. */
export function printCleaning(report: CleanReport, labId: string, invocation: Invocation): ExitCode {
  const { stdout } = invocation;
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  const { items, dryRun, engine, engineStopped, kept } = report;
  const ended: Row = {
    look: dryRun ? looks['would-remove'] : looks.removed,
    name: 'engine',
    text: `the practice engine of this session${dryRun ? '' : ' has ended'}`,
  };
  const rows = [...items.flatMap(rowOf), ...(engineStopped ? [ended] : [])];
  if (rows.length > 0) printFindings(print, `The session of ${labId}`, rows, engine);
  const failed = items.filter(({ outcome }) => outcome === 'failed').length;
  const result =
    items.length === 0
      ? [`The session of ${labId} (${engine}) left nothing to remove.`]
      : failed > 0
        ? [`${failed} of ${items.length} could not be removed: \`workshop clean ${labId}\` tries again.`]
        : dryRun
          ? []
          : [`The session of ${labId} (${engine}) is cleaned. Nothing else was touched.`];
  const progress =
    !dryRun && kept.length > 0 ? [`Progress is kept; \`workshop reset ${labId}\` begins anew.`] : [];
  printClosing(print, [...result, ...progress]);
  return failed > 0 ? EXIT.failed : EXIT.done;
}
