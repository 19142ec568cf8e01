import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { markdownLines } from '../../src/ui/markdown.ts';
import { createPaint, speaksUnicode, wantsColor } from '../../src/ui/paint.ts';

const bare = createPaint({ unicode: true, colored: false, attributes: false });
const rich = createPaint({ unicode: true, colored: true });
const render = (markdown: string, columns = 40, paint = bare): string =>
  markdownLines(markdown, { columns, paint }).join('\n');

test('paragraphs wrap between words, one blank line apart', () => {
  expect(render('A registry is a service\nthat stores images.\n\nIt speaks HTTP.', 20)).toBe(
    'A registry is a\nservice that stores\nimages.\n\nIt speaks HTTP.',
  );
});

test('markup inside list items is rendered, and items hang under their bullet', () => {
  expect(render('- **bold** and `code`\n- a rather long item that has to wrap\n  - inner', 24)).toBe(
    '  • bold and `code`\n  • a rather long item\n    that has to wrap\n      • inner',
  );
});

test('commands stand apart and keep their line breaks', () => {
  expect(render('Type:\n\n```sh\ndocker tag a b\n# then\ndocker push b\n```\n\nDone.')).toBe(
    'Type:\n\n  docker tag a b\n  # then\n  docker push b\n\nDone.',
  );
});

test('a long command breaks between words, and its rest stands further in; columns and indentation stay', () => {
  expect(render('```sh\ndocker run -d -p 5000:5000 \\\n    --name  registry\n```', 24)).toBe(
    '  docker run -d -p\n    5000:5000 \\\n      --name  registry',
  );
});

test('code is colored by its language, whatever the environment says of colors', () => {
  expect(render('```sh\necho "hi" # say\n```', 40, rich)).toBe(
    '  \x1b[36mecho \x1b[39m\x1b[35m"hi"\x1b[39m\x1b[36m \x1b[39m\x1b[2m# say\x1b[22m',
  );
  expect(render('```json\n{"a": 1}\n```', 40, rich)).toBe('  {\x1b[36m"a"\x1b[39m: \x1b[35m1\x1b[39m}');
  expect(render('```\nan answer\n```', 40, rich)).toBe('  \x1b[2man answer\x1b[22m');
});

test('numbered lists begin where they say, and hold bullets and code', () => {
  expect(render('9. nine\n   - in\n\n   ```sh\n   ls\n   ```\n10. ten\n')).toBe(
    '  9. nine\n\n       • in\n\n       ls\n  10. ten',
  );
});

test('a quotation has a bar on each of its lines', () => {
  expect(render('> say **it\n> again** and again', 16)).toBe('▌ say it again\n▌ and again');
});

test('without Unicode, signs are of ASCII', () => {
  const ascii = createPaint({ unicode: false, colored: false, attributes: false });
  expect(render('- one\n\n> two\n\n---', 40, ascii)).toBe(`  * one\n\n| two\n\n${'-'.repeat(24)}`);
});

test('emoji names, entities in code and colons stay as they are written', () => {
  expect(render('say :smile: `a:b &amp;`')).toBe('say :smile: `a:b &amp;`');
  expect(render('| `a:b` |\n| --- |\n| c |')).toBe('`a:b`\nc');
});

test('without color, code is told by backticks; with color, by the accent', () => {
  expect(render('run `ls`')).toBe('run `ls`');
  expect(render('run `ls`', 40, rich)).toBe('run \x1b[36mls\x1b[39m');
});

test('a table has columns where they fit, and one line per cell where not', () => {
  const table = '| name | what |\n| --- | --- |\n| `alpine` | a small image |\n';
  expect(render(table)).toBe('name      what\n`alpine`  a small image');
  expect(render(table, 20)).toBe('name: `alpine`\nwhat: a small image');
});

test('a link shows where it leads', () => {
  expect(render('[docs](https://x.test/a)', 60)).toBe('docs (https://x.test/a)');
});

test('no control sequence of the text reaches the terminal', () => {
  expect(render('a\x1b[2Jb\x07 `c\x1b]0;title\x07d`\u202e')).toBe('ab `cd`');
});

test('no line is wider than the page, whatever is written', () => {
  const text = `${'x'.repeat(90)} 漢字漢字漢字漢字漢字漢字漢字漢字 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦\n\n- ${'y'.repeat(80)}\n\n    ${'z'.repeat(90)}\n`;
  for (const columns of [20, 37, 60]) {
    for (const line of markdownLines(text, { columns, paint: rich }))
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  }
});

test.each([
  [{ LANG: 'C.UTF-8' }, true],
  [{ LANG: 'en_US.utf8', LC_ALL: 'C' }, false],
  [{}, false],
])('unicode follows the locale %o', (env, expected) => {
  expect(speaksUnicode(env, 'linux')).toBe(expected);
});

test.each([
  [{}, true],
  [{ NO_COLOR: '1' }, false],
  [{ NO_COLOR: '' }, true],
  [{ TERM: 'dumb' }, false],
  [{ FORCE_COLOR: '0' }, false],
])('color follows the environment %o', (env, expected) => {
  expect(wantsColor(env, true)).toBe(expected);
});
