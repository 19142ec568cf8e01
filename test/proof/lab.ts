import path from 'node:path';
import { kinds } from '../../src/checks/kinds.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { loadLab } from '../../src/lab/load.ts';
import { proveLab, type ProveOptions } from '../../src/proof/prove-lab.ts';
import { claimsOf, claimTitle, type Claim, type Proof } from '../../src/proof/proof.ts';
import { openSandbox } from '../../src/proof/sandbox.ts';

const folder = path.join(import.meta.dirname, 'fixtures', 'labs');

export const fixtureFile = (id: string): string => path.join(folder, `${id}.yaml`);

export function fixture(id: string): Lab {
  const { lab, problems } = loadLab(fixtureFile(id), { kinds });
  if (!lab) throw new Error(JSON.stringify(problems, null, 2));
  return lab;
}

/** Proves a fixture in practice, in a sandbox that is gone afterwards. */
export async function prove(id: string, options: Partial<ProveOptions> = {}): Promise<Proof> {
  const sandbox = await openSandbox();
  try {
    return await proveLab(fixture(id), {
      engine: 'practice',
      room: await sandbox.room('lab'),
      env: process.env,
      signal: new AbortController().signal,
      ...options,
    });
  } finally {
    await sandbox.close();
  }
}

/** `step: claim` of every claim that does not hold. */
export function refutedIn(proof: Proof): string[] {
  return proof.steps.flatMap(({ id, claims }) =>
    claims.filter(({ ok }) => !ok).map((claim) => `${id}: ${claimTitle(claim)}`),
  );
}

export function firstRefuted(proof: Proof): Claim {
  const claim = claimsOf(proof).find(({ ok }) => !ok);
  if (!claim) throw new Error('every claim holds');
  return claim;
}
