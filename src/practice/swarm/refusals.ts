import { ApiFailure } from '../http/failure.ts';

/** What an engine answers that is in no swarm, or is no manager there. */
export function notManager(): ApiFailure {
  return new ApiFailure(
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );
}

export const invalid = (reason: string): ApiFailure =>
  new ApiFailure(400, `rpc error: code = InvalidArgument desc = ${reason}`);

export const precondition = (reason: string): ApiFailure =>
  new ApiFailure(400, `rpc error: code = FailedPrecondition desc = ${reason}`);

export const outOfSequence = (): ApiFailure =>
  new ApiFailure(500, 'rpc error: code = Unknown desc = update out of sequence');
