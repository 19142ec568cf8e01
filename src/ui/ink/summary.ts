import type { StepState, Summary } from '../../runner/events.ts';
import { inlineSpans } from '../inline.ts';
import { clip, paragraph, plain, styled } from '../wrap.ts';
import { inner, prose } from './look.ts';
import type { Look } from './look.ts';

const words: Readonly<Record<StepState, string>> = { done: 'done', open: 'to do', skipped: 'skipped' };

/** `1 h 05 min`, `12 min`, `40 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What was done, step by step, what it took, what one learned or will, and how to go on. */
export function summaryLines(summary: Summary, look: Look): string[] {
  const goals = goalLines(summary.goals, summary.complete, look);
  return [
    ...(goals.length > 0 ? [...goals, ''] : []),
    // Nearest to the prompt, where a low terminal still has it in sight.
    ...stepList(summary.steps, look),
    '',
    ...factLines(summary, look, true),
    ...nextLines(summary, look),
  ];
}

/** What the lab is for: before its end what one will be able to do, then what one can. */
export function goalLines(goals: readonly string[], reached: boolean, look: Look): string[] {
  if (goals.length === 0) return [];
  const { paint } = look;
  const sign = reached ? paint('good', paint.signs.passed) : paint('accent', paint.signs.bullet);
  return [
    ` ${paint('strong', reached ? 'You can now' : 'What you will be able to do')}`,
    ...goals.flatMap((line) => paragraph(inlineSpans(line, paint), prose(look), paint, ` ${sign} `)),
  ];
}

/** After a complete lab: the next one, and the command that begins it. */
function nextLines({ complete, next }: Summary, look: Look): string[] {
  if (!complete || !next) return [];
  const { paint } = look;
  const label = ` ${paint('accent', paint.signs.bar)} ${paint('strong', paint('accent', 'Next'))}  `;
  const told = [...inlineSpans(`${next.title}: `, paint), ...inlineSpans(`\`${next.start}\``, paint)];
  return ['', ...paragraph(told, prose(look), paint, label)];
}

/** The end of a lab: all in three lines, with the steps that were left open. */
export function endLines(summary: Summary, look: Look): string[] {
  const { paint } = look;
  const left = summary.steps.filter(({ state }) => state !== 'done');
  const done = `${summary.steps.length - left.length} of ${summary.steps.length} steps done`;
  const head = summary.complete ? 'The lab is complete' : 'This is how far you came';
  const told = [styled(head, 'strong'), plain(`: ${done} on the ${summary.engine} engine.`)];
  return [
    ...paragraph(told, prose(look), paint, ` ${paint('good', paint.signs.passed)} `),
    ...factLines(summary, look),
    ...stepList(left, look),
    ...nextLines(summary, look),
  ];
}

function stepList(steps: Summary['steps'], look: Look): string[] {
  const { paint } = look;
  return steps.map(({ title, state }) => {
    const sign = state === 'done' ? paint.signs.passed : paint.signs.open;
    const label = paint(state === 'done' ? 'good' : 'faint', `${sign} ${words[state].padEnd(9)}`);
    return ` ${label} ${clip(title, inner(look) - 12, paint.signs.more)}`;
  });
}

/** `engine`: told here, where nothing before it tells it. */
function factLines(summary: Summary, look: Look, engine = false): string[] {
  const { paint } = look;
  const facts = [
    duration(summary.ms),
    count(summary.commands, 'command'),
    count(summary.hints, 'hint'),
    count(summary.solutions, 'solution shown', 'solutions shown'),
    ...(engine ? [summary.engine] : []),
  ].join(` ${paint.signs.dot} `);
  return paragraph([styled(facts, 'faint')], prose(look), paint, '   ');
}
