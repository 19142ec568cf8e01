import path from 'node:path';

/** Where an engine keeps what: one place, so that no other file spells a path. */
export interface Folders {
  readonly root: string;
  readonly state: (
    kind: 'images' | 'references' | 'sources' | 'containers' | 'volumes' | 'networks' | 'builds',
  ) => string;
  readonly blobs: string;
  /** Half-written blobs; emptied at each start. */
  readonly drafts: string;
  readonly volumes: string;
  readonly containers: string;
  readonly standIns: string;
}

export function foldersOf(root: string): Folders {
  const inside = (...parts: string[]): string => path.join(path.resolve(root), ...parts);
  return {
    root: inside(),
    state: (kind) => inside('state', kind),
    blobs: inside('blobs', 'sha256'),
    drafts: inside('drafts'),
    volumes: inside('volumes'),
    containers: inside('containers'),
    standIns: inside('stand-ins'),
  };
}
