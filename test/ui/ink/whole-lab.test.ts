import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { removeFolder } from '../../remove-folder.ts';
import { LONG_TEST, TestTerminal } from './terminal.ts';

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js');
const home = mkdtempSync(path.join(tmpdir(), 'workshop-home-'));
const env = { HOME: home, WORKSHOP_STATE: path.join(home, 'state') };
let terminal: TestTerminal | undefined;

afterEach(async () => {
  await terminal?.close();
  try {
    execFileSync(process.execPath, [cli, 'clean'], {
      cwd: home,
      env: { ...process.env, ...env },
      stdio: 'pipe',
    });
  } finally {
    await removeFolder(home);
  }
}, LONG_TEST);

test(
  'the real program, from the menu to the summary of local-registry with keys alone',
  { timeout: 600_000 },
  async () => {
    const t = (terminal = new TestTerminal([process.execPath, cli], {
      columns: 100,
      rows: 30,
      cwd: home,
      env,
    }));
    // The prompt waits, and what it suggests.
    const free = (): Promise<string> =>
      t.see(/^ ❯ {2,}(type|press|\/answer|Tab types|Enter goes|Enter shows)/m);
    await t.see('Registry workshop');
    t.write('local-registry');
    await t.see(/❯ . +\d+ +Run a registry of your own/);
    t.write('\r');
    await t.see('step 1 of');
    await free();

    await t.enter('docker run -d --name registry registry:2');
    await t.see('publishes no port');
    await free();
    await t.enter('sleep 60');
    await t.see('Ctrl-C stops it');
    t.write('\x03');
    await t.above('exit 130');
    await free();
    await t.enter('docker login');
    await t.see(/^Username:/m);
    t.write('\x03');
    await t.see('step 1 of');
    await free();
    t.resize(60, 20);
    await t.until(
      (screen) => screen.split('step 1 of').length === 2 && t.rows().at(-2)!.includes('/hint'),
      'a clean screen',
    );
    t.resize(100, 30);
    await t.until(
      (screen) => screen.split('step 1 of').length === 2 && t.rows().at(-2)!.includes('/hint'),
      'a clean screen',
    );
    await t.enter('/hint');
    await t.above('Hint 1 of');
    await free();
    t.write('\x1bOQ');
    await t.see(/Engine\s+practice/);
    t.write('\x1bOR');
    await t.see('requests to docker.io');
    t.write('q');
    await free();
    t.write('\x1b[200~docker rm -f registry\n# pasted\n\x1b[201~');
    await t.see('docker rm -f registry');
    await free();

    for (let step = 1; ; step += 1) {
      await t.see(new RegExp(`step ${step} of \\d+  [●◉]`));
      await free();
      await t.enter('/solution');
      await t.see('Show the solution?');
      t.write('y');
      await t.gone('Show the solution?');
      await free();
      await t.enter('/run');
      const screen = await t.see(/Enter (goes on|shows)/);
      expect(screen).toContain(`Step ${step} of`);
      t.write('\r');
      if (screen.includes('Enter shows')) break;
    }
    await t.see('The lab is complete');
    await t.see(/Next .*workshop start [a-z-]+/);
    expect(t.screen()).toContain('practice');
    t.write('\r');
    expect(await t.exited()).toBe(0);
  },
);
