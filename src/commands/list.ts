import { EXIT } from '../fault.ts';
import { formatProblem } from '../lab/problem.ts';
import { printableJson } from '../proof/report/printable-json.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter, type Printer } from '../ui/plain/printer.ts';
import { count } from '../ui/step-text.ts';
import { catalog, type CatalogEntry } from './catalog.ts';
import type { Run } from './command.ts';
import { labCards } from './lab-cards.ts';
import { labProgress, type LabProgress } from './lab-progress.ts';

export const run: Run = async (invocation) => {
  const { values, env, stdout } = invocation;
  if (values.flag('ids')) {
    stdout.write((await labCards(env)).map(({ id }) => `${id}\n`).join(''));
    return EXIT.done;
  }
  const entries = await catalog();
  if (values.flag('json')) {
    stdout.write(
      `${printableJson(
        entries.map((entry) => asData(entry, env)),
        2,
      )}\n`,
    );
  } else {
    printLabs(createPrinter({ ...plainPage(invocation), write: (text) => stdout.write(text) }), entries, env);
  }
  return EXIT.done;
};

function asData({ id, file, lab, problems }: CatalogEntry, env: NodeJS.ProcessEnv) {
  if (!lab) return { id, file, problems: problems.map((problem) => formatProblem(problem)) };
  const { title, summary, level, minutes, after, engines, needs, goals } = lab;
  const steps = lab.steps.map(({ id, title }) => ({ id, title }));
  return {
    id,
    file,
    title,
    summary,
    level,
    minutes,
    after,
    engines,
    needs,
    goals,
    steps,
    progress: labProgress(
      id,
      lab.steps.map(({ id }) => id),
      env,
    ),
  };
}

/** The labs, a short paragraph each. */
export function printLabs(print: Printer, entries: readonly CatalogEntry[], env: NodeJS.ProcessEnv): void {
  for (const { id, lab, problems } of entries) {
    print.blank();
    if (!lab) {
      const [first] = problems;
      print.say(`does not load: ${first ? formatProblem(first) : ''}`, `${id}:`, 'bad');
      continue;
    }
    print.say(lab.title, `${id}:`);
    print.indented(lab.summary);
    const parts = [
      lab.level,
      count(lab.minutes, 'minute'),
      count(lab.steps.length, 'step'),
      ...labProgress(
        id,
        lab.steps.map(({ id }) => id),
        env,
      ).map(progressWords),
    ];
    print.indented(parts.join(', '));
  }
}

function progressWords({ engine, done, total }: LabProgress): string {
  return done === total ? `complete in ${engine}` : `${done} of ${total} done in ${engine}`;
}
