import { EXIT } from '../fault.ts';
import { confirmed } from './ask.ts';
import type { Run } from './command.ts';
import { giveOrder } from './one-order.ts';

export const run: Run = async (invocation) => {
  if (!(await confirmed('Seeing the solution is recorded. Show it?', invocation))) return EXIT.failed;
  const { events } = await giveOrder('/solution yes', invocation);
  return events.some(({ type }) => type === 'solution-shown') ? EXIT.done : EXIT.failed;
};
