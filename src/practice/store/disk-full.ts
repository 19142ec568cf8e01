/** What a system says when there is no room: the disk is full, or the person's share of it. */
const FULL = ['ENOSPC', 'EDQUOT'];

export const isDiskFull = (error: unknown): error is NodeJS.ErrnoException =>
  FULL.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');

/** A sentence about an error as the engine's own language writes it: `write /path: no space left on device`. */
export function sentenceOf(error: unknown): string {
  if (!isDiskFull(error)) return error instanceof Error ? error.message : String(error);
  const what = error.code === 'EDQUOT' ? 'disk quota exceeded' : 'no space left on device';
  const where = [error.syscall, error.path].filter(Boolean).join(' ');
  return where ? `${where}: ${what}` : what;
}
