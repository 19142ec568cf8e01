import { randomBytes } from 'node:crypto';
import type { KeptOutput } from './bounded-output.ts';
import { appendJsonLines, readJsonLines } from './json-lines.ts';

/** One command, as written to transcript.jsonl: secrets are out, output is bounded. */
export interface TranscriptEntry {
  readonly id: string;
  /** The step that the learner was at. */
  readonly step: string | undefined;
  readonly line: string;
  readonly cwd: string;
  readonly exitCode: number;
  /** When it started, ISO 8601. */
  readonly at: string;
  readonly ms: number;
  /** Missing when the command owned the terminal. */
  readonly output?: KeptOutput | undefined;
  /** Shell variables known before it ran and not inherited; secrets are out. */
  readonly env: Readonly<Record<string, string>>;
  /** Typed at the app's prompt, or in a shell of `workshop shell`. */
  readonly from: 'app' | 'shell';
}

export interface Transcript {
  /** All entries, oldest first. A torn or foreign line is passed over. */
  entries(): readonly TranscriptEntry[];
  append(entry: TranscriptEntry): void;
}

export function openTranscript(file: string): Transcript {
  return {
    entries: () => readJsonLines(file).filter(isEntry),
    append: (entry) => appendJsonLines(file, [entry]),
  };
}

export const newId = (): string => `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;

function isEntry(value: unknown): value is TranscriptEntry {
  const entry = value as Partial<TranscriptEntry> | null;
  return typeof entry === 'object' && typeof entry?.id === 'string' && typeof entry.line === 'string';
}
