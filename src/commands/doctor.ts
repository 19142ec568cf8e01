import { EXIT } from '../fault.ts';
import { printableJson } from '../proof/report/printable-json.ts';
import { printClosing, printFindings, type FindingLook, type Row } from '../ui/plain/findings.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import { progressLine } from '../ui/progress-line.ts';
import { catalog } from './catalog.ts';
import type { Invocation, Run } from './command.ts';
import { examine, type Finding, type Presence } from './examination.ts';
import { labNeeds, type LabNeeds } from './lab-needs.ts';

const looks: Readonly<Record<Presence, FindingLook>> = {
  ok: { sign: 'passed', words: 'ok', style: 'good' },
  absent: { sign: 'open', words: 'not there', style: 'faint' },
  missing: { sign: 'failed', words: 'missing', style: 'bad' },
};

export const run: Run = async (invocation) => {
  const { values, stdout } = invocation;
  const machine = await lookAround(invocation);
  const labs = (await catalog()).map((entry) => labNeeds(entry, machine));
  const missing = machine.some(({ status }) => status === 'missing');
  if (values.flag('json')) {
    stdout.write(`${printableJson({ ready: !missing, machine, labs }, 2)}\n`);
    return missing ? EXIT.missing : EXIT.done;
  }
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  printFindings(print, 'This machine', machine.map(rowOf));
  // In columns a lab has one line; line by line each of its engines has its own, to be found by a search.
  const onTerminal = print.columns !== Infinity;
  const each = onTerminal
    ? labs.map(labRow)
    : labs.flatMap(({ id, engines }) =>
        engines.map((engine) => rowOf({ ...engine, name: `${id} in ${engine.name}` })),
      );
  printFindings(print, 'Labs', each);
  if (onTerminal && !missing)
    printClosing(print, ['All is here that the workshop needs: `workshop` opens the labs.']);
  return missing ? EXIT.missing : EXIT.done;
};

async function lookAround(invocation: Invocation): Promise<Finding[]> {
  const progress = progressLine(invocation.stderr, plainPage(invocation).paint);
  progress.show('looking for a Docker Engine, registries and the internet');
  try {
    return await examine(invocation);
  } finally {
    progress.end();
  }
}

const rowOf = ({ status, name, found, todo }: Finding): Row => ({
  look: looks[status],
  name,
  text: found,
  todo,
});

/** Where it can be walked, and what it lacks elsewhere. */
function labRow({ id, engines }: LabNeeds): Row {
  const ready = engines.filter(({ status }) => status === 'ok');
  const others = engines.filter(({ status }) => status !== 'ok');
  const worst = others.find(({ status }) => status === 'missing') ?? others[0];
  const told = [
    ...ready.map(({ name, found }) => `**${name}** ${found}`),
    ...others.map(({ name, found }) => `${name}: ${found}`),
  ];
  return {
    look: looks[ready.length > 0 ? 'ok' : (worst?.status ?? 'absent')],
    name: id,
    text: told.join('; '),
    todo: ready.length > 0 ? undefined : worst?.todo,
  };
}
