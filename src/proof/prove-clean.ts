import type { Lab, Step } from '../lab/lab.ts';
import { cleanSession } from '../session/clean.ts';
import type { LedgerEntry } from '../session/ledger/ledger.ts';
import { canListen } from '../session/ports.ts';
import { fileDifferences, fileState, type FileState } from './files.ts';
import { differences, engineState, type EngineState } from './machine.ts';
import { endProcessesOf } from './processes.ts';
import type { Judgement } from './proof.ts';
import type { Room } from './sandbox.ts';
import type { SessionStage } from './session-stage.ts';

/** What a lab could change outside of its session. */
export interface Before {
  readonly engine: EngineState;
  readonly home: FileState;
  readonly tmp: FileState;
}

export async function lookBefore(stage: SessionStage, room: Room): Promise<Before> {
  const [engine, home, tmp] = await Promise.all([
    engineState(stage.session.engine),
    fileState(room.home),
    fileState(room.tmp),
  ]);
  return { engine, home, tmp };
}

/**
 * Cleans the session up and tells what is still there. With `complete` all steps were done, and what the last one
 * promised to remove must have gone before. The stage is closed afterwards.
 */
export async function proveClean(
  stage: SessionStage,
  room: Room,
  before: Before,
  complete: boolean,
): Promise<Judgement> {
  const { lab, session } = stage;
  const last = lab.steps.at(-1)!;
  const forgotten =
    complete && promisesCleanup(last)
      ? forgottenBy(lab, differences(before.engine, await engineState(session.engine)))
      : [];
  const report = await cleanSession(session);
  const refused = report.items
    .filter(({ entry, outcome }) => outcome === 'failed' || (outcome === 'kept' && !isFile(entry)))
    .map(
      ({ entry, reason }) => `${entry.kind} ${entry.name} was not removed: ${reason ?? 'no reason given'}`,
    );
  // The practice engine goes with its session; on a real one all must be as it was.
  const engine =
    session.kind === 'docker'
      ? differences(before.engine, await engineState(session.engine)).filter(isNoPull(lab))
      : [];
  await stage.close();
  const processes = (await endProcessesOf(room.folder)).map(
    ({ pid, command }) => `process ${pid} still runs: ${command}`,
  );
  const files = [
    ...fileDifferences(before.home, await fileState(room.home)).map((text) => `in the home folder ${text}`),
    ...fileDifferences(before.tmp, await fileState(room.tmp)).map(
      (text) => `in the temporary folder ${text}`,
    ),
  ];
  const ports = await takenPorts(lab, session.vars);
  const found = [...forgotten, ...refused, ...engine, ...processes, ...files, ...ports];
  if (found.length === 0) return { ok: true, detail: 'The machine is as it was before.' };
  return {
    ok: false,
    command: forgotten.length > 0 ? last.solution.commands.join('\n') : 'workshop clean',
    expected: 'the machine as it was before the lab',
    actual: found.join('; '),
    detail:
      forgotten.length > 0
        ? `The last step, \`${last.id}\`, cleans up after the lab, and forgets something.`
        : 'This is so after the lab, and after its session was cleaned up.',
  };
}

/** A last step that checks that something is gone, or is called after cleaning, cleans up after the lab. */
export function promisesCleanup({ id, check }: Pick<Step, 'id' | 'check'>): boolean {
  const asksForAbsence = check.some(({ spec }) => (spec as { absent?: unknown } | null)?.absent === true);
  return asksForAbsence || /clean|tidy/.test(id);
}

/** Going back to an earlier state copies files, so that the ledger no longer knows them for its own; their folder goes. */
const isFile = ({ kind }: LedgerEntry): boolean => kind === 'file' || kind === 'folder';

/** What the lab made and left. Images that it pulls may stay: others may need them, and `workshop clean` takes them. */
const forgottenBy = (lab: Lab, left: readonly string[]): string[] => left.filter(isNoPull(lab));

/** The images that a lab says it uses can be pulled again, so it may also tell to remove one that was there. */
function isNoPull({ images }: Lab): (difference: string) => boolean {
  const pulled = images.map((name) => `image ${/:[^/]*$/.test(name) ? name : `${name}:latest`} (`);
  return (text) => !pulled.some((start) => text.startsWith(start));
}

async function takenPorts({ vars }: Lab, values: Readonly<Record<string, string>>): Promise<string[]> {
  const names = Object.keys(vars).filter((name) => vars[name]!.type === 'port');
  const taken = await Promise.all(
    names.map(async (name) =>
      (await canListen(Number(values[name]))) ? [] : [`port ${values[name]} is still taken`],
    ),
  );
  return taken.flat();
}
