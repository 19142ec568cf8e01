import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { aloneOnRealEngine, realEngine } from '../real-engine.ts';
import { claimsOf } from '../../src/proof/proof.ts';
import { fixtureFile, prove, refutedIn } from './lab.ts';
import { reachedSleep, startVerify } from './run-verify.ts';
import { removeFolder } from '../remove-folder.ts';

const docker = await realEngine();
aloneOnRealEngine();
const whyNot = docker ? '' : ' (skipped: WORKSHOP_TEST_DOCKER_HOST names no engine that answers)';
if (whyNot) console.log(`proofs on a real engine${whyNot}`);

/** The lab's volumes; others may work on the same engine, so nothing else is looked at. */
async function volumes(): Promise<string[]> {
  const { Volumes } = await docker!.api.listVolumes();
  return Volumes.map(({ Name }) => Name).filter((name) => name.includes('proof-data-'));
}

test.skipIf(!docker)(`a lab is proved on a real engine${whyNot}`, async () => {
  const env = { ...process.env, DOCKER_HOST: docker!.host };
  const proof = await prove('real-engine', { engine: 'docker', env });
  expect(proof.engine).toBe('docker');
  expect(refutedIn(proof).filter((claim) => claim !== 'clean-up: clean')).toEqual([]);
  expect(claimsOf(proof).filter(({ claim }) => claim === 'mistake')).toHaveLength(3);
  expect(claimsOf(proof).at(-1)!.actual ?? '').not.toContain('proof-data');
  expect(await volumes()).toEqual([]);
});

test.skipIf(!docker)(`an interruption leaves nothing on a real engine${whyNot}`, async () => {
  const ending = new AbortController();
  const seen: string[][] = [];
  const proving = prove('real-engine', {
    engine: 'docker',
    env: { ...process.env, DOCKER_HOST: docker!.host },
    signal: ending.signal,
    onStep: async (_step, index) => {
      if (index === 1) {
        seen.push(await volumes());
        ending.abort();
      }
    },
  });
  await expect(proving).rejects.toMatchObject({ exit: 130 });
  expect(seen[0]).toHaveLength(1);
  expect(await volumes()).toEqual([]);
});

test.skipIf(!docker)(`what SIGKILL leaves on a real engine, the next run takes back${whyNot}`, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'v-'));
  try {
    const args = [fixtureFile('real-slow'), '--engine', 'docker'];
    const { child, ended } = startVerify(folder, args, { DOCKER_HOST: docker!.host });
    await reachedSleep(folder);
    child.kill('SIGKILL');
    await ended;
    expect(await volumes()).toHaveLength(1);
    await startVerify(folder, [fixtureFile('wrong-key')]).ended;
    expect(await volumes()).toEqual([]);
  } finally {
    await removeFolder(folder);
  }
});
