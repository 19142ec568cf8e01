import type { ServerResponse } from 'node:http';
import { RegistryError } from '../../registry/client/client.ts';
import { errorBody, failure } from '../../registry/failure.ts';
import { isDiskFull } from '../store/disk-full.ts';

/** RFC 4918, 11.5. */
export const INSUFFICIENT_STORAGE = 507;

/** What a learner reads of a full disk: the stand-in's disk is their own. */
export const NO_ROOM =
  'the practice stand-in has no room to work: no space left on device. Free some space on this machine, then try again';

/** True of an error of this process, and of a registry's answer that says the same. */
export const lacksRoom = (error: unknown): boolean =>
  isDiskFull(error) || (error instanceof RegistryError && error.status === INSUFFICIENT_STORAGE);

/** Answers for a stand-in that failed itself, as registries do; says why where the disk is full. */
export function sendFault(response: ServerResponse, error: unknown): void {
  const told = lacksRoom(error)
    ? failure('UNKNOWN', { status: INSUFFICIENT_STORAGE, message: NO_ROOM })
    : failure('UNKNOWN');
  const body = Buffer.from(errorBody(told));
  response.writeHead(told.status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    'Docker-Distribution-Api-Version': 'registry/2.0',
  });
  response.end(body);
}
