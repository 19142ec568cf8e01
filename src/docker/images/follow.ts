import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { Failure } from '../failure.ts';
import { ProgressPrinter, type ProgressMessage } from '../print/progress.ts';

/** Prints the messages of a push or pull as they come (nothing without `to`). Throws a Failure with the engine's error. */
export async function followProgress(
  answer: IncomingMessage,
  to: NodeJS.WriteStream | undefined,
): Promise<void> {
  const printer = to && new ProgressPrinter(to);
  for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) {
    if (!line.trim()) continue;
    const message = JSON.parse(line) as ProgressMessage;
    if (message.error !== undefined || message.errorDetail) {
      throw new Failure(message.errorDetail?.message ?? message.error!);
    }
    if (message.status === undefined && message.stream === undefined) continue;
    printer?.print(message);
  }
}
