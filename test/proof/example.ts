import type { Claim, Proof, StepProof } from '../../src/proof/proof.ts';

const place = { file: 'labs/shop.yaml', line: 12, column: 5 };

export function claim(parts: Partial<Claim> = {}): Claim {
  return {
    claim: 'green after solution',
    ok: true,
    detail: '2 checks passed.',
    ms: 120,
    reproduce: 'workshop verify shop --engine practice --step run',
    place,
    ...parts,
  };
}

/** A claim that does not hold, with text that is awkward in XML, in TAP and on a terminal. */
export const refuted = claim({
  claim: 'mistake',
  ok: false,
  command: 'docker run -d --name "a&b" registry:2 # no <port>\ndocker ps',
  check: 'container `registry` publishes 5000',
  expected: 'a failed check that says “publishes no port”',
  actual: 'it said \u001b[31m"nothing" & <left>\u0000\u0007 ]]> \\ at\u202e all\ud800',
  detail: 'Red, but with another diagnosis.\nA second line, "quoted".',
  place: { ...place, line: 30 },
});

export function step(parts: Partial<StepProof> = {}): StepProof {
  return { id: 'run', title: 'Run it', claims: [claim()], ms: 200, ...parts };
}

export function proof(parts: Partial<Proof> = {}): Proof {
  const steps = parts.steps ?? [step()];
  return {
    lab: 'shop',
    title: 'Open a shop',
    file: 'labs/shop.yaml',
    engine: 'practice',
    steps,
    ms: 1500,
    ok: steps.every(({ claims }) => claims.every(({ ok }) => ok)),
    ...parts,
  };
}

export const good = proof({
  lab: 'good',
  steps: [step({ claims: [claim(), claim({ claim: 'green again' })] })],
});
export const bad = proof({
  steps: [
    step({ claims: [claim({ claim: 'red on arrival' }), refuted, claim()] }),
    step({ id: 'stop', claims: [], skipped: 'step `run` did not turn green' }),
  ],
});
export const untried = proof({ lab: 'cloud', engine: 'docker', steps: [], skipped: 'it needs an account' });
