import { EXIT } from '../fault.ts';
import type { Run } from './command.ts';
import { giveOrder } from './one-order.ts';

export const run: Run = async (invocation) => {
  const { events } = await giveOrder('/hint', invocation);
  return events.some(({ type }) => type === 'hint-shown') ? EXIT.done : EXIT.failed;
};
