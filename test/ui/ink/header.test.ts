import { expect, test } from 'vitest';
import { headerLines } from '../../../src/ui/ink/header.ts';
import { emptyView } from '../../../src/ui/ink/view.ts';
import { createPaint } from '../../../src/ui/paint.ts';
import { lab } from './scripted-walk.ts';

const paint = createPaint({ unicode: true, colored: false, attributes: false });
const step = { ...lab.steps[0]!, title: 'Give an image a name in your registry' };
const headAt = (columns: number, title = step.title): string =>
  headerLines(
    { ...emptyView, lab, step: { ...step, title }, total: 15, index: 3, states: [] },
    { columns, rows: 24, paint },
  ).join('');

test('a step of a long title is named as far as there is room, and not at all where that would say nothing', () => {
  expect(headAt(120)).toContain(`${lab.title} · Give an image a name in your registry ─`);
  expect(headAt(100)).toMatch(/· Give an image a name in.*… ─+ step 4 of 15/);
  expect(headAt(72)).not.toContain('·');
  expect(headAt(100, 'Push it')).toContain('· Push it ─');
});
