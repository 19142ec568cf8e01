import { expect, test } from 'vitest';
import { proveLabs, reasonToSkip } from '../../src/proof/prove-labs.ts';
import { openSandbox } from '../../src/proof/sandbox.ts';
import { fixture } from './lab.ts';

const lab = fixture('slow');

test('a lab is left out where it cannot be proved, and says why', () => {
  expect(reasonToSkip(lab, 'docker')).toBeUndefined();
  expect(reasonToSkip({ ...lab, engines: ['practice'] }, 'docker')).toBe('it is made for practice');
  expect(reasonToSkip({ ...lab, needs: ['account'] }, 'docker')).toContain('account');
  expect(reasonToSkip({ ...lab, needs: ['account', 'internet'] }, 'practice')).toBeUndefined();
});

test('a lab that is left out is in the reports, and does not fail them', async () => {
  const sandbox = await openSandbox();
  try {
    const [proof] = await proveLabs([{ ...lab, needs: ['account'] }], {
      engine: 'docker',
      sandbox,
      env: {},
      signal: new AbortController().signal,
    });
    expect(proof).toMatchObject({ lab: 'slow', engine: 'docker', ok: true, steps: [] });
    expect(proof!.skipped).toContain('account');
  } finally {
    await sandbox.close();
  }
});

test('when one lab cannot be tried, the others are ended before the reason is told', async () => {
  const sandbox = await openSandbox();
  try {
    const strange = { ...fixture('good'), id: '../strange' };
    const proving = proveLabs([lab, strange], {
      engine: 'practice',
      sandbox,
      env: process.env,
      signal: new AbortController().signal,
    });
    await expect(proving).rejects.toThrow('cannot name a folder');
  } finally {
    await sandbox.close();
  }
});
