import { Failure } from '../failure.ts';
import { err, out } from '../print/streams.ts';

/** Does the same to every name and prints it, going on after one that fails. Resolves to the names that failed. */
export async function each(
  names: readonly string[],
  act: (name: string) => Promise<string | void>,
): Promise<string[]> {
  const failed: string[] = [];
  for (const name of names) {
    try {
      out(`${(await act(name)) ?? name}\n`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      err(error.message);
      failed.push(name);
    }
  }
  return failed;
}

/** A container's name or id in a path of the API. */
export function containerPath(name: string, rest = ''): string {
  return `/containers/${encodeURIComponent(name)}${rest}`;
}
