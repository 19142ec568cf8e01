import { EXIT } from '../fault.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import { catalog } from './catalog.ts';
import type { Run } from './command.ts';
import { examine, type Finding } from './examination.ts';
import { labNeeds } from './lab-needs.ts';

export const run: Run = async (invocation) => {
  const { values, stdout } = invocation;
  const machine = await examine(invocation);
  const labs = (await catalog()).map((entry) => labNeeds(entry, machine));
  const missing = machine.some(({ status }) => status === 'missing');
  if (values.flag('json')) {
    stdout.write(`${JSON.stringify({ ready: !missing, machine, labs }, null, 2)}\n`);
    return missing ? EXIT.missing : EXIT.done;
  }
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  const { signs } = print.paint;
  const looks = {
    ok: [signs.passed, 'ok', 'good'],
    absent: [signs.open, 'not there', 'faint'],
    missing: [signs.failed, 'missing', 'bad'],
  } as const;
  const tell = ({ status, name, found, todo }: Finding): void => {
    const [sign, words, style] = looks[status];
    print.say(`${name}: ${found}`, `${sign} ${words}:`, style);
    if (todo) print.indented(todo);
  };
  print.say('This machine', '');
  machine.forEach(tell);
  print.blank();
  print.say('Labs', '');
  for (const { id, engines } of labs)
    engines.forEach((engine) => tell({ ...engine, name: `${id} in ${engine.name}` }));
  return missing ? EXIT.missing : EXIT.done;
};
