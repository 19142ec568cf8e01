import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from './workbench.ts';

/** The title, the clipboard, the cursor in one byte, the order of reading, and a line that nobody wrote. */
const ATTACK = String.raw`\e]0;owned\a\e]52;c;cHduZWQ=\a\x9b2J\x7f\u202e\nforged.yaml:1:1: all is well`;

const lab = `format: 1
id: "evil${ATTACK}"
title: "Evil ${ATTACK}"
summary: "A lab ${ATTACK}"
level: "begin${ATTACK}"
minutes: 5
after: ["what${ATTACK}"]
"key${ATTACK}": 1
vars:
  "name${ATTACK}": { type: "port${ATTACK}" }
steps:
  - id: "step${ATTACK}"
    title: "Step ${ATTACK}"
    text: "Text ${ATTACK} \${none${ATTACK}}"
    task: "Task ${ATTACK}"
    check:
      - "kind${ATTACK}": {}
      - file: { "path${ATTACK}": x }
`;

/** A lab that loads: its texts are as bad as they can be. */
const loading = (id: string): string => `format: 1
id: ${id}
title: "Sly ${ATTACK}"
summary: "A lab ${ATTACK}"
level: beginner
minutes: 5
engines: [practice]
steps:
  - id: one
    title: "Step ${ATTACK}"
    text: "Text ${ATTACK}"
    task: "Task ${ATTACK}"
    check:
      - file: { path: there }
    mistakes: []
`;

let bench: Workbench;
let cwd: string;
beforeAll(() => {
  bench = openWorkbench();
  cwd = path.join(bench.home, 'hostile');
  for (const folder of ['labs', 'hints', 'solutions']) mkdirSync(path.join(cwd, folder), { recursive: true });
  writeFileSync(path.join(cwd, 'labs', 'evil.yaml'), lab);
  const attack = '\u001B]0;owned\u0007\u009B2J\u007F\u202E';
  const hint = `## one\n\nTouch ${attack} it.\n`;
  for (const [id, hints] of [
    ['sly', hint],
    // A hint for no step is a problem that loading finds.
    ['stray', `${hint}\n## two${attack}\n\nNo.\n`],
  ] as const) {
    writeFileSync(path.join(cwd, 'labs', `${id}.yaml`), loading(id));
    writeFileSync(path.join(cwd, 'hints', `${id}.md`), hints);
    writeFileSync(path.join(cwd, 'solutions', `${id}.md`), `## one\n\n\`\`\`sh\ntouch there\n\`\`\`\n`);
  }
});
afterAll(() => bench.close());

/** Controls other than a line's end, and what turns the order of reading. */
const STEERS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

test.each([
  ['lint', 'labs/evil.yaml'],
  ['lint', 'labs/sly.yaml'],
  ['lint', 'labs/stray.yaml'],
  ['lint'],
  ['list'],
  ['list', '--json'],
  ['list', '--ids'],
  ['verify', 'labs/evil.yaml'],
  ['start', 'labs/evil.yaml', '--plain'],
  ['doctor'],
  ['doctor', '--json'],
])('`workshop %s %s` lets nothing of a hostile lab steer the terminal', async (...args) => {
  const { stdout, stderr } = await bench.run(args, { cwd });
  expect(`${stdout}${stderr}`.split('\n').filter((line) => STEERS.test(line))).toEqual([]);
  expect(`${stdout}${stderr}`).not.toMatch(/^forged/m);
});

test('lint still says what is wrong, and where', async () => {
  const { stdout, code } = await bench.run(['lint', 'labs/evil.yaml'], { cwd });
  expect(stdout).toMatch(/^labs\/evil\.yaml:\d+:\d+: .*`key/m);
  expect(code).toBe(1);
});

test('JSON keeps every character for its reader', async () => {
  const { stdout } = await bench.run(['list', '--json'], { cwd });
  const labs = JSON.parse(stdout) as { id: string; title?: string }[];
  expect(labs.find(({ id }) => id === 'sly')?.title).toContain('\u009B2J\u007F\u202E');
});
