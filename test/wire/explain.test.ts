import { expect, test } from 'vitest';
import { explainWire } from '../../src/wire/explain.ts';
import { partsOf } from '../../src/wire/parts.ts';
import type { WireRequest } from '../../src/wire/wire.ts';
import { appMap } from '../map/app-map.ts';

const parts = partsOf(appMap({ v1: 'sha256:aa', v2: 'sha256:bb' }).registries);

/** `METHOD path status`, one request per line. */
const requests = (text: string, more: Partial<WireRequest> = {}): WireRequest[] =>
  text
    .trim()
    .split('\n')
    .map((line, at) => {
      const [method = '', path = '', status] = line.trim().split(' ');
      const time = new Date(at).toISOString();
      return { time, registry: 'localhost:5000', method, path, status: Number(status), bytesOut: 0, ...more };
    });

test('a push is told part by part: what was asked, what moved, and what did not have to', () => {
  const wire = explainWire(
    'docker push localhost:5000/app:v2',
    requests(`
      GET /v2/ 200
      HEAD /v2/app/blobs/sha256:base 200
      HEAD /v2/app/blobs/sha256:bbl 404
      POST /v2/app/blobs/uploads/ 202
      PATCH /v2/app/blobs/uploads/77?_state=secret 202
      PUT /v2/app/blobs/uploads/77?_state=secret&digest=sha256%3Abbl 201
      POST /v2/app/blobs/uploads/?mount=sha256:bbc&from=other 201
      PUT /v2/app/manifests/v2 201`),
    parts,
  );
  expect(wire.lines.map(({ moved, spared }) => [moved, spared])).toEqual([
    [0, 0],
    [0, 3_000_000],
    [0, 0],
    [0, 0],
    [2_500, 0],
    [0, 0],
    [0, 700],
    [400, 0],
  ]);
  expect([wire.up, wire.down, wire.spared]).toEqual([2_900, 0, 3_000_700]);
  const said = wire.lines.map(({ says }) => says);
  expect(said[1]).toContain('layer 1 of 2? Yes');
  expect(said[2]).toContain('layer 2 of 2? No');
  expect(said[4]).toBe('The bytes of layer 2 of 2: 2.5 kB.');
  expect(said[6]).toContain('the config in `other`');
  expect(said[7]).toContain('`v2` points to it');
  expect(JSON.stringify(wire)).not.toContain('secret');
});

test('what is asked after it was sent did not have to move before, and what is asked twice is spared once', () => {
  const wire = explainWire(
    'docker push --all-tags localhost:5000/app',
    requests(`
      HEAD /v2/app/blobs/sha256:base 200
      HEAD /v2/app/blobs/sha256:bbl 404
      POST /v2/app/blobs/uploads/ 202
      PATCH /v2/app/blobs/uploads/77 202
      PUT /v2/app/blobs/uploads/77?digest=sha256%3Abbl 201
      HEAD /v2/app/blobs/sha256:bbl 200
      PUT /v2/app/manifests/v2 201
      HEAD /v2/app/blobs/sha256:base 200
      PUT /v2/app/manifests/v1 201`),
    parts,
  );
  expect(wire.spared).toBe(3_000_000);
  expect(wire.lines[5]!.says).toBe('Is layer 2 of 2 there now? Yes, all of it.');
  expect(wire.lines[7]!.says).toBe('Do you still have layer 1 of 2? Yes.');
});

test('a mount that was refused has brought nothing', () => {
  const wire = explainWire(
    'docker push localhost:5000/app:v2',
    requests(`
      POST /v2/app/blobs/uploads/?mount=sha256:bbl&from=other 202
      HEAD /v2/app/blobs/sha256:bbl 200`),
    parts,
  );
  expect(wire.lines[1]!.says).toContain('need not be sent');
});

test('a pull tells of the layers that were never asked for', () => {
  const wire = explainWire(
    'docker pull localhost:5000/app:v1',
    requests(
      `
      HEAD /v2/app/manifests/v1 200
      GET /v2/app/manifests/sha256:aa 200
      GET /v2/app/blobs/sha256:aac 200
      GET /v2/app/blobs/sha256:aal 200`,
      { userAgent: 'docker/28.2.2' },
    ),
    parts,
  );
  expect(wire.lines.at(-1)).toMatchObject({ method: '', spared: 3_000_000 });
  expect(wire.lines.at(-1)!.says).toContain('Layer 1 of 2 was never asked for');
  expect([wire.up, wire.down, wire.spared]).toEqual([0, 400 + 700 + 2_500, 3_000_000]);
});

test.each([
  ['GET /v2/ 401', 'Not without a login'],
  ['PUT /v2/app/manifests/v1 403', 'does not allow'],
  ['DELETE /v2/app/manifests/sha256:aa 405', 'turned on'],
  ['DELETE /v2/app/manifests/sha256:aa 202', 'garbage'],
  ['GET /v2/app/manifests/v9 404', 'no tag `v9`'],
  ['PUT /v2/app/blobs/uploads/1?digest=sha256:zz 400', 'do not have the digest'],
  ['GET /v2/_catalog 200', 'repositories'],
  ['GET /v2/team/app/tags/list?n=2 200', 'Which tags does `team/app` have'],
  ['GET /v2/app/manifests/v1 429', 'Too many'],
])('%s is explained', (request, says) => {
  expect(explainWire('x', requests(request), parts).lines[0]!.says).toContain(says);
});
