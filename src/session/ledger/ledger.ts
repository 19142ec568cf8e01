import { existsSync } from 'node:fs';
import type { Engine } from '../../engine/engine.ts';
import { appendJsonLines, readJsonLines } from '../json-lines.ts';
import type { SessionPaths } from '../paths.ts';
import { newFiles, newOnEngine } from './came-since.ts';
import { callsSince, callsSoFar } from './docker-calls.ts';
import { mayMakeImages } from './may-create.ts';
import type { MayCreate } from './may-create.ts';
import { ownContainers } from './own-containers.ts';
import { forgetPending, noteCommand, pendingCommands } from './pending.ts';
import { newSessionId } from './session-label.ts';
import { emptySnapshot, takeSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { listWorkFiles } from './work-files.ts';
import type { WorkFiles } from './work-files.ts';

export type LedgerKind =
  'service' | 'container' | 'swarm' | 'network' | 'volume' | 'image' | 'file' | 'folder';

/** Something that the session created. */
export interface LedgerEntry {
  readonly kind: LedgerKind;
  /** Container's, image's, network's, service's or swarm's id; a volume's creation time; a file's inode number. */
  readonly id: string;
  /** Name; of files and folders the path under work/. */
  readonly name: string;
  /** Of an image: it came with the command itself, which did not only give a name to one that was there. */
  readonly fresh?: boolean | undefined;
  /** The session's label, where it carries one. */
  readonly label?: string | undefined;
  /** Id of the transcript's entry; missing when found between commands. */
  readonly command?: string | undefined;
  readonly at: string;
}

/** What was there when the session began: it stays, whatever the session does. */
export interface Baseline {
  readonly engine: Snapshot;
  readonly files: WorkFiles;
}

/** What was there when a command began. */
export interface Before {
  readonly engine: Snapshot;
  /** When it was looked at, by our clock, in milliseconds. */
  readonly at: number;
  /** How much the session's docker had noted of its calls. */
  readonly calls: number;
}

export interface Ledger {
  /** The value of the session's label on a real engine. */
  readonly session: string;
  /** What the session created and nobody cleaned yet, oldest first. */
  entries(): readonly LedgerEntry[];
  baseline(): Baseline;
  /**
   * Looks at the engine before a command; give the answer to `record`. With the command's id and redacted line it is
   * written down too: should we be killed in the middle, `recover` finds what the command made.
   */
  before(command?: string, line?: string): Promise<Before | undefined>;
  /** Looks again, and writes down what the command created, of what it may have created. */
  record(command: string, before: Before | undefined, may?: MayCreate): Promise<readonly LedgerEntry[]>;
  /**
   * Writes down what came between commands, from other terminals: in practice all there is; on a real engine what
   * carries the session's label or was made by its docker command.
   */
  observe(): Promise<readonly LedgerEntry[]>;
  /** Writes down what commands made whose app was killed; `may` reads their lines. */
  recover(may: (line: string) => MayCreate): Promise<readonly LedgerEntry[]>;
  /** These are gone now. */
  strike(entries: readonly LedgerEntry[]): void;
}

type Line =
  | LedgerEntry
  | ({ readonly kind: 'baseline' } & Baseline)
  | { readonly kind: 'session'; readonly session: string }
  | (LedgerEntry & { readonly struck: true });

const nothing: MayCreate = () => false;

export function openLedger(paths: SessionPaths, engine: Engine): Ledger {
  const lines = () => readJsonLines(paths.ledger) as Line[];
  const ours = engine.kind === 'practice';
  const { session } = readLedger(lines());
  const look = async (): Promise<Before | undefined> => {
    const calls = callsSoFar(paths.calls);
    const at = Date.now();
    return takeSnapshot(engine).then(
      (snapshot) => ({ engine: snapshot, at, calls }),
      () => undefined,
    );
  };
  const strike = (entries: readonly LedgerEntry[]): void =>
    appendJsonLines(
      paths.ledger,
      entries.map((entry) => ({ ...entry, struck: true })),
    );

  const write = async (command: string | undefined, before: Before | undefined, may: MayCreate) => {
    const now = before && (await look())?.engine;
    const known = readLedger(lines());
    const at = new Date().toISOString();
    const labels = now?.labels ?? {};
    const fresh = now && before ? newOnEngine(before.engine, now, { ...known, volumesByName: !ours }) : [];
    const isOurs =
      ours || !before || fresh.length === 0
        ? () => true
        : await ownership(before, may, labels, command !== undefined);
    const came = [
      ...fresh.filter(isOurs),
      ...newFiles(known.baseline.files, listWorkFiles(paths.work), known.entries),
    ].map((one): LedgerEntry => ({ ...one, label: labels[keyOf(one)], command, at }));
    appendJsonLines(paths.ledger, came);
    // A name that is free again may be somebody else's tomorrow.
    if (now && !ours)
      strike(known.entries.filter(({ kind, name }) => kind === 'volume' && !(name in now.volumes)));
    return came;
  };

  /** On a real engine: what carries our label, what our containers use, and what the line or our docker names. */
  const ownership = async (
    before: Before,
    may: MayCreate,
    labels: Readonly<Record<string, string>>,
    exact: boolean,
  ) => {
    const calls = mayMakeImages(callsSince(paths.calls, before.calls));
    const made = await ownContainers(engine, session, before.at);
    return (one: Pick<LedgerEntry, 'kind' | 'name' | 'id'>): boolean => {
      const { kind, name, id } = one;
      const label = labels[keyOf(one)];
      if (label !== undefined) return label === session;
      if (kind === 'volume' && made.volumes.has(name)) return true;
      // A container's image is its doing only if it was not there right before.
      return may(kind, name, id) || calls(kind, name, id) || (exact && made.images(kind, name, id));
    };
  };

  const sinceTheBeginning = (): Before => {
    const { baseline } = readLedger(lines());
    return { engine: ours ? emptySnapshot : baseline.engine, at: Date.now(), calls: 0 };
  };

  return {
    session,
    entries: () => readLedger(lines()).entries,
    baseline: () => readLedger(lines()).baseline,
    async before(command, line) {
      // In practice nobody else works: all that is new since the session began is the session's.
      if (ours) return sinceTheBeginning();
      const before = await look();
      if (before && command !== undefined) noteCommand(paths.pending, { command, line: line ?? '', before });
      return before;
    },
    async record(command, before, may = nothing) {
      const came = await write(command, before, may);
      forgetPending(paths.pending, command);
      return came;
    },
    observe: () => write(undefined, sinceTheBeginning(), nothing),
    async recover(may) {
      const found: LedgerEntry[] = [];
      for (const { command, line, before } of pendingCommands(paths.pending)) {
        found.push(...(await write(command, before, may(line))));
        forgetPending(paths.pending, command);
      }
      return found;
    },
    strike,
  };
}

/** Writes down what is there before the first command, once. */
export async function beginLedger(paths: SessionPaths, engine: Engine, name: string): Promise<void> {
  const lines = readJsonLines(paths.ledger) as Line[];
  if (lines.length === 0 || !existsSync(paths.ledger)) {
    const baseline: Baseline = { engine: await takeSnapshot(engine), files: listWorkFiles(paths.work) };
    appendJsonLines(paths.ledger, [{ kind: 'baseline', ...baseline }]);
  }
  if (engine.kind === 'docker' && !lines.some(({ kind }) => kind === 'session')) {
    appendJsonLines(paths.ledger, [{ kind: 'session', session: newSessionId(name) }]);
  }
}

const keyOf = ({ kind, id, name }: Pick<LedgerEntry, 'kind' | 'name' | 'id'>): string =>
  kind === 'volume' ? name : id;

function readLedger(lines: readonly Line[]): { baseline: Baseline; session: string; entries: LedgerEntry[] } {
  let baseline: Baseline = { engine: emptySnapshot, files: {} };
  let session = '';
  const entries = new Map<string, LedgerEntry>();
  for (const line of lines) {
    const key = 'id' in line ? `${line.kind} ${line.id} ${line.name}` : '';
    if (line.kind === 'baseline') baseline = line;
    else if (line.kind === 'session') session = line.session;
    else if ('struck' in line) entries.delete(key);
    else if (!entries.has(key)) entries.set(key, line);
  }
  return { baseline, session, entries: [...entries.values()] };
}
