import { out } from '../print/streams.ts';
import { findCommand } from '../table/table.ts';
import type { Invocation } from '../table/command.ts';

/** The help of the command that was typed: what docker prints when there is nothing to do. */
export async function helpOfCommand({ typed }: Invocation): Promise<number> {
  const { commandPage } = await import('../help/pages.ts');
  const command = findCommand(typed.replace(/^docker /, ''));
  if (command) out(commandPage(command, typed));
  return 0;
}
