/** Data for whoever called. */
export function out(text: string): void {
  process.stdout.write(text);
}

/** A message to the person; a newline is added. */
export function err(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Waits until everything written has left the process, so that exiting cuts nothing off. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.write('', () => resolve())),
    ),
  );
}
