import { parseCommands } from '../../checks/command-words.ts';
import type { WalkEvent } from '../../runner/events.ts';

/** A command that is quiet for this long, in milliseconds, is spoken of. */
const QUIET_MS = 6000;

export interface PatienceOptions {
  /** Somebody sits at a keyboard; else lines come from a file or a pipe. */
  readonly interactive: boolean;
  readonly tell: (text: string) => void;
  readonly quietMs?: number | undefined;
}

/**
 * Says, once for each command, that it still runs and how to end it: `docker run registry:2` stays in the foreground,
 * prints nothing, and the lines after it would wait without a word.
 */
export function createPatience({
  interactive,
  tell,
  quietMs = QUIET_MS,
}: PatienceOptions): (event: WalkEvent) => void {
  let timer: NodeJS.Timeout | undefined;
  let line: string | undefined;
  return (event) => {
    if (event.type === 'command-started') line = event.ownsTerminal ? undefined : event.line;
    if (event.type === 'command-ended') line = undefined;
    if (event.type !== 'command-started' && event.type !== 'command-ended' && event.type !== 'output') return;
    clearTimeout(timer);
    if (line === undefined) return;
    const running = line;
    timer = setTimeout(() => {
      line = undefined;
      tell(sentences(running, interactive).join(' '));
    }, quietMs);
    timer.unref();
  };
}

function sentences(line: string, interactive: boolean): string[] {
  const foreground = parseCommands(line).some(
    ({ program, command, flags }) =>
      program === 'docker' &&
      command === 'container run' &&
      !flags.some(({ name, value }) => /^(?:d|detach)$/.test(name) && value !== 'false'),
  );
  return [
    `\`${line.split('\n')[0]}\` still runs.`,
    ...(foreground
      ? ['Without `-d` a container stays in the foreground, and the command ends when its program does.']
      : []),
    interactive
      ? 'Ctrl-C ends it.'
      : `The lines after it wait. From another terminal, \`kill -INT ${process.pid}\` ends it and goes on.`,
    ...(foreground ? ['Then type it again with `-d`.'] : []),
  ];
}
