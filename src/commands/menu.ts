import { dockerAnswers } from '../engine/docker-answers.ts';
import { EXIT, type ExitCode } from '../fault.ts';
import type { Invocation, Run } from './command.ts';
import { labCards } from './lab-cards.ts';
import { labProgress } from './lab-progress.ts';
import { hasScreen } from './screen.ts';
import { valuesOf } from './values.ts';

/** The menu of labs; without a terminal the list, and how to go on without a menu. */
export const run: Run = (invocation) =>
  hasScreen(invocation) ? chooseOnScreen(invocation) : printMenu(invocation);

/** Only what the first frame needs is loaded before it is drawn. */
async function chooseOnScreen(invocation: Invocation): Promise<ExitCode> {
  const [{ runMenu }, cards, docker] = await Promise.all([
    import('../ui/ink/index.tsx'),
    labCards(invocation.env),
    dockerAnswers(invocation.env),
  ]);
  const labs = cards.map(({ steps, after: _, ...card }) => {
    const [latest] = labProgress(card.id, steps, invocation.env);
    const done = latest ? latest.done + latest.skipped : 0;
    const states = steps.map((step) => latest?.states[step] ?? 'open');
    return { ...card, steps: steps.length, states, done, used: latest && Date.parse(latest.usedAt) };
  });
  const choice = await runMenu({
    signal: invocation.signal,
    labs,
    engines: [
      {
        kind: 'practice',
        about: 'An engine and registries of our own: nothing to install, and nothing leaves this machine.',
      },
      ...(docker
        ? [{ kind: 'docker' as const, about: 'The real Docker Engine that your docker command uses.' }]
        : []),
    ],
  });
  if (!choice) return EXIT.done;
  const { run: start } = await import('./start.ts');
  return start({ ...invocation, arguments: [choice.lab], values: valuesOf({ engine: choice.engine }) });
}

async function printMenu(invocation: Invocation): Promise<ExitCode> {
  const [{ catalog }, { printLabs }, { createPrinter }, { plainPage }] = await Promise.all([
    import('./catalog.ts'),
    import('./list.ts'),
    import('../ui/plain/printer.ts'),
    import('../ui/plain/page.ts'),
  ]);
  const { stdout, env } = invocation;
  const entries = await catalog();
  const print = createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) });
  print.say('learn container registries by doing.', 'registry-workshop:');
  printLabs(print, entries, env);
  const lab = entries[0]?.id ?? 'LAB';
  print.blank();
  print.say(`\`workshop start ${lab} --plain\` walks a lab line by line.`);
  print.say(`\`workshop demo ${lab}\` plays it by itself.`);
  print.say('`workshop --help` lists all commands.');
  return EXIT.done;
}
