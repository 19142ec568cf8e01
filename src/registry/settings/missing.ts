import { EXIT, Fault } from '../../fault.ts';

/** A setting that others need. */
export function missing(path: string, variable: string): Fault {
  return new Fault({ what: `the setting \`${path}\` is missing`, todo: `set ${variable}`, exit: EXIT.usage });
}
