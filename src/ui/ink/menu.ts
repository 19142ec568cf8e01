import type { EngineKind, StepState } from '../../runner/events.ts';
import type { Level, Need } from '../../lab/lab.ts';
import type { Key } from './keys.ts';
import { edit, emptyLine, insert } from './line.ts';
import type { Line } from './line.ts';

export interface MenuLab {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly level: Level;
  readonly minutes: number;
  readonly needs: readonly Need[];
  readonly engines: readonly EngineKind[];
  readonly steps: number;
  /** Of its steps, and what each came to. */
  readonly titles?: readonly string[] | undefined;
  readonly states?: readonly StepState[] | undefined;
  /** Steps done or skipped so far. */
  readonly done: number;
  /** When the session was last used, milliseconds since 1970; undefined when there is none. */
  readonly used?: number | undefined;
}

export interface MenuEngine {
  readonly kind: EngineKind;
  /** One sentence on what it is and what it means to choose it. */
  readonly about: string;
}

export interface Choice {
  readonly lab: string;
  readonly engine: EngineKind;
}

export interface Menu {
  readonly labs: readonly MenuLab[];
  readonly engines: readonly MenuEngine[];
  readonly query: Line;
  /** Id of the lab that Enter starts. */
  readonly selected: string | undefined;
  readonly engine: EngineKind;
}

/** A lab that was begun and not finished is one key away: it is selected at the start, the last one used first. */
export function openMenu(labs: readonly MenuLab[], engines: readonly MenuEngine[]): Menu {
  const begun = labs.filter(({ used, done, steps }) => used !== undefined && done < steps);
  const last = begun.toSorted((a, b) => b.used! - a.used!)[0];
  const next = last ?? labs.find(({ done, steps }) => done < steps) ?? labs[0];
  return { labs, engines, query: emptyLine, selected: next?.id, engine: engines[0]?.kind ?? 'practice' };
}

/** Labs that have every typed word somewhere in what one sees of them. */
export function found({ labs, query }: Menu): readonly MenuLab[] {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  return labs.filter(({ id, title, summary, level, needs }) => {
    const text = `${id} ${title} ${summary} ${level} ${needs.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export type MenuPressed = { readonly menu: Menu; readonly choice?: Choice | 'leave' };

export function pressMenu(menu: Menu, key: Key): MenuPressed {
  if (key.type !== 'key') return { menu: search(menu, insert(menu.query, key.text.replace(/\s+/g, ' '))) };
  switch (key.name) {
    case 'enter':
      return menu.selected ? { menu, choice: { lab: menu.selected, engine: engineOf(menu) } } : { menu };
    case 'up':
    case 'ctrl-p':
      return { menu: move(menu, -1) };
    case 'down':
    case 'ctrl-n':
      return { menu: move(menu, 1) };
    case 'page-up':
      return { menu: move(menu, -5) };
    case 'page-down':
      return { menu: move(menu, 5) };
    case 'tab':
    case 'shift-tab':
      return { menu: { ...menu, engine: nextEngine(menu) } };
    case 'escape':
    case 'ctrl-c':
      return menu.query.text === '' ? { menu, choice: 'leave' } : { menu: search(menu, emptyLine) };
    case 'ctrl-d':
      return { menu, choice: 'leave' };
    default: {
      const query = edit(menu.query, key.name);
      return { menu: query ? search(menu, query) : menu };
    }
  }
}

/** The engine that was chosen, unless the selected lab is not made for it. */
export function engineOf({ labs, selected, engine }: Menu): EngineKind {
  const lab = labs.find(({ id }) => id === selected);
  return !lab || lab.engines.length === 0 || lab.engines.includes(engine) ? engine : lab.engines[0]!;
}

function search(menu: Menu, query: Line): Menu {
  const searched = { ...menu, query };
  const labs = found(searched);
  const still = labs.some(({ id }) => id === menu.selected);
  return still ? searched : { ...searched, selected: labs[0]?.id };
}

function move(menu: Menu, by: number): Menu {
  const labs = found(menu);
  if (labs.length === 0) return menu;
  const at = labs.findIndex(({ id }) => id === menu.selected);
  const to = Math.max(0, Math.min(labs.length - 1, at + by));
  return { ...menu, selected: labs[to]!.id };
}

function nextEngine({ engines, engine }: Menu): EngineKind {
  const at = engines.findIndex(({ kind }) => kind === engine);
  return engines[(at + 1) % engines.length]?.kind ?? engine;
}
