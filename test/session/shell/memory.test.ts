import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type, workbench } from '../workbench.ts';

const bench = workbench();

/** Lines typed one after the other, and what the last one prints. */
const table: [what: string, lines: string[], prints: string][] = [
  ['a variable', ['dockerId=me', 'echo "$dockerId"'], 'me\n'],
  [
    'a variable with every kind of character',
    [`v=$'a "b" \\'c\\' $d \`e\` \\\\f\\ng'`, 'printf %s "$v"'],
    'a "b" \'c\' $d `e` \\f\ng',
  ],
  ['an empty variable', ['v=', 'echo "${v-unset}|"'], '|\n'],
  ['an exported variable', ['export v=1', "sh -c 'echo $v'"], '1\n'],
  ['a variable that is not exported', ['u=1', 'sh -c \'echo "${u-none}"\''], 'none\n'],
  ['an array', ['a=(one "two words" three)', 'echo "${#a[@]} ${a[1]}"'], '3 two words\n'],
  ['an array with gaps', ['a=([3]=x [7]=y)', 'echo "${!a[@]}"'], '3 7\n'],
  ['an associative array', ['declare -A m=([k]=v)', 'echo "${m[k]}"'], 'v\n'],
  ['an integer', ['declare -i n=2', 'n+=3; echo $n'], '5\n'],
  ['a readonly variable', ['readonly r=7', 'echo $r; true'], '7\n'],
  ['a readonly variable, twice', ['readonly r2=7', 'r2=8', 'echo $r2'], '7\n'],
  ['a function', ['greet() { echo "hello $1"; }', 'greet you'], 'hello you\n'],
  ['an exported function', ['f() { echo in; }; export -f f', 'bash -c f'], 'in\n'],
  [
    'a function that stands in for a builtin',
    ['cd() { builtin cd "$@" && echo moved; }', 'cd /', 'unset -f cd; pwd'],
    '/\n',
  ],
  [
    'functions named like what saves the state',
    ['printf() { echo no; }; declare() { echo no; }', 'unset -f printf declare; echo $dockerId'],
    'me\n',
  ],
  ['an alias', ['alias hi="echo hi there"', 'hi'], 'hi there\n'],
  ['the working directory', ['cd /usr', 'pwd'], '/usr\n'],
  ['the way back', ['cd /usr', 'cd /', 'cd - >/dev/null; pwd'], '/usr\n'],
  ['an unset variable of the environment', ['unset HOME', 'echo "${HOME-gone}"; export HOME=/tmp'], 'gone\n'],
  ['PATH', ['PATH="$PATH:/opt/mine"', 'echo "${PATH##*:}"'], '/opt/mine\n'],
  ['what was set before exit', ['v=9; exit 7', 'echo $v'], '9\n'],
  ['what was set before a syntax error', ['w=1', 'if then', 'echo $w'], '1\n'],
  ['what was set under set -e', ['set -e; v=3; false; v=4', 'echo $v'], '3\n'],
  ['set -u', ['set -u', 'echo "$nothing_here"; echo not reached', 'set +u; echo again'], 'again\n'],
  ['set -o pipefail', ['set -o pipefail', 'false | true; echo $?; set +o pipefail'], '1\n'],
  ['noglob and back', ['set -f', 'echo *; set +f'], '*\n'],
  ['nullglob', ['shopt -s nullglob', 'echo no-such-*; shopt -u nullglob'], '\n'],
  ['IFS', ['IFS=,', 'x=a,b; set -- $x; echo $#; unset IFS'], '2\n'],
  ['umask', ['umask 027', 'umask; umask 022'], '0027\n'],
  ['a trap of the learner', ["v=5; trap 'echo bye' EXIT", 'echo $v'], '5\n'],
  ['what a loop leaves', ['for i in 1 2 3; do :; done', 'echo $i'], '3\n'],
  ['a here document', ['cat > doc <<END\none\ntwo\nEND', 'cat doc'], 'one\ntwo\n'],
  ['a value of many lines', ['v="$(seq 3)"', 'echo "$v"'], '1\n2\n3\n'],
  ['descriptors the learner opens', ['exec 3>three 4>four; echo x >&3; v=d', 'cat three; echo $v'], 'x\nd\n'],
  ['closed output', ['v=c; exec 1>&- 2>&-', 'echo $v'], 'c\n'],
  ['a variable after a kill of the shell', ['v=kept', 'v=lost; kill -9 $$', 'echo $v'], 'kept\n'],
  ['a variable after SIGTERM', ['v=before', 'kill -TERM $$', 'echo $v'], 'before\n'],
];

test.each(table)('the shell remembers %s', async (_, lines, prints) => {
  const { session } = await bench.open();
  await type(session, `cd '${session.paths.work}'`);
  let last = { stdout: '' };
  for (const line of lines) last = await type(session, line);
  expect(last.stdout).toBe(prints);
});

test('exit codes are those of the line', async () => {
  const { session } = await bench.open();
  const codes: Record<string, number> = {
    true: 0,
    false: 1,
    'exit 7': 7,
    '(exit 3)': 3,
    'no-such-command-here': 127,
    'if then': 2,
    'kill -TERM $$': 143,
    'exec sh -c "exit 5"': 5,
    '/etc/passwd': 126,
  };
  for (const [line, code] of Object.entries(codes)) {
    expect([line, (await type(session, line)).exitCode]).toEqual([line, code]);
  }
});

test('messages of bash name no file of ours', async () => {
  const { session } = await bench.open();
  expect((await type(session, 'no-such-command-here')).stderr).toMatch(
    /^bash: line \d+: no-such-command-here: command not found\n$/,
  );
});

test('set -x shows what was typed and nothing of ours', async () => {
  const { session } = await bench.open();
  await type(session, 'set -x');
  expect((await type(session, 'echo a')).stderr).toMatch(/^\++ echo a\n$/);
  expect((await type(session, 'set +x')).stderr).toMatch(/^\++ set \+x\n$/);
  expect((await type(session, 'echo a')).stderr).toBe('');
});

test('a working directory that went is left, and said so', async () => {
  const { session } = await bench.open();
  const gone = path.join(bench.folder, 'gone');
  mkdirSync(gone);
  await type(session, `cd '${gone}' && rmdir '${gone}'`);
  const { stdout, notices } = await type(session, 'pwd -P');
  expect(stdout.trim()).toBe(realpathSync(session.paths.work));
  expect(notices.join()).toContain(gone);
});

test('a session opened again has the same shell', async () => {
  const first = await bench.open();
  await type(first.session, 'again="still here"; cd /usr; f() { echo called; }');
  await first.session.close();
  const { session } = await bench.open();
  expect((await type(session, 'echo "$again"; pwd; f')).stdout).toBe('still here\n/usr\ncalled\n');
});
