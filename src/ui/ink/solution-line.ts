import { REDACTED } from '../../session/redact-shapes.ts';

/** Whether a line, told without its secrets, is this command of the solution, which has them in it. */
export function isCommand(line: string | undefined, command: string | undefined): boolean {
  if (line === undefined || command === undefined) return false;
  const parts = line.split(REDACTED);
  const last = parts.pop()!;
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = command.indexOf(part, at);
    if (found === -1 || (index === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return parts.length === 0 ? line === command : command.length - last.length > at && command.endsWith(last);
}
