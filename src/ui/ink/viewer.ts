import { clip } from '../wrap.ts';
import { keyLine } from './footer.ts';
import type { Key } from './keys.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';

/** Something opened whole, on a screen of its own. */
export interface Viewer {
  readonly what: 'output' | 'text' | 'map' | 'wire';
  readonly title: string;
  readonly lines: readonly string[];
  /** First line in sight, from 0. */
  readonly top: number;
}

const bodyRows = ({ rows }: Look): number => Math.max(1, rows - 4);

const lastTop = (viewer: Viewer, look: Look): number => Math.max(0, viewer.lines.length - bodyRows(look));

/** At the end, where what was printed last stands. */
export const openedAtEnd = (title: string, lines: readonly string[], look: Look): Viewer => {
  const viewer: Viewer = { what: 'output', title, lines, top: 0 };
  return { ...viewer, top: lastTop(viewer, look) };
};

/** The viewer after a key; undefined when it closes. */
export function turn(viewer: Viewer, key: Key, look: Look): Viewer | undefined {
  const page = Math.max(1, bodyRows(look) - 2);
  const name = key.type === 'key' ? key.name : key.type === 'text' ? key.text : '';
  const to = (top: number): Viewer => ({ ...viewer, top: Math.max(0, Math.min(top, lastTop(viewer, look))) });
  switch (name) {
    case 'up':
    case 'k':
      return to(viewer.top - 1);
    case 'down':
    case 'j':
    case 'enter':
      return to(viewer.top + 1);
    case 'page-up':
    case 'b':
      return to(viewer.top - page);
    case 'page-down':
    case ' ':
      return to(viewer.top + page);
    case 'home':
    case 'g':
      return to(0);
    case 'end':
    case 'G':
      return to(viewer.lines.length);
    case 'escape':
    case 'q':
    case 'ctrl-o':
    case 'ctrl-t':
    case 'ctrl-c':
    case 'ctrl-d':
    case 'ctrl-g':
    case 'ctrl-x':
    case 'f2':
    case 'f3':
      return undefined;
    default:
      return viewer;
  }
}

/** The whole screen but one row. */
export function viewerLines(viewer: Viewer, look: Look): string[] {
  const { paint } = look;
  const { signs } = paint;
  const rows = bodyRows(look);
  const body = viewer.lines.slice(viewer.top, viewer.top + rows);
  const to = Math.min(viewer.lines.length, viewer.top + rows);
  const whole = viewer.lines.length <= rows;
  const where = whole ? '' : `lines ${viewer.top + 1} to ${to} of ${viewer.lines.length}`;
  const title = clip(viewer.title.replaceAll('\n', ' '), inner(look) - where.length - 4, signs.more);
  const keys = [
    ['Esc', 'back'],
    // Nothing is to be turned where all is in sight.
    ...(whole
      ? []
      : ([
          [`${signs.up} ${signs.down}`, 'line'],
          ['PgUp PgDn', 'page'],
          ['Home End', 'ends'],
        ] as const)),
    ...(viewer.what === 'map' ? ([['F3', 'wire']] as const) : []),
    ...(viewer.what === 'wire' ? ([['F2', 'map']] as const) : []),
  ] as const;
  return [
    ` ${paint('strong', title)}  ${paint('faint', where)}`,
    paint('faint', ` ${signs.rule.repeat(inner(look))}`),
    ...body,
    ...Array.from({ length: rows - body.length }, () => ''),
    ` ${keyLine(keys, inner(look), paint)}`,
  ];
}
