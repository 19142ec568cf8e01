// How long the program takes to start, as ratios to bare node measured in the same run, turn by turn.
import pty from '@lydell/node-pty';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 15);
/** Commands whose verdict is waited for: enough that the slowest twentieth is more than one of them. */
const VERDICTS = 40;
const root = path.join(import.meta.dirname, '../..');
const dist = (name) => path.join(root, 'dist', `${name}.js`);
const home = mkdtempSync(path.join(tmpdir(), 'bench-'));
const env = { ...process.env, HOME: home, WORKSHOP_STATE: path.join(home, 'state'), TERM: 'xterm-256color' };
// A CI variable makes Ink draw only its last frame; the others would change what is measured.
for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'DOCKER_HOST']) delete env[name];

/** Milliseconds of a whole process, from spawn to exit. */
const wholeProcess = (args, extra) => () =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      env: { ...env, ...extra },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve(performance.now() - started)
        : reject(new Error(`node ${args.join(' ')} ended with ${code}`)),
    );
  });

/** Milliseconds from spawn until a text stands on the screen of a real terminal. */
const untilShown = (args, text) => () =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = pty.spawn(process.execPath, args, { cols: 100, rows: 30, env, cwd: home });
    let shown = '';
    let ms;
    child.onData((data) => {
      shown += data;
      if (ms !== undefined || !shown.includes(text)) return;
      ms = performance.now() - started;
      child.kill('SIGKILL');
    });
    child.onExit(() =>
      ms === undefined ? reject(new Error(`"${text}" never came:\n${shown}`)) : resolve(ms),
    );
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** In the step screen: from a command's end, which its last line of output tells, to the verdict; and how typing feels. */
async function atWork() {
  const child = pty.spawn(process.execPath, [dist('cli'), 'start', 'local-registry'], {
    cols: 100,
    rows: 30,
    env,
    cwd: home,
  });
  let shown = '';
  child.onData((data) => (shown += data));
  const see = async (pattern, from = 0) => {
    const end = Date.now() + 60_000;
    while (!pattern.test(shown.slice(from))) {
      if (Date.now() > end) throw new Error(`${pattern} never came:\n${shown.slice(-3000)}`);
      await pause(1);
    }
    return performance.now();
  };
  const letter = async () => {
    const times = [];
    for (const key of 'abcdefghij') {
      const from = shown.length;
      const began = performance.now();
      child.write(key);
      times.push((await see(new RegExp(key), from)) - began);
      await pause(20);
    }
    child.write('\x15');
    return median(times);
  };
  try {
    await see(/type the command/);
    const verdicts = [];
    for (let round = 0; round < VERDICTS; round++) {
      const from = shown.length;
      // The shell says when it is at its end; the program hears of that afterwards.
      child.write('date +ended-%s%N\r');
      await see(/ended-\d{19}/, from);
      await see(/not yet[^]*type the command/, from);
      const at = Date.now();
      verdicts.push(at - Number(/ended-(\d{19})/.exec(shown.slice(from))[1]) / 1e6);
      await pause(30);
    }
    const idle = await letter();
    const push =
      'for i in 1 2 3 4 5 6; do docker pull -q alpine; docker tag alpine localhost:5000/a:$i; docker push localhost:5000/a:$i; done';
    child.write(`docker run -d -p 5000:5000 --name registry registry:2 >/dev/null; ${push}\r`);
    await see(/stops it/);
    const typing = await letter();
    return { p95: nearestRank(verdicts, 0.95), idle, typing };
  } finally {
    child.kill('SIGTERM');
  }
}

/** The value that this share of all does not exceed. */
const nearestRank = (values, share) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** A practice engine of this run, ready. */
function startEngine() {
  const socket = path.join(home, 'docker.sock');
  mkdirSync(path.join(home, 'engine'));
  const child = spawn(
    process.execPath,
    [dist('engine'), '--folder', path.join(home, 'engine'), '--socket', socket],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve({ child, host: `unix://${socket}` }));
    child.once('exit', (code) => reject(new Error(`the practice engine ended with ${code}`)));
  });
}

const { child: engine, host } = await startEngine();
const exited = new Promise((resolve) => engine.once('exit', resolve));
try {
  const bare = wholeProcess(['-e', '0']);
  const candidates = [
    { name: 'workshop --version', goal: 1.5, time: wholeProcess([dist('cli'), '--version']) },
    {
      name: 'first frame of the menu',
      goal: 2.5,
      time: untilShown([dist('cli')], 'Run a registry of your own'),
    },
    {
      name: 'first frame of a step',
      goal: 3,
      time: untilShown([dist('cli'), 'start', 'local-registry'], 'step 1 of'),
    },
    {
      name: 'practice docker image ls',
      goal: 2,
      time: wholeProcess([path.join(root, 'dist/docker.cjs'), 'image', 'ls'], { DOCKER_HOST: host }),
    },
  ];
  const bases = [];
  const ratios = candidates.map(() => []);
  for (let round = -1; round < ROUNDS; round++) {
    const base = await bare();
    for (const [index, { time }] of candidates.entries()) {
      const ms = await time();
      if (round >= 0) ratios[index].push(ms / base);
    }
    if (round >= 0) bases.push(base); // round -1 warms the file cache
  }
  console.log(`start-up, median of ${ROUNDS} rounds; bare node takes ${median(bases).toFixed(0)} ms here`);
  candidates.forEach(({ name, goal }, index) => {
    const ratio = median(ratios[index]);
    console.log(
      `  ${name.padEnd(26)}${ratio.toFixed(2)}x bare node  (goal: at most ${goal}x)${ratio > goal ? '  MISSED' : ''}`,
    );
  });
  const { p95, typing, idle } = await atWork();
  console.log(
    `  a verdict is on the screen ${p95.toFixed(0)} ms after its command (p95; goal: at most 50)${p95 > 50 ? '  MISSED' : ''}`,
  );
  console.log(`  a typed letter: ${idle.toFixed(0)} ms, while pushes run ${typing.toFixed(0)} ms (medians)`);
} finally {
  await wholeProcess([dist('cli'), 'clean'])().catch(() => {});
  engine.kill('SIGTERM');
  await exited;
  rmSync(home, { recursive: true, force: true });
}
