import { err, out } from '../print/streams.ts';
import { EngineFailure, Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { encodeName } from './tag.ts';

export interface Removed {
  readonly Deleted?: string;
  readonly Untagged?: string;
}

/** `docker rmi IMAGE…`: goes on after an image that cannot be removed. */
export const removeImages: Handler = async ({ args, flags, engine }) => {
  let failed = false;
  for (const name of args) {
    try {
      const removed = await engine.delete<Removed[]>(`/images/${encodeName(name)}`, {
        force: flags.on('force') ? 1 : undefined,
        noprune: flags.on('no-prune') ? 1 : undefined,
      });
      for (const { Deleted, Untagged } of removed)
        out(Deleted ? `Deleted: ${Deleted}\n` : `Untagged: ${Untagged}\n`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // With --force an image that is not there is as good as removed.
      failed ||= !(flags.on('force') && error instanceof EngineFailure && error.status === 404);
      err(error.message);
    }
  }
  return failed ? 1 : 0;
};
