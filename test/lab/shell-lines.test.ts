import { expect, test } from 'vitest';
import { shellCommands } from '../../src/lab/shell-lines.ts';

test.each<[string, string, string[]]>([
  ['one per line', 'docker ps\ndocker images\n', ['docker ps', 'docker images']],
  ['comments and empty lines go', '# first\n\ndocker ps # all\n  # more\n', ['docker ps # all']],
  [
    'a backslash goes on',
    'docker run \\\n  -d \\\n  registry:2\nls',
    ['docker run \\\n  -d \\\n  registry:2', 'ls'],
  ],
  ['an open quote goes on', "echo 'one\ntwo'\nls", ["echo 'one\ntwo'", 'ls']],
  [
    'a heredoc stays whole',
    'cat > Dockerfile <<EOF\nFROM alpine\n# no comment\nEOF\nls',
    ['cat > Dockerfile <<EOF\nFROM alpine\n# no comment\nEOF', 'ls'],
  ],
  [
    'a quoted and indented heredoc',
    "cat <<-'END' | sh\n\techo a\n\tEND\nls",
    ["cat <<-'END' | sh\n\techo a\n\tEND", 'ls'],
  ],
  ['a here-string is no heredoc', 'cat <<< EOF\nls', ['cat <<< EOF', 'ls']],
  ['<< in quotes is none', 'echo "a << b"\nls', ['echo "a << b"', 'ls']],
  ['a quote in a comment is none', "ls # it's\nps", ["ls # it's", 'ps']],
])('%s', (_name, block, commands) => {
  expect(shellCommands(block)).toEqual(commands);
});
