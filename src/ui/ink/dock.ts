import { checkLines } from './check-list.ts';
import type { Detail } from './check-list.ts';
import { choiceLines } from './choices.ts';
import { footerLines } from './footer.ts';
import { headerLines } from './header.ts';
import type { Look } from './look.ts';
import { hasRoomBeside, mapBesideLines, sideBySide, stepLook } from './map-beside.ts';
import { liveLines } from './output.ts';
import { openQuestion } from './question.ts';
import { promptLines } from './prompt-line.ts';
import type { Screen } from './screen.ts';
import { taskLines } from './task.ts';
import { typedLines } from './transcript.ts';

/** The parts of the screen that stay at the bottom, each as painted lines, top to bottom. */
export interface Dock {
  readonly header: readonly string[];
  readonly task: readonly string[];
  readonly checks: readonly string[];
  readonly output: readonly string[];
  readonly choices: readonly string[];
  readonly prompt: readonly string[];
  readonly footer: readonly string[];
}

/** How much of the screen's height step and map may take together, where the step alone would take less. */
const BESIDE_SHARE = 0.72;

const order = ['header', 'task', 'checks', 'output', 'choices', 'prompt', 'footer'] as const;

interface Level {
  readonly detail: Detail;
  readonly gaps: boolean;
  /** Rows of a running command's output. */
  readonly live: number;
  readonly roomy: boolean;
  readonly folded: boolean;
}

/** From generous to bare: what is given up first when the terminal is low. */
const levels: readonly Level[] = [
  { detail: 'all', gaps: true, live: 10, roomy: true, folded: false },
  { detail: 'first', gaps: true, live: 6, roomy: false, folded: false },
  { detail: 'first', gaps: true, live: 4, roomy: false, folded: true },
  { detail: 'first', gaps: false, live: 3, roomy: false, folded: true },
  { detail: 'brief', gaps: false, live: 2, roomy: false, folded: true },
  { detail: 'none', gaps: false, live: 2, roomy: false, folded: true },
];

export const heightOf = (dock: Dock): number => order.reduce((sum, part) => sum + dock[part].length, 0);

/**
 * The dock for this terminal. It is always lower than the terminal, and leaves the upper part to what scrolls where
 * it can.
 */
export function dockOf(screen: Screen, seconds: number, look: Look, moving = false): Dock {
  if (screen.beside && hasRoomBeside(look)) return dockWithMap(screen, seconds, look, moving);
  const share = screen.view.news ? 0.72 : 0.6;
  const wanted = Math.min(look.rows - 1, Math.max(11, Math.floor(look.rows * share)));
  for (const level of levels) {
    const dock = build(screen, seconds, look, level);
    // While it is news, the explanation of a failure is worth more than what scrolled by.
    const most = level.detail !== 'none' && !level.gaps && screen.view.news ? look.rows - 1 : wanted;
    if (heightOf(dock) <= most) return dock;
  }
  return cut(build(screen, seconds, look, levels.at(-1)!), look.rows - 1);
}

/** The step on the left, the map on the right; where I am and the prompt go across. */
function dockWithMap(screen: Screen, seconds: number, look: Look, moving: boolean): Dock {
  const step = dockOf({ ...screen, beside: false }, seconds, { ...stepLook(look), rows: look.rows });
  const { header, prompt, footer } = build(screen, seconds, look, levels[0]!);
  const around = header.length + prompt.length + footer.length;
  const most = Math.max(6, Math.floor(look.rows * BESIDE_SHARE) - around);
  const left = [...step.task, ...step.checks, ...step.output, ...step.choices];
  const map = ['', ...mapBesideLines(screen.view, moving, look)];
  const body = sideBySide(left, map, most, look);
  return cut({ header, task: body, checks: [], output: [], choices: [], prompt, footer }, look.rows - 1);
}

function build(screen: Screen, seconds: number, look: Look, level: Level): Dock {
  const { view } = screen;
  const gap = level.gaps ? [''] : [];
  const over = view.summary !== undefined && !screen.held;
  const task = over ? [] : taskLines(view, look);
  const checks = over ? [] : folded(screen, level, look);
  const output = view.running
    ? [
        ...typedLines(view.running.line, look).slice(0, 2),
        ...liveLines(view.running.output, level.live, look),
      ]
    : [];
  const choices = choiceLines(screen, level.roomy, look);
  const rule = look.paint('faint', ` ${look.paint.signs.rule.repeat(Math.max(18, look.columns - 2))}`);
  return {
    header: ['', ...headerLines(view, look)],
    task: task.length > 0 ? [...gap, ...task] : [],
    checks: checks.length > 0 ? [...gap, ...checks] : [],
    output: output.length > 0 ? [...gap, ...output] : [],
    choices: choices.length > 0 ? [...gap, ...choices] : [],
    prompt: [...(level.roomy ? gap : []), rule, ...promptLines(screen, seconds, look)],
    footer: footerLines(screen, look),
  };
}

/** Where room is short, checks that passed become one line. */
function folded({ view }: Screen, { detail, folded: fold }: Level, look: Look): string[] {
  const passed = view.checks.filter((check) => check?.status === 'passed');
  const question = openQuestion(view);
  const asked = question && view.checks[question.check];
  if (!fold || passed.length < 2) return checkLines(view.checks, detail, look, asked);
  const rest = view.checks.filter((check) => check?.status !== 'passed');
  return [
    ...checkLines(
      [{ title: `${passed.length} of ${view.checks.length} checks`, status: 'passed' }],
      'none',
      look,
    ),
    ...checkLines(rest, detail, look, asked),
  ];
}

/** Last resort in a very low terminal: parts lose lines from their end, the prompt and the keys never. */
function cut(dock: Dock, rows: number): Dock {
  let over = heightOf(dock) - rows;
  const shorter = { ...dock };
  for (const part of ['choices', 'output', 'checks', 'task', 'header'] as const) {
    const taken = Math.min(over, shorter[part].length);
    if (taken <= 0) continue;
    shorter[part] = shorter[part].slice(0, shorter[part].length - taken);
    over -= taken;
  }
  if (over > 0) shorter.prompt = shorter.prompt.slice(Math.min(over, shorter.prompt.length - 1));
  return shorter;
}
