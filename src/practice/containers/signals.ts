import os from 'node:os';
import { badRequest } from '../http/failure.ts';

/** Reads `SIGTERM`, `term` or `15` into the name of a signal; refuses others as the engine does. */
export function readSignal(text: string): NodeJS.Signals {
  const upper = text.trim().toUpperCase();
  const byNumber = Object.entries(os.constants.signals).find(([, number]) => String(number) === upper)?.[0];
  const name = byNumber ?? (upper.startsWith('SIG') ? upper : `SIG${upper}`);
  if (!(name in os.constants.signals)) throw badRequest(`Invalid signal: ${text}`);
  return name as NodeJS.Signals;
}

export function signalNumber(name: NodeJS.Signals): number {
  return os.constants.signals[name];
}
