import { describe, expect, test } from 'vitest';
import { alignColumns } from '../../src/docker/print/columns.ts';
import { ellipsis, shortId } from '../../src/docker/print/cut.ts';
import { compactJson } from '../../src/docker/print/json.ts';
import { printList } from '../../src/docker/print/list.ts';
import { binarySize, humanSize } from '../../src/docker/print/size.ts';
import { ago, humanDuration } from '../../src/docker/print/time.ts';

test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [5_591_300, '5.591MB'],
  [1_982_333, '1.982MB'],
  [22_950_000_000, '22.95GB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(humanSize(bytes)).toBe(expected);
});

test('lists of images show three digits', () => {
  expect(humanSize(5_591_300, 3)).toBe('5.59MB');
  expect(humanSize(230_400_000, 3)).toBe('230MB');
});

test('memory is counted in units of 1024', () => {
  expect(binarySize(25_275_654_144)).toBe('23.54GiB');
});

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [900, 'Less than a second'],
  [second, '1 second'],
  [59 * second, '59 seconds'],
  [minute, 'About a minute'],
  [2 * minute, '2 minutes'],
  [hour, 'About an hour'],
  [90 * minute, '2 hours'],
  [47 * hour, '47 hours'],
  [2 * day, '2 days'],
  [14 * day, '2 weeks'],
  [61 * day, '2 months'],
  [800 * day, '2 years'],
])('%d milliseconds are %s', (milliseconds, expected) => {
  expect(humanDuration(milliseconds)).toBe(expected);
});

test('moments are told from now', () => {
  expect(ago(1000, 1000 * 1000 + 5 * minute)).toBe('5 minutes ago');
});

describe('columns', () => {
  test('are as wide as their widest cell plus three, ten at least, and the last one is not filled', () => {
    expect(alignColumns(['REPOSITORY\tTAG\tSIZE', 'localhost:5000/alpine\tlatest\t5MB'])).toBe(
      'REPOSITORY              TAG       SIZE\nlocalhost:5000/alpine   latest    5MB\n',
    );
  });

  test('count characters and not bytes', () => {
    expect(alignColumns(['COMMAND\tX', 'a rather long com…\ty'])).toBe(
      'COMMAND              X\na rather long com…   y\n',
    );
  });
});

test('long texts end in an ellipsis, ids are cut to twelve digits', () => {
  expect(ellipsis('docker-entrypoint.sh serve', 20)).toBe('docker-entrypoint.s…');
  expect(ellipsis('short', 20)).toBe('short');
  expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
});

test('JSON is escaped as Go escapes it', () => {
  expect(compactJson({ a: '<none> & co' })).toBe('{"a":"\\u003cnone\\u003e \\u0026 co"}');
  expect(compactJson('<none>', { escapeHtml: false })).toBe('"<none>"');
});

describe('lists', () => {
  const form = {
    headings: { Name: 'NAME', ID: 'THE ID' },
    table: '{{.Name}}\t{{.ID}}',
    quiet: 'ID',
    typeName: '*formatter.thing',
  };
  const rows = [
    { Name: 'one', ID: '1', Label: (name: unknown) => `label ${String(name)}` },
    { Name: 'two', ID: '2', Label: () => '' },
  ];

  test.each([
    [undefined, false, 'NAME      THE ID\none       1\ntwo       2\n'],
    [undefined, true, '1\n2\n'],
    ['table', true, '1\n2\n'],
    ['table {{.ID}}\\t{{.Name}}', false, 'THE ID    NAME\n1         one\n2         two\n'],
    ['{{.Name}}={{.ID}}', true, 'one=1\ntwo=2\n'],
    ['json', false, '{"ID":"1","Name":"one"}\n{"ID":"2","Name":"two"}\n'],
    ['{{json .}}', false, '{"ID":"1","Name":"one"}\n{"ID":"2","Name":"two"}\n'],
    ['table {{.Label "com.example.my-key"}}', false, 'my key\nlabel com.example.my-key\n\n'],
    ['{{upper .Name}}', false, 'ONE\nTWO\n'],
  ])('with format %j and quiet %s', (format, quiet, expected) => {
    expect(printList(rows, form, format, quiet)).toBe(expected);
  });

  test('name a field that rows do not have', () => {
    expect(() => printList(rows, form, '{{.Foo}}', false)).toThrow(
      'template parsing error: template: :1:2: executing "" at <.Foo>: can\'t evaluate field Foo in type *formatter.thing',
    );
  });

  test('without rows only show the headings', () => {
    expect(printList([], form, undefined, false)).toBe('NAME      THE ID\n');
    expect(printList([], form, '{{.Foo}}', false)).toBe('');
  });
});
