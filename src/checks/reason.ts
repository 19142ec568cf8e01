import type { World } from './kind.ts';
import { firstLine } from './phrases.ts';

/** What the operating system says when nobody listens at a socket. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** Why a check could not be evaluated, and what to do: the texts of a `broken` verdict. */
export function reasonOf(error: unknown, { engine }: World): [actual: string, help: string] {
  const {
    code,
    message = String(error),
    statusCode,
  } = error as {
    code?: string;
    message?: string;
    statusCode?: number;
  };
  if (code !== undefined && UNREACHABLE.has(code) && statusCode === undefined)
    return [
      `the ${engine.kind === 'practice' ? 'practice engine' : 'Docker Engine'} at ${engine.host} does not answer (${code})`,
      engine.kind === 'practice'
        ? 'Start the lab again: the practice engine comes back with all that was there.'
        : 'Is Docker running, and may you use its socket? `workshop doctor` looks.',
    ];
  const from = statusCode === undefined ? '' : `the engine answered ${statusCode}: `;
  return [
    `${from}${firstLine(message)}`,
    'That is not your doing. `/check` tries again; `workshop doctor` looks at the machine.',
  ];
}
