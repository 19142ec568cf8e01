import { clip, splitAt } from '../wrap.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';
import { choicesOf, openQuestion } from './question.ts';
import { nextOfSolution } from './screen.ts';
import type { Screen } from './screen.ts';

/** Rows that a long line may take before its beginning scrolls out of sight. */
const MOST = 5;

/** The prompt with the cursor drawn in it, or what is going on instead. `seconds`: how long the command has run. */
export function promptLines(screen: Screen, seconds: number, look: Look): string[] {
  const { paint } = look;
  const { signs } = paint;
  // The row of keys below says how to answer.
  if (screen.asking)
    return [` ${paint('accent', '?')} ${paint('strong', 'Show the solution?')} It is recorded as shown.`];
  if (screen.search) {
    const { query, at } = screen.search;
    const found = query === '' || screen.history[at]?.includes(query);
    const label = paint(found ? 'accent' : 'bad', found ? 'earlier' : 'not found');
    const line = clip(
      screen.line.text.split('\n')[0]!,
      Math.max(8, inner(look) - query.length - 18),
      signs.more,
    );
    return [` ${label} ${paint('strong', query)}${paint('inverse', ' ')}  ${line}`];
  }
  const idle = !screen.busy;
  const sign = paint(idle ? 'accent' : 'faint', signs.prompt);
  if (screen.line.text === '') {
    const width = inner(look) - 4;
    if (idle)
      return [
        ` ${sign} ${paint('inverse', ' ')}${paint('faint', clip(invitation(screen), width, signs.more))}`,
      ];
    return [` ${sign} ${paint('faint', clip(activity(screen, seconds, signs.more), width, signs.more))}`];
  }
  return typedLines(screen, look).map((line, index) => ` ${index === 0 ? sign : ' '} ${line}`);
}

function invitation(screen: Screen): string {
  const { view } = screen;
  if (screen.held) {
    const last = view.index + 1 >= view.total;
    return last ? ' Enter shows the summary' : ` Enter goes on to step ${view.index + 2} of ${view.total}`;
  }
  if (view.summary) return ' Enter leaves, or go on trying things';
  const question = openQuestion(view);
  const others = view.checks.some(
    ({ status }, index) => status !== 'passed' && view.step?.check[index]?.kind !== 'answer',
  );
  if (question && !others) {
    const keys = choicesOf(question).map(([key]) => key);
    if (keys.length === 0) return ' /answer and your answer';
    return question.several
      ? ` press all that are right of ${keys.join(', ')}, then Enter to answer`
      : ` press ${keys.join(', ')} to choose, Enter to answer`;
  }
  const next = nextOfSolution(screen);
  if (next !== undefined) return ` Tab types ${next.split('\n')[0]!}`;
  if (view.holds) return ' all of this is there already: /check goes on';
  return ' type the command, or / for more';
}

function activity({ view, queue }: Screen, seconds: number, more: string): string {
  const waiting = queue.length > 0 ? `, ${queue.length} more to run` : '';
  if (view.running) return `running${seconds > 0 ? ` for ${seconds} s` : ''}${waiting}, Ctrl-C stops it`;
  if (!view.step && view.opening) return `starting the ${view.engine} engine${more}${waiting}`;
  return view.checking ? `checking${more}` : `one moment${more}`;
}

/** The typed text over as many rows as it needs, the cursor on the character that it stands on. */
function typedLines({ line: { text, cursor } }: Screen, look: Look): string[] {
  const { paint } = look;
  const width = inner(look) - 3;
  const rows: string[] = [];
  let cursorRow = 0;
  let offset = 0;
  for (const part of text.split('\n')) {
    let rest = part;
    let start = offset;
    do {
      const [fits] = splitAt(rest, width);
      const head = fits === '' ? rest : fits;
      const last = head === rest;
      const at = cursor - start;
      const inside = at >= 0 && (last ? at <= head.length : at < head.length);
      if (inside) cursorRow = rows.length;
      rows.push(inside ? withCursor(head, at, paint) : head);
      start += head.length;
      rest = rest.slice(head.length);
    } while (rest !== '');
    offset += part.length + 1;
  }
  const from = Math.max(0, cursorRow - MOST + 1);
  return rows.slice(from, from + MOST);
}

const segmenter = new Intl.Segmenter();

function withCursor(text: string, at: number, paint: Look['paint']): string {
  const [first] = segmenter.segment(text.slice(at));
  const char = first?.segment ?? ' ';
  return text.slice(0, at) + paint('inverse', char) + text.slice(at + (first ? char.length : 0));
}
