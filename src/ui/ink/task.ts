import type { Step } from '../../lab/lab.ts';
import { inlineSpans } from '../inline.ts';
import { paragraph, plain, styled } from '../wrap.ts';
import { prose } from './look.ts';
import type { Look } from './look.ts';
import { choicesOf, openQuestion } from './question.ts';
import type { View } from './view.ts';

/** The one thing to do, set apart by a bar in the accent, with the open question of the step under it. */
export function taskLines(view: View, look: Look): string[] {
  if (!view.step) return [];
  if (view.done) return doneLines(view, view.step, look);
  const { paint } = look;
  const question = openQuestion(view);
  const task = labelled('Task', view.step.task, look);
  const asked = question ? labelled('Question', question.question, look) : [];
  const choices = choicesOf(question).flatMap(([key, text]) =>
    paragraph(inlineSpans(text, paint), prose(look) - 2, paint, `  ${paint('code', key)}  `, '     '),
  );
  const gap = asked.length > 0 ? [''] : [];
  return [...task, ...gap, ...asked, ...choices].map(
    (line) => ` ${paint('accent', paint.signs.bar)} ${line}`,
  );
}

function labelled(label: string, text: string, look: Look): string[] {
  const { paint } = look;
  const first = `${paint('strong', paint('accent', label))}  `;
  return paragraph(inlineSpans(text, paint), prose(look) - 2, paint, first, ' '.repeat(label.length + 2));
}

/** In the place of the task once it is done. */
function doneLines({ index, total, engine }: View, step: Step, look: Look): string[] {
  const { paint } = look;
  const head = [styled(`Step ${index + 1} of ${total} is done`, 'strong', 'good'), plain(`: ${step.title}`)];
  const seen = [styled(`Checked on the ${engine} engine.`, 'faint')];
  return [...paragraph(head, prose(look) - 2, paint), ...paragraph(seen, prose(look) - 2, paint)].map(
    (line) => ` ${paint('good', paint.signs.bar)} ${line}`,
  );
}
