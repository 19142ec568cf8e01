import { questionsOf } from '../../checks/questions.ts';
import type { Verdict } from '../../checks/verdict.ts';
import type { StepState, Summary, WalkEvent } from '../../runner/events.ts';
import type { Step } from '../../lab/lab.ts';
import { cleanText } from '../clean.ts';
import { mapLines } from '../map-lines.ts';
import { NO_WIRE, wireLines } from '../wire-lines.ts';
import { markdownLines } from '../markdown.ts';
import { count, duration, engineWords, progressWords, stateLooks } from '../step-text.ts';
import { verdictAgain, verdictLines } from '../verdict-lines.ts';
import { createPrinter, type Printer, type PrinterOptions } from './printer.ts';

export interface PlainOptions extends PrinterOptions {
  /** Whether to repeat a command before its output; not where the learner has just typed it. */
  readonly echoes?: (line: string) => boolean;
}

/** Reads the events of a walk and writes them line by line, for a pipe, a log, a screen reader, a plain terminal. */
export function createPlainReporter({
  echoes = () => true,
  ...options
}: PlainOptions): (event: WalkEvent) => void {
  const print = createPrinter(options);
  /** Verdicts of the last round in this step: what has not changed is said again in short. */
  let known = new Map<number, string>();
  let round: Verdict[] = [];
  let engine: Summary['engine'] = 'practice';
  let saidComplete = false;
  return (event) => {
    switch (event.type) {
      case 'lab-started': {
        engine = event.engine;
        const { title, summary, goals } = event.lab;
        print.say(title, 'Lab:');
        print.say(summary);
        print.say(engineWords[engine], 'Engine:');
        print.say(event.folder, 'Folder:');
        if (event.resumed) return print.say('You go on where you left.');
        return goalList(print, 'You will:', goals);
      }
      case 'step-entered':
        known = new Map();
        return stepEntered(print, event.step, `Step ${event.index + 1} of ${event.total}`, engine);
      case 'arrived':
        if (event.holds)
          print.say('All of this is there already, from before: `/check` or the next command goes on.');
        return;
      case 'command-started':
        print.blank();
        if (echoes(event.line)) print.lines([print.paint('code', `$ ${cleanText(event.line)}`)]);
        return;
      case 'output':
        return print.output(event.text);
      case 'command-ended':
        print.outputEnd();
        if (event.exitCode !== 0) print.lines([print.paint('faint', `(exit code ${event.exitCode})`)]);
        return;
      case 'answer-given':
        print.blank();
        return print.say(event.answer, 'Answer:');
      case 'checking':
        round = [];
        return;
      case 'verdict':
        round.push(event.verdict);
        return verdict(print, event.verdict, known);
      case 'checked': {
        if (event.passed) return;
        const good = round.filter(({ status }) => status === 'passed').length;
        return print.say(`${good} of ${count(round.length, 'check')} passed. \`/hint\` helps.`);
      }
      case 'step-done':
        return stepEnded(print, event.step, 'done', event.index);
      case 'step-skipped':
        return stepEnded(print, event.step, 'skipped', event.index);
      case 'hint-shown':
        print.blank();
        print.say(`${event.level} of ${event.of}`, 'Hint');
        return page(print, event.markdown);
      case 'solution-shown':
        print.blank();
        print.say('', 'Solution');
        page(print, event.markdown);
        return print.say('`/run` types it for you.');
      case 'status':
        return status(print, event.summary);
      case 'map':
        if (!event.asked) return;
        print.blank();
        print.say('', 'Map');
        return print.lines(mapLines(event.map, pageOf(print)));
      case 'wire':
        print.blank();
        print.say(event.wire ? '' : NO_WIRE, 'Wire');
        if (event.wire) print.lines(wireLines(event.wire, pageOf(print)));
        return;
      case 'notice':
        return event.text.includes('\n') ? page(print, event.text) : print.say(event.text, 'Note:');
      case 'problem':
        print.say(`${event.text}${event.todo ? `: ${event.todo}` : ''}`, 'Problem:', 'bad');
        return;
      case 'lab-completed':
        saidComplete = true;
        print.blank();
        print.say(`${print.paint.signs.passed} Lab complete, in ${event.summary.engine}.`, '');
        totals(print, event.summary);
        if (event.debrief) {
          print.blank();
          page(print, event.debrief);
        }
        return learned(print, event.summary);
      case 'ended':
        if (!saidComplete) ended(print, event.summary);
        return;
    }
  };
}

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;

/** A picture needs an edge; what has none gets a wide one. */
const pageOf = ({ columns, paint }: Printer): { columns: number; paint: Printer['paint'] } => ({
  columns: Math.min(columns, 120),
  paint,
});

function page({ columns, paint, lines }: Printer, markdown: string): void {
  // Where nothing is wrapped, nothing is cut to a width either.
  lines(
    markdownLines(markdown, { columns: columns === Infinity ? columns : Math.min(columns, WIDEST), paint }),
  );
}

function stepEntered(print: Printer, step: Step, where: string, engine: Summary['engine']): void {
  print.blank();
  print.say(`${step.title} [${engine}]`, `${where}:`);
  print.blank();
  page(print, step.text);
  print.blank();
  print.say(step.task, 'Task:', 'accent');
  for (const { question, choices } of questionsOf(step)) {
    print.say(question, 'Question:', 'accent');
    for (const [key, text] of Object.entries(choices ?? {})) print.say(text, `  ${key})`, 'strong');
    print.lines([print.paint('faint', 'Answer it with /answer and your answer.')]);
  }
}

function verdict(print: Printer, verdict: Verdict, known: Map<number, string>): void {
  const found = JSON.stringify(verdict);
  const news = known.get(verdict.check) !== found;
  known.set(verdict.check, found);
  const { paint, columns } = print;
  print.lines(news ? verdictLines(verdict, { columns, paint }) : verdictAgain(verdict, { columns, paint }));
}

function stepEnded(print: Printer, step: Step, state: StepState, index: number): void {
  const { sign, words } = stateLooks[state];
  print.say(
    step.title,
    `${print.paint.signs[sign]} Step ${index + 1} ${words}:`,
    state === 'done' ? 'good' : 'faint',
  );
}

function status(print: Printer, summary: Summary): void {
  print.blank();
  print.say(`${progressWords(summary)}, in ${summary.engine}.`, 'Status:');
  const { signs } = print.paint;
  print.lines(
    summary.steps.map(({ title, state }, index) => {
      const { sign, words } = stateLooks[state];
      return `  ${signs[sign]} ${index + 1}. ${cleanText(title)}: ${words}`;
    }),
  );
  totals(print, summary);
  learned(print, summary);
}

/** What one can do now, or will be able to; after a complete lab, the next one and the command that begins it. */
function learned(print: Printer, { complete, goals, next }: Summary): void {
  if (goals.length > 0) print.blank();
  goalList(print, complete ? 'You can now:' : 'At the end you will be able to:', goals);
  if (!complete || !next) return;
  print.blank();
  print.say(`${next.title}: \`${next.start}\``, 'Next:', 'accent');
}

function goalList(print: Printer, heading: string, goals: readonly string[]): void {
  if (goals.length > 0) page(print, [heading, ...goals.map((goal) => `- ${goal}`)].join('\n'));
}

function totals(print: Printer, { commands, hints, solutions, ms }: Summary): void {
  print.say(
    `${count(commands, 'command')}, ${count(hints, 'hint')}, ${count(solutions, 'solution')}, ${duration(ms)} at work.`,
  );
}

/** The last words: what is done, what is open, how to go on. */
function ended(print: Printer, summary: Summary): void {
  print.blank();
  if (summary.complete)
    return print.say(
      `all ${count(summary.steps.length, 'step')} done, in ${summary.engine}.`,
      'Complete:',
      'good',
    );
  const open = summary.steps.find(({ state }) => state === 'open');
  const skipped = summary.steps.filter(({ state }) => state === 'skipped').map(({ title }) => `“${title}”`);
  const number = open ? summary.steps.indexOf(open) + 1 : 0;
  const what = open ? `Step ${number}, “${open.title}”, is open` : `Skipped: ${skipped.join(', ')}`;
  print.say(
    `${progressWords(summary)}, in ${summary.engine}. ${what}: \`workshop start ${summary.lab}\` goes on there.`,
    'Not complete:',
    'bad',
  );
}
