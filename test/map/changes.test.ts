import { expect, test } from 'vitest';
import { changesBetween } from '../../src/map/changes.ts';
import { appMap as map } from './app-map.ts';

test('what was not there is new, what is not there any more is gone, and a tag that points elsewhere has moved', () => {
  const before = map({ latest: 'sha256:aa', v1: 'sha256:aa' });
  const after = map({ latest: 'sha256:bb', v2: 'sha256:bb' }, { images: { 'alpine:latest': 'sha256:11' } });
  expect(changesBetween(before, after)).toEqual([
    { kind: 'new', place: 'engine', name: 'alpine:latest', from: undefined, to: 'sha256:11' },
    { kind: 'moved', place: 'localhost:5000', name: 'app:latest', from: 'sha256:aa', to: 'sha256:bb' },
    { kind: 'gone', place: 'localhost:5000', name: 'app:v1', from: 'sha256:aa', to: undefined },
    { kind: 'new', place: 'localhost:5000', name: 'app:v2', from: undefined, to: 'sha256:bb' },
  ]);
  expect(changesBetween(after, after)).toEqual([]);
});

test('a registry that stopped, or could not be read, has lost nothing', () => {
  const full = map({ latest: 'sha256:aa' });
  expect(changesBetween(full, { ...full, registries: [] })).toEqual([]);
  const shut = full.registries.map((one) => ({
    ...one,
    contents: { repositories: [] },
    problem: 'no answer',
  }));
  expect(changesBetween(full, { ...full, registries: shut })).toEqual([]);
});

test('a manifest without a tag that was deleted is gone', () => {
  const before = map({ latest: 'sha256:bb' }, { manifests: ['sha256:aa'] });
  expect(changesBetween(before, map({ latest: 'sha256:bb' }))).toEqual([
    { kind: 'gone', place: 'localhost:5000', name: 'app@sha256:aa', from: 'sha256:aa' },
  ]);
});
