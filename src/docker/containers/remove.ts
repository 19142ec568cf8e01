import { EngineFailure, Failure } from '../failure.ts';
import { err, out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { containerPath } from './each.ts';

/** `docker rm CONTAINER…`: goes on after one that cannot be removed. */
export const removeContainers: Handler = async ({ args, flags, engine }) => {
  let failed = false;
  for (const given of args) {
    const name = given.replace(/^\/+/, '');
    if (!name) throw new Failure('Container name cannot be empty');
    try {
      await engine.delete(containerPath(name), {
        force: flags.on('force') ? 1 : undefined,
        v: flags.on('volumes') ? 1 : undefined,
        link: flags.on('link') ? 1 : undefined,
      });
      out(`${given}\n`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // With --force a container that is not there is as good as removed.
      failed ||= !(flags.on('force') && error instanceof EngineFailure && error.status === 404);
      err(error.message);
    }
  }
  return failed ? 1 : 0;
};
