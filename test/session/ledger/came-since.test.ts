import { expect, test } from 'vitest';
import { newOnEngine } from '../../../src/session/ledger/came-since.ts';
import { emptySnapshot } from '../../../src/session/ledger/snapshot.ts';

const baseline = { engine: emptySnapshot, files: {} };
const entries = [{ kind: 'volume', id: '2026-11-21T10:00:00Z', name: 'store', at: '' }] as const;
const now = { ...emptySnapshot, volumes: { store: '2026-11-21T10:00:07Z' } };

test('a volume of a real engine, whose creation moves with its contents, is written down once', () => {
  expect(newOnEngine(emptySnapshot, now, { baseline, entries, volumesByName: true })).toEqual([]);
});

test('in practice a volume of a later creation is another one', () => {
  expect(newOnEngine(emptySnapshot, now, { baseline, entries })).toEqual([
    { kind: 'volume', id: '2026-11-21T10:00:07Z', name: 'store' },
  ]);
});
