import { expect, test } from 'vitest';
import { inlineSpans } from '../../src/ui/inline.ts';
import { mapLines } from '../../src/ui/map-lines.ts';
import { markdownLines } from '../../src/ui/markdown.ts';
import { createPaint } from '../../src/ui/paint.ts';
import { wireLines } from '../../src/ui/wire-lines.ts';
import { explainWire } from '../../src/wire/explain.ts';
import { partsOf } from '../../src/wire/parts.ts';
import { appMap } from '../map/app-map.ts';

const paint = createPaint({ unicode: false, colored: false, attributes: false });
const digest = `sha256:${'a'.repeat(64)}`;
const time = new Date(0).toISOString();
const request = {
  time,
  registry: 'localhost:5000',
  method: 'PUT',
  path: `/v2/app/blobs/uploads/1?digest=${digest}`,
  status: 201,
  bytesOut: 0,
};

test.each([80, 140])('without Unicode, map and wire of %i columns are told in plain letters', (columns) => {
  const map = appMap({ v1: 'sha256:aa' }, { images: { 'app:v1': 'sha256:cc' } });
  const wire = explainWire('docker push localhost:5000/app:v1', [request], partsOf(map.registries));
  const text = [...mapLines(map, { columns, paint }), ...wireLines(wire, { columns, paint })].join('\n');
  expect(text).toMatch(/^[ -~\n]*$/);
  expect(text).toContain('5000->5000');
});

test('so is what labs and checks say, and names in other letters stay', () => {
  const text = 'publishes 5000→5000 … “the machine’s” – grüße';
  const told = inlineSpans(text, paint)
    .map((span) => span.text)
    .join('');
  expect(told).toBe('publishes 5000->5000 ... "the machine\'s" - grüße');
  expect(markdownLines(text, { columns: 80, paint }).join('')).toBe(told);
  const unicode = createPaint({ unicode: true, colored: false, attributes: false });
  expect(
    inlineSpans(text, unicode)
      .map((span) => span.text)
      .join(''),
  ).toBe(text);
});
