import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createPaint } from '../../src/ui/paint.ts';
import { wireLines } from '../../src/ui/wire-lines.ts';
import { cells } from '../../src/ui/wrap.ts';
import type { Wire } from '../../src/wire/wire.ts';

const wire: Wire = {
  command: 'docker push localhost:5000/app:v1',
  registries: ['localhost:5000'],
  up: 2_900,
  down: 0,
  spared: 3_000_000,
  lines: [
    {
      registry: 'localhost:5000',
      method: 'HEAD',
      target: `app/blobs/${'x'.repeat(90)}`,
      status: 200,
      moved: 0,
      spared: 3_000_000,
      says: 'Do you have layer 1 of 2? Yes: 3 MB need not be sent.',
    },
    {
      registry: 'localhost:5000',
      method: 'PATCH',
      target: 'app\x1b[2J/blobs',
      status: 202,
      moved: 2_500,
      spared: 0,
      says: 'The bytes of layer 2 of 2: 2.5 kB.',
    },
  ],
};

test.each([44, 60, 80, 120, 200])('every request has its line and its sentence in %i columns', (columns) => {
  const lines = wireLines(wire, { columns, paint: createPaint({ unicode: true, colored: true }) });
  const text = stripVTControlCharacters(lines.join('\n'));
  expect(text).toMatch(/HEAD +200/);
  expect(text).toMatch(/PATCH +202/);
  expect(text.replace(/\s+/g, ' ')).toContain('3 MB did not have to move');
  expect(lines.join('\n')).not.toContain('\x1b[2J');
  expect(Math.max(...lines.map((line) => cells(stripVTControlCharacters(line))))).toBeLessThanOrEqual(
    columns,
  );
});
