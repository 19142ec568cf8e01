/** What a solution's command must exit with: a code, or anything but 0. */
export type ExpectedExit = number | 'not 0';

/**
 * A solution says in a comment at the end of a command that it is meant to fail: `docker pull nobody/nothing  # exit 1`
 * asks for that very code, `# fails` for any but 0. Without such a comment a command must exit 0.
 */
export function expectedExit(command: string): ExpectedExit {
  const comment = /\s#\s*(?:(fails)|exits?(?: with)? (\d{1,3}))\s*$/.exec(command);
  if (comment?.[1]) return 'not 0';
  return Number(comment?.[2] ?? 0);
}

export function exitedAsExpected(exitCode: number, expected: ExpectedExit): boolean {
  return expected === 'not 0' ? exitCode !== 0 : exitCode === expected;
}
