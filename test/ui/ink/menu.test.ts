import { expect, test } from 'vitest';
import { found, openMenu, pressMenu } from '../../../src/ui/ink/menu.ts';
import type { Menu, MenuLab } from '../../../src/ui/ink/menu.ts';
import { menuLines } from '../../../src/ui/ink/menu-lines.ts';
import { createPaint } from '../../../src/ui/paint.ts';

const labOf = (id: string, more: Partial<MenuLab> = {}): MenuLab => ({
  id,
  title: `About ${id}`,
  summary: '',
  level: 'beginner',
  minutes: 10,
  needs: [],
  engines: ['practice', 'docker'],
  steps: 4,
  done: 0,
  ...more,
});
const engines = [
  { kind: 'practice', about: 'ours' },
  { kind: 'docker', about: 'real' },
] as const;
const labs = [
  labOf('references', { done: 4, used: 9 }),
  labOf('hub', { done: 1, used: 5 }),
  labOf('swarm', { needs: ['swarm'], level: 'advanced' }),
];
const keys = (menu: Menu, ...names: string[]): Menu =>
  names.reduce((now, name) => pressMenu(now, { type: 'key', name }).menu, menu);
const typed = (menu: Menu, text: string): Menu => pressMenu(menu, { type: 'text', text }).menu;

test('what was begun last is selected: going on is one key', () => {
  const menu = openMenu(labs, engines);
  expect(pressMenu(menu, { type: 'key', name: 'enter' }).choice).toEqual({ lab: 'hub', engine: 'practice' });
});

test('arrows choose and stop at the ends', () => {
  const menu = openMenu(labs, engines);
  expect(keys(menu, 'down', 'down', 'down').selected).toBe('swarm');
  expect(keys(menu, 'up', 'up', 'up').selected).toBe('references');
});

test('typing searches titles, levels and needs; Escape shows all again and then leaves', () => {
  const menu = typed(openMenu(labs, engines), 'adv sw');
  expect(found(menu).map(({ id }) => id)).toEqual(['swarm']);
  expect(menu.selected).toBe('swarm');
  const all = keys(menu, 'escape');
  expect(found(all)).toHaveLength(3);
  expect(pressMenu(all, { type: 'key', name: 'escape' }).choice).toBe('leave');
});

test('nothing found: Enter starts nothing', () => {
  const menu = typed(openMenu(labs, engines), 'zzz');
  expect(pressMenu(menu, { type: 'key', name: 'enter' }).choice).toBeUndefined();
  expect(keys(menu, 'backspace', 'backspace', 'backspace').selected).toBe('references');
});

test('Tab goes through the engines', () => {
  const menu = openMenu(labs, engines);
  expect(keys(menu, 'tab').engine).toBe('docker');
  expect(keys(menu, 'tab', 'tab').engine).toBe('practice');
});

test('practice plays a swarm and accounts; only what one types must be there', () => {
  const look = { columns: 80, rows: 24, paint: createPaint({ unicode: true, colored: false }) };
  const menu = openMenu(
    [labOf('cluster', { needs: ['swarm', 'account'] }), labOf('hook', { needs: ['git'] })],
    engines,
  );
  const drawn = (now: Menu): string => menuLines(now, look).join('\n');
  expect(drawn(menu)).not.toMatch(/a swarm|an account/);
  expect(drawn(menu)).toContain('needs git');
  expect(drawn(menu)).toContain('needs nothing else');
  expect(drawn(keys(menu, 'tab'))).toContain('needs a swarm, an account');
});
