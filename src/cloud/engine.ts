import { ask } from '../engine/ask.ts';
import { CloudFailure } from './failure.ts';

/** Asks the session's practice engine, which plays the hosted registries. */
export interface PracticeSide {
  get<T>(path: string): Promise<T>;
  /** Throws a CloudFailure with the stand-in's own sentence when it refuses. */
  post<T>(path: string, body: object): Promise<T>;
}

/** How long a stand-in may take, in milliseconds: hashing a password on a loaded machine is the longest. */
const LONGEST_MS = 60_000;

export function practiceSide(host: string | undefined): PracticeSide {
  const dial = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = host ? await ask(host, path, { method, body, timeoutMs: LONGEST_MS }) : undefined;
    if (!answer)
      throw new CloudFailure(
        'The practice engine of this session does not answer. `workshop start` with the lab starts it again.',
      );
    const json = (answer.text ? JSON.parse(answer.text) : {}) as T & { message?: string };
    if (answer.status >= 400) throw new CloudFailure(json.message ?? `the stand-in answers ${answer.status}`);
    return json;
  };
  return { get: (path) => dial('GET', path), post: (path, body) => dial('POST', path, body) };
}
