import stringWidth from 'string-width';
import type { Need } from '../../lab/lab.ts';
import type { EngineKind } from '../../runner/events.ts';
import { inlineSpans } from '../inline.ts';
import type { Style } from '../paint.ts';
import { clip, paragraph } from '../wrap.ts';
import { keyLine } from './footer.ts';
import { inner, prose } from './look.ts';
import type { Look } from './look.ts';
import { engineOf, found } from './menu.ts';
import type { Menu, MenuLab } from './menu.ts';

/** Rows below the list: a rule, the lab (4), the engine (3), the keys. */
const BELOW = 10;
const ABOVE = 3;

/** From so many columns on what is selected stands beside the list, with its steps. */
const BESIDE = 112;

/**
 * The whole screen but one row: title and search, the path of labs, what is selected, the engine; the keys on the last
 * row. Rows are shared out by the number of all labs, so that nothing moves while one searches or chooses.
 */
export function menuLines(menu: Menu, look: Look): string[] {
  const { rows } = look;
  const body = look.columns >= BESIDE ? wideBody(menu, look) : tallBody(menu, look);
  return [
    ...exactly(rows - 2, body.slice(0, rows - 2)),
    ` ${keyLine(keys(menu, look), inner(look), look.paint)}`,
  ];
}

function tallBody(menu: Menu, look: Look): string[] {
  const { rows } = look;
  const free = Math.max(1, rows - 1 - ABOVE - BELOW);
  return [
    titleLine(menu, look),
    searchLine(menu, look),
    '',
    ...listLines(menu, listRows(menu, free), look),
    ruleLine(menu, listRows(menu, free), look),
    ...exactly(rows >= 22 ? 5 : 4, aboutLines(menu, look)),
    ...engineLines(menu, look),
  ];
}

/** As many as all labs take, with what joins them where there is room. */
const listRows = ({ labs }: Menu, free: number): number =>
  labs.length * 2 - 1 <= free ? labs.length * 2 - 1 : Math.min(free, labs.length);

/** How many labs stand above and below the ones in sight. */
function outOfSight(menu: Menu, rows: number, { paint }: Look): string {
  const labs = found(menu);
  if (labs.length <= rows) return '';
  const top = topOf(menu, rows);
  const below = labs.length - top - rows;
  const { up, down } = paint.signs;
  return [...(top > 0 ? [`${up} ${top} more`] : []), ...(below > 0 ? [`${down} ${below} more`] : [])].join(
    '  ',
  );
}

/** Index of the first lab in sight: the selected one stands in the middle where it can. */
function topOf(menu: Menu, rows: number): number {
  const labs = found(menu);
  const at = Math.max(
    0,
    labs.findIndex(({ id }) => id === menu.selected),
  );
  return Math.max(0, Math.min(at - Math.floor(rows / 2), labs.length - rows));
}

function ruleLine(menu: Menu, rows: number, look: Look): string {
  const { paint } = look;
  const more = outOfSight(menu, rows, look);
  const rule = paint.signs.rule.repeat(Math.max(0, inner(look) - (more ? stringWidth(more) + 1 : 0)));
  return ` ${paint('faint', more ? `${more} ${rule}` : rule)}`;
}

/** The path on the left; on the right what the selected lab is about, step by step. */
function wideBody(menu: Menu, look: Look): string[] {
  const { rows, paint } = look;
  const left: Look = { ...look, columns: Math.min(96, Math.floor(look.columns * 0.54)) };
  const right: Look = { ...look, columns: Math.min(96, look.columns - left.columns - 3) };
  const free = rows - 2 - ABOVE - 5;
  const list = [
    ...listLines(menu, Math.max(listRows(menu, free), Math.min(free, 6)), left),
    ` ${paint('faint', outOfSight(menu, listRows(menu, free), left))}`,
    ...engineLines(menu, left),
  ];
  const lab = found(menu).find(({ id }) => id === menu.selected);
  const about = lab ? [...aboutLines(menu, right), '', ...stepLines(lab, free, right)] : [];
  const height = Math.max(list.length, Math.min(about.length, rows - 2 - ABOVE));
  const beside = Array.from({ length: height }, (_, at) => {
    const line = list[at] ?? '';
    const gap = ' '.repeat(Math.max(0, left.columns - visible(line)));
    return `${line}${gap} ${paint('faint', paint.signs.beside)}${about[at] ?? ''}`;
  });
  return [titleLine(menu, look), searchLine(menu, look), '', ...beside];
}

const visible = (text: string): number => stringWidth(text);

const exactly = (rows: number, lines: readonly string[]): string[] =>
  Array.from({ length: rows }, (_, index) => lines[index] ?? '');

function titleLine({ labs }: Menu, look: Look): string {
  const { paint } = look;
  const complete = labs.filter(isComplete).length;
  const count = `${labs.length} ${labs.length === 1 ? 'lab' : 'labs'}, ${complete} complete`;
  const title = 'Registry workshop';
  const gap = Math.max(1, inner(look) - title.length - count.length - 2);
  return ` ${paint('strong', paint('accent', title))} ${paint('faint', paint.signs.rule.repeat(gap))} ${count}`;
}

function searchLine({ query: { text, cursor } }: Menu, look: Look): string {
  const { paint } = look;
  const sign = paint('accent', '/');
  if (text === '') return ` ${sign} ${paint('inverse', ' ')}${paint('faint', ' type to search')}`;
  const at = text[cursor] ?? ' ';
  return ` ${sign} ${text.slice(0, cursor)}${paint('inverse', at)}${text.slice(cursor + 1)}`;
}

function listLines(menu: Menu, rows: number, look: Look): string[] {
  const labs = found(menu);
  const { paint } = look;
  if (labs.length === 0)
    return exactly(rows, [`   ${paint('faint', 'No lab has these words. Esc shows all.')}`]);
  const top = topOf(menu, rows);
  const shown = labs.slice(top, top + rows).map((lab) => {
    const far = progress(lab, needsOf(lab, menu.engine), look);
    return labLine(lab, menu.labs.indexOf(lab) + 1, { selected: lab.id === menu.selected, far }, look);
  });
  // Where there is room, one sees that it is a path.
  const roomy = labs.length > 1 && shown.length * 2 - 1 <= rows;
  const path = `   ${paint('faint', paint.signs.beside)}`;
  return exactly(
    rows,
    shown.flatMap((line, index) => (roomy && index > 0 ? [path, line] : [line])).slice(0, rows),
  );
}

const isComplete = ({ done, steps }: MenuLab): boolean => steps > 0 && done >= steps;

const levelStyles: Readonly<Record<string, Style>> = {
  beginner: 'good',
  intermediate: 'hue-2',
  advanced: 'value',
};

/** One stop on the path: how far it is, its number and title, level and minutes, and the progress. */
function labLine(
  lab: MenuLab,
  number: number,
  { selected, far }: { readonly selected: boolean; readonly far: Progress },
  look: Look,
): string {
  const { columns, paint } = look;
  const { signs } = paint;
  const narrow = columns < 72;
  const [sign, style] = isComplete(lab)
    ? ([signs.stepDone, 'good'] as const)
    : lab.used !== undefined
      ? ([signs.stepHere, 'accent'] as const)
      : ([signs.stepOpen, 'faint'] as const);
  const level = narrow ? '' : `${paint(levelStyles[lab.level] ?? 'faint', lab.level.padEnd(12))}  `;
  const facts = `${level}${paint('faint', `${String(lab.minutes).padStart(3)} min`)}  `;
  const room = inner(look) - 10 - (narrow ? 9 : 23) - far.width;
  const title = clip(lab.title, room, signs.more);
  const shown =
    (selected ? paint('strong', title) : title) + ' '.repeat(Math.max(0, room - stringWidth(title)));
  const pointer = selected ? paint('accent', signs.pointer) : ' ';
  const order = paint('faint', String(number).padStart(2));
  return ` ${pointer} ${paint(style, sign)} ${order}  ${shown}  ${facts}${far.text}`;
}

interface Progress {
  readonly text: string;
  readonly width: number;
}

const needWords: Readonly<Record<Need, string>> = {
  swarm: 'a swarm',
  account: 'an account',
  internet: 'the internet',
  git: 'git',
};

/** What a lab asks of the machine beside the engine: practice plays all of it, but for programs that one types. */
function needsOf({ needs }: MenuLab, engine: EngineKind): string[] {
  return needs.filter((need) => engine !== 'practice' || need === 'git').map((need) => needWords[need]);
}

function progress(lab: MenuLab, [need]: readonly string[], { paint, columns }: Look): Progress {
  const { done, steps, used } = lab;
  const cells = columns < 84 ? 0 : 10;
  const narrow = columns < 72;
  const width = narrow ? 8 : Math.max(14, cells + 11);
  if (isComplete(lab))
    return { text: paint('good', narrow ? 'complete' : `${paint.signs.passed} complete`), width };
  if (used === undefined)
    return { text: paint('faint', need ? (narrow ? need : `needs ${need}`) : ''), width };
  const filled = Math.max(1, Math.round((cells * done) / steps));
  const bar = cells
    ? `${paint('accent', paint.signs.done.repeat(filled))}${paint('faint', paint.signs.rest.repeat(cells - filled))} `
    : '';
  return { text: `${bar}${done} of ${steps}`, width };
}

function aboutLines(menu: Menu, look: Look): string[] {
  const lab = found(menu).find(({ id }) => id === menu.selected);
  if (!lab) return [];
  const { paint } = look;
  const words = needsOf(lab, engineOf(menu));
  const needs = words.length === 0 ? 'needs nothing else' : `needs ${words.join(', ')}`;
  const facts = `${lab.level}, about ${lab.minutes} minutes, ${lab.steps} steps, ${needs}`;
  return [
    ` ${paint('strong', clip(lab.title, inner(look), paint.signs.more))}`,
    ...paragraph(inlineSpans(lab.summary, paint), prose(look), paint, ' ').slice(0, 2),
    ` ${paint('faint', clip(facts, inner(look), paint.signs.more))}`,
  ];
}

/** What one will do, as far as there is room. */
function stepLines({ titles = [], states = [] }: MenuLab, most: number, look: Look): string[] {
  const { paint } = look;
  const { signs } = paint;
  const room = Math.max(0, most - 5);
  const shown = titles.length > room ? titles.slice(0, Math.max(0, room - 1)) : titles;
  const lines = shown.map((title, at) => {
    const state = states[at] ?? 'open';
    const sign =
      state === 'done'
        ? paint('good', signs.passed)
        : paint('faint', state === 'skipped' ? signs.blocked : signs.open);
    return `  ${sign} ${clip(title, inner(look) - 4, signs.more)}`;
  });
  const left = titles.length - shown.length;
  return left > 0 ? [...lines, `  ${paint('faint', `and ${left} more steps`)}`] : lines;
}

function engineLines(menu: Menu, look: Look): string[] {
  const { paint } = look;
  const { engines } = menu;
  const taken = engineOf(menu);
  const names = engines.map(({ kind }) =>
    kind === taken ? paint('strong', `[${kind}]`) : paint('faint', ` ${kind} `),
  );
  const lab = menu.labs.find(({ id }) => id === menu.selected);
  const only = taken !== menu.engine && lab ? `This lab runs in ${lab.engines.join(' and ')} only. ` : '';
  const about = only + (engines.find(({ kind }) => kind === taken)?.about ?? '');
  const tab = engines.length > 1 ? `  ${paint('accent', 'Tab')} ${paint('faint', 'changes')}` : '';
  return [
    ` ${paint('strong', 'Engine')}  ${names.join(' ')}${tab}`,
    ...paragraph(inlineSpans(about, paint), prose(look), paint, ' ').slice(0, 2),
  ];
}

function keys(menu: Menu, { paint }: Look): readonly (readonly [string, string])[] {
  const lab = menu.labs.find(({ id }) => id === menu.selected);
  const begun = lab?.used !== undefined && lab.done < lab.steps;
  return [
    ['Enter', begun ? `go on at step ${lab.done + 1} of ${lab.steps}` : 'start'],
    [`${paint.signs.up} ${paint.signs.down}`, 'choose'],
    ...(menu.engines.length > 1 ? ([['Tab', 'engine']] as const) : []),
    menu.query.text === '' ? ['Esc', 'leave'] : ['Esc', 'all labs'],
  ];
}
