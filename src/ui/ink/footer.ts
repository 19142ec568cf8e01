import stringWidth from 'string-width';
import type { Paint } from '../paint.ts';
import { inner } from './look.ts';
import { hasRoomBeside } from './map-beside.ts';
import type { Look } from './look.ts';
import type { Screen } from './screen.ts';
import { slashChoices } from './slash-menu.ts';

type Hint = readonly [key: string, does: string];

/** The keys that matter now, most useful first: what does not fit is left out from the end. */
function hints(screen: Screen, look: Look): readonly Hint[] {
  const { view } = screen;
  const { paint } = look;
  const map = screen.beside && hasRoomBeside(look) ? 'hides the map' : 'map';
  if (screen.leaving) return [['Ctrl-C', 'again leaves; progress is kept']];
  if (screen.asking)
    return [
      ['y or Enter', 'shows it'],
      ['any other key', 'does not'],
    ];
  if (screen.search)
    return [
      ['Ctrl-R', 'further back'],
      ['Enter', 'run it'],
      ['Esc', 'edit it'],
      ['Ctrl-C', 'give up'],
    ];
  if (slashChoices(screen).length > 1)
    return [
      [`${paint.signs.up} ${paint.signs.down}`, 'choose'],
      ['Enter', 'do it'],
      ['Tab', 'complete'],
      ['Esc', 'back'],
    ];
  if (screen.busy || view.running)
    return [
      ['Ctrl-C', 'stop'],
      ['Ctrl-O', 'whole output'],
    ];
  if (screen.held)
    return [
      ['Enter', 'go on'],
      ['F2', map],
      ['F3', 'wire'],
      ['Ctrl-O', 'output'],
      ['Ctrl-D', 'leave'],
    ];
  if (view.summary)
    return [
      ['Enter', 'leave'],
      ['PgUp', 'text'],
      ['Ctrl-O', 'output'],
    ];
  const left = view.hints.of - view.hints.shown;
  const hint: Hint[] = left > 0 ? [['/hint', view.hints.shown > 0 ? `${left} left` : '']] : [];
  return [
    ...hint,
    ['/solution', ''],
    ['F2', map],
    ['F3', 'wire'],
    ['PgUp', 'whole text'],
    ['Ctrl-O', 'output'],
    ['Tab', 'complete'],
    [paint.signs.up, 'history'],
    ['/check', ''],
    ['Ctrl-D', 'leave'],
    ['/help', ''],
  ];
}

/** The last row, always: which keys do what. */
export function footerLines(screen: Screen, look: Look): string[] {
  return [` ${keyLine(hints(screen, look), inner(look), look.paint)}`];
}

export function keyLine(all: readonly Hint[], width: number, paint: Paint): string {
  const shown: string[] = [];
  let used = 0;
  for (const [key, does] of all) {
    const cells = stringWidth(key) + (does ? stringWidth(does) + 1 : 0) + (shown.length > 0 ? 3 : 0);
    if (used + cells > width) break;
    used += cells;
    shown.push(paint('accent', key) + (does ? paint('faint', ` ${does}`) : ''));
  }
  return shown.join('   ');
}
