import { expect, test } from 'vitest';
import { complete } from '../../../src/ui/ink/complete.ts';
import type { Known } from '../../../src/ui/ink/complete.ts';
import { edit, lineOf } from '../../../src/ui/ink/line.ts';
import type { Line } from '../../../src/ui/ink/line.ts';
import { linesOf, wantsMore } from '../../../src/ui/ink/typed-lines.ts';

/** `|` stands where the cursor is. */
const read = (text: string): Line => ({ text: text.replace('|', ''), cursor: text.indexOf('|') });
const write = ({ text, cursor }: Line): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

test.each([
  ['docker ps|', 'ctrl-a', '|docker ps'],
  ['|docker ps', 'ctrl-e', 'docker ps|'],
  ['docker| ps', 'ctrl-k', 'docker|'],
  ['docker| ps', 'ctrl-u', '| ps'],
  ['docker push localhost:5000/a|', 'ctrl-w', 'docker push |'],
  ['docker push  |', 'ctrl-w', 'docker |'],
  ['push localhost:5000/a|', 'alt-b', 'push localhost:5000/|a'],
  ['push localhost:5000/|a', 'alt-b', 'push localhost:|5000/a'],
  ['|push localhost', 'alt-f', 'push| localhost'],
  ['push localhost|', 'alt-backspace', 'push |'],
  ['push |localhost now', 'alt-d', 'push | now'],
  ['ab|c', 'left', 'a|bc'],
  ['ab|c', 'right', 'abc|'],
  ['|abc', 'left', '|abc'],
  ['abc|', 'backspace', 'ab|'],
  ['a|bc', 'delete', 'a|c'],
  ['x👩‍👩‍👧|', 'backspace', 'x|'],
  ['|é!', 'right', 'é|!'],
])('%j, %s → %j', (before, key, after) => {
  expect(write(edit(read(before), key)!)).toBe(after);
});

test('other keys do not edit', () => {
  expect(edit(lineOf('a'), 'f1')).toBeUndefined();
});

test.each([
  ['docker ps', false],
  ['docker run \\', true],
  ['docker run \\\n  -d alpine', false],
  ['echo "one', true],
  ["echo 'it''s'", false],
  ["echo it\\'s", false],
  ['echo done # don’t ask "', false],
  ['cat > Dockerfile <<EOF', true],
  ['cat > Dockerfile <<EOF\nFROM alpine', true],
  ["cat > Dockerfile <<'EOF'\nFROM \"alpine\nEOF", false],
  ['echo a\\\\', false],
])('%j wants more: %s', (text, expected) => {
  expect(wantsMore(text)).toBe(expected);
});

test.each([
  [`curl -H "Bearer $(curl -s 'https://x/token' | cut -d '"' -f 4)" https://x/v2/`, false],
  [`echo "a $(echo "b") c"`, false],
  [`echo "a $(echo 'b`, true],
  [`echo "a $(echo b)`, true],
  [`echo "$(( (1 + 2) * 3 ))"`, false],
  [`echo $(cut -d '"' -f 4 x)`, false],
])('quotes within a command that stands in quotes: %j wants more: %j', (text, expected) => {
  expect(wantsMore(text)).toBe(expected);
});

test.each([
  ['a', [], 'a'],
  ['a\rb\r', ['a', 'b'], ''],
  ['a\r\nb', ['a'], 'b'],
  ['a\n\n\nb\n', ['a', 'b'], ''],
  ['docker run \\\n  -d alpine\nls\n', ['docker run \\\n  -d alpine', 'ls'], ''],
  ['cat <<EOF\n\n  x\nEOF\nls', ['cat <<EOF\n\n  x\nEOF'], 'ls'],
])('paste %j runs %j and leaves %j', (pasted, run, rest) => {
  expect(linesOf(pasted)).toEqual({ run, rest });
});

test.each([
  ['/h', '/h', ['/hint', '/help']],
  ['/hi', '/hint ', []],
  ['dock', 'docker ', []],
  ['docker pu', 'docker pu', ['pull', 'push']],
  ['docker image h', 'docker image history ', []],
  ['docker push loc', 'docker push localhost:5000/alpine ', []],
  ['docker stop r', 'docker stop registry ', []],
  ['docker volume rm d', 'docker volume rm data ', []],
  ['docker logout l', 'docker logout localhost:5000 ', []],
  ['docker run --pub', 'docker run --publish', ['--publish', '--publish-all']],
  ['docker pull alpine && docker rmi reg', 'docker pull alpine && docker rmi registry:2 ', []],
  ['cat f', 'cat f', ['file.txt', 'folder/']],
  ['cat fo', 'cat folder/', []],
  ['', '', []],
  ['zzz', 'zzz', []],
])('Tab after %j gives %j, choices %j', (text, completed, choices) => {
  const known: Known = {
    images: ['localhost:5000/alpine', 'registry:2'],
    containers: ['registry'],
    volumes: ['data'],
    registries: ['localhost:5000'],
    words: [],
    files: ['file.txt', 'folder/'],
  };
  expect(complete(text, known)).toEqual({ text: completed, choices });
});
