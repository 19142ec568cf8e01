import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Absolute paths of one session. */
export interface SessionPaths {
  readonly folder: string;
  readonly progress: string;
  readonly transcript: string;
  readonly ledger: string;
  /** Variables, functions and working directory carried from one command to the next. */
  readonly shell: string;
  /** What the session's docker noted of its calls, on a real engine. */
  readonly calls: string;
  /** Commands that were begun; one that a killed app left is looked after at the next start. */
  readonly pending: string;
  /** DOCKER_CONFIG of the session. */
  readonly docker: string;
  /** CURL_HOME of the session: there curl finds how quiet it is to be, and in practice the stand-ins. */
  readonly curl: string;
  /** First on PATH. */
  readonly bin: string;
  /** The lab's working folder. */
  readonly work: string;
  /** All data of the practice engine. */
  readonly engine: string;
  /** What `reset` put aside. */
  readonly archive: string;
}

export function sessionPaths(folder: string): SessionPaths {
  return {
    folder,
    progress: path.join(folder, 'progress.json'),
    transcript: path.join(folder, 'transcript.jsonl'),
    ledger: path.join(folder, 'ledger.jsonl'),
    shell: path.join(folder, 'shell'),
    calls: path.join(folder, 'shell', 'docker-calls'),
    pending: path.join(folder, 'pending'),
    docker: path.join(folder, 'docker'),
    curl: path.join(folder, 'curl'),
    bin: path.join(folder, 'bin'),
    work: path.join(folder, 'work'),
    engine: path.join(folder, 'engine'),
    archive: path.join(folder, 'archive'),
  };
}

/** Transcripts and credentials are nobody else's business: every folder is for its owner only. */
export function createFolders({ folder, shell, docker, bin, work }: SessionPaths): void {
  for (const each of [folder, shell, docker, bin, work]) mkdirSync(each, { recursive: true, mode: 0o700 });
}
