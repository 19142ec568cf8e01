import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ownIdentity } from '../../src/engine/process-identity.ts';
import { claimPort, removeLapsedClaims } from '../../src/session/port-claims.ts';
import { freePort } from '../free-port.ts';
import { program } from './child.ts';
import { testLab, workbench } from './workbench.ts';

const own = ownIdentity();
/** Claimed in the folder that the tests below do not use, so nobody else takes it meanwhile. */
const port = await freePort();

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(path.join(os.tmpdir(), 'claims-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
});

/** Another process that claims the ports of its arguments, says what it got, and stays until its input ends. */
const claimant = await program(
  `import { ownIdentity } from '../engine/process-identity.ts';
   import { claimPort } from './port-claims.ts';
   const got = [];
   for (const port of process.argv.slice(2)) got.push(await claimPort(Number(port), ownIdentity()));
   console.log(got.join(' '));
   process.stdin.resume();`,
  'pipe',
);

async function other(...ports: number[]) {
  const child = claimant(...ports.map(String));
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  return {
    got: said.toString().trim(),
    end: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

test('a port that a living process claimed is refused, and granted again when that was killed', async () => {
  expect(await claimPort(20_001, own)).toBe(true);
  expect(await claimPort(20_001, own)).toBe(true);
  const beside = await other(20_001, 20_002);
  expect(beside.got).toBe('false true');
  expect(await claimPort(20_002, own)).toBe(false);
  await beside.end();
  expect(await claimPort(20_002, own)).toBe(true);
});

test('of many that want the same port at once, one gets it', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => other(20_003)));
  expect(all.filter(({ got }) => got === 'true')).toHaveLength(1);
  await Promise.all(all.map(({ end }) => end()));
});

test('nothing stays when all claims have lapsed', async () => {
  const beside = await other(20_004, 20_005);
  removeLapsedClaims();
  const [folder] = readdirSync(temporary);
  expect(readdirSync(path.join(temporary, folder!)).sort()).toEqual(['20004', '20005']);
  await beside.end();
  removeLapsedClaims();
  expect(readdirSync(temporary)).toEqual([]);
});

test("nothing is written through a link in the folder's place", async () => {
  await claimPort(20_006, own);
  const folder = path.join(temporary, readdirSync(temporary)[0]!);
  rmSync(folder, { recursive: true });
  const elsewhere = path.join(temporary, 'elsewhere');
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, folder);
  expect(await claimPort(20_006, own)).toBe(true);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('labs that begin before any of them listens get ports of their own, and keep them', async () => {
  const lab = testLab({ vars: { port: { type: 'port', default: port } } });
  const [one, two] = [workbench(), workbench()];
  const first = await one.open({ lab });
  const second = await two.open({ lab });
  expect(first.session.vars.port).toBe(String(port));
  expect(Number(second.session.vars.port)).toBeGreaterThan(port);
  expect(second.notices.join()).toContain(`uses ${second.session.vars.port}`);
  await first.session.close();
  const again = await one.open({ lab });
  expect(again.session.vars.port).toBe(String(port));
});
