import { EXIT } from '../fault.ts';
import { printableJson } from '../proof/report/printable-json.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import { plainReporter } from '../ui/plain/walk-lines.ts';
import type { Run } from './command.ts';
import { inSession } from './in-session.ts';
import { orderIn } from './one-order.ts';

export const run: Run = (invocation) =>
  inSession(invocation, { startEngine: false }, async (session) => {
    const json = invocation.values.flag('json');
    const report = json ? () => {} : plainReporter(invocation);
    if (!json) {
      const { stdout } = invocation;
      const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
      print.say(session.lab.title, 'Lab:');
    }
    const { summary } = await orderIn(session, '/status', report, invocation.env);
    if (json) invocation.stdout.write(`${printableJson(summary, 2)}\n`);
    return EXIT.done;
  });
