import { cleanText } from '../clean.ts';
import { inlineSpans } from '../inline.ts';
import { markdownLines } from '../markdown.ts';
import type { Style } from '../paint.ts';
import { breakLine, paragraph, plain, styled } from '../wrap.ts';
import { inner, prose } from './look.ts';
import type { Look } from './look.ts';
import { foldProgress, outputLines, shortened } from './output.ts';
import { duration, endLines, goalLines, summaryLines } from './summary.ts';
import type { Block } from './view.ts';

/** A finished block as it stands above the dock: painted lines, a blank one before. */
export function blockLines(block: Block, look: Look): string[] {
  const lines = body(block, look);
  return lines.length === 0 ? [] : ['', ...lines];
}

function body(block: Block, look: Look): string[] {
  const { paint } = look;
  switch (block.kind) {
    case 'lab':
      return block.resumed
        ? [` ${paint('faint', 'Welcome back. You go on where you left.')}`]
        : goalLines(block.lab.goals, false, look);
    case 'step':
      return stepLines(block, look);
    case 'command':
      return commandLines(block, look);
    case 'handed':
      return typedLines(block.line, look);
    case 'answer':
      return [
        ` ${paint('accent', paint.signs.prompt)} ${paint('strong', `/answer ${cleanText(block.answer)}`)}`,
      ];
    case 'done':
      return doneLines(block, look);
    case 'skipped':
      return [` ${paint('faint', `${paint.signs.open} skipped  ${block.title}`)}`];
    case 'hint':
      return panel(`Hint ${block.level} of ${block.of}`, block.markdown, 'accent', look);
    case 'solution':
      return panel('Solution', block.markdown, 'accent', look);
    case 'notice':
      if (block.text.includes('\n')) return page(block.text, look);
      return paragraph(
        inlineSpans(block.text, paint),
        prose(look),
        paint,
        ` ${paint('accent', paint.signs.bullet)} `,
      );
    case 'problem':
      return [
        ...paragraph(
          inlineSpans(block.text, paint),
          prose(look),
          paint,
          ` ${paint('bad', paint.signs.broken)} `,
        ),
        ...(block.todo ? paragraph(inlineSpans(block.todo, paint), prose(look), paint, '   ') : []),
      ];
    case 'status':
      return summaryLines(block.summary, look);
    case 'summary':
      return [
        ...(block.debrief ? [...page(block.debrief, look), ''] : []),
        ...(block.summary.complete ? learned(block.summary.goals, look) : []),
        ...endLines(block.summary, look),
      ];
  }
}

const page = (markdown: string, look: Look): string[] =>
  markdownLines(markdown, { columns: prose(look), paint: look.paint }).map((line) => line && ` ${line}`);

/** What one was to be able to do, and can. */
function learned(goals: readonly string[], look: Look): string[] {
  const lines = goalLines(goals, true, look);
  return lines.length > 0 ? [...lines, ''] : [];
}

function stepLines({ step, index }: Extract<Block, { kind: 'step' }>, look: Look): string[] {
  const { paint } = look;
  const number = `${index + 1}`;
  const title = paragraph(
    [styled(step.title, 'strong')],
    inner(look) - 4,
    paint,
    ` ${paint('accent', number)}  `,
  );
  return ['', ...title, '', ...page(step.text, look)];
}

/** Lines of output that stay in sight: about half a screen. */
const most = ({ rows }: Look): number => Math.max(6, Math.min(24, Math.floor(rows / 2) - 2));

/** A submitted line as it stood at the prompt. */
export function typedLines(line: string, look: Look): string[] {
  const { paint } = look;
  return cleanText(line)
    .split('\n')
    .flatMap((part) => breakLine(part, inner(look) - 2))
    .map(
      (part, index) => ` ${index === 0 ? paint('accent', paint.signs.prompt) : ' '} ${paint('strong', part)}`,
    );
}

function commandLines(block: Extract<Block, { kind: 'command' }>, look: Look): string[] {
  const { paint } = look;
  const { line, output, exitCode, ms } = block;
  const notes = [
    ...(exitCode === 0 ? [] : [paint('bad', `exit ${exitCode}`)]),
    ...(ms < 2000 ? [] : [paint('faint', `took ${duration(ms)}`)]),
  ];
  return [
    ...typedLines(line, look),
    ...shortened(outputLines(foldProgress(output), look), most(look), look),
    ...(notes.length > 0 ? [`   ${notes.join('  ')}`] : []),
  ];
}

function doneLines(
  { title, index, total, proved, engine }: Extract<Block, { kind: 'done' }>,
  look: Look,
): string[] {
  const { paint } = look;
  const head = [
    styled(`Step ${index + 1} of ${total} is done`, 'strong'),
    plain(` on the ${engine} engine: ${title}`),
  ];
  return [
    ...paragraph(head, prose(look), paint, ` ${paint('good', paint.signs.passed)} `),
    ...proved.flatMap((one) =>
      paragraph(inlineSpans(one, paint), prose(look), paint, `   ${paint('good', 'proved')}  `),
    ),
  ];
}

function panel(title: string, markdown: string, style: Style, look: Look): string[] {
  const { paint } = look;
  const bar = ` ${paint(style, paint.signs.bar)} `;
  const lines = markdownLines(markdown, { columns: prose(look) - 2, paint });
  return [paint('strong', paint(style, title)), ...lines].map((line) => (bar + line).trimEnd());
}
