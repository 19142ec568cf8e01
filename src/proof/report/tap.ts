import { claimTitle, type Claim, type Proof } from '../proof.ts';
import { oneLine, printable } from './printable.ts';

/** TAP version 13, which every reader knows: one test point for each claim, a skipped one for each step that was not tried. */
export function tapReport(proofs: readonly Proof[]): string {
  const points = proofs.flatMap(pointsOf);
  return [
    'TAP version 13',
    `1..${points.length}`,
    ...points.map(({ ok, text, more }, index) => `${ok ? 'ok' : 'not ok'} ${index + 1} - ${text}${more}`),
    '',
  ].join('\n');
}

interface Point {
  readonly ok: boolean;
  readonly text: string;
  /** Directive or diagnostic block, with what separates it. */
  readonly more: string;
}

function pointsOf(proof: Proof): Point[] {
  const name = `${proof.lab} (${proof.engine})`;
  if (proof.skipped) return [skip(name, proof.skipped)];
  return proof.steps.flatMap((step) =>
    step.skipped
      ? [skip(`${name} ${step.id}`, step.skipped)]
      : step.claims.map((claim) => ({
          ok: claim.ok,
          text: escape(`${name} ${step.id}: ${claimTitle(claim)}`),
          more: claim.ok ? ` # time=${claim.ms}ms` : diagnostics(proof, step.id, claim),
        })),
  );
}

function skip(name: string, why: string): Point {
  return { ok: true, text: escape(name), more: ` # SKIP ${escape(why)}` };
}

/** The YAML block: JSON strings are YAML strings, which keeps quoting right. */
function diagnostics(proof: Proof, step: string, claim: Claim): string {
  const { detail, check, command, expected, actual, place, reproduce, runs, ms } = claim;
  const facts = {
    message: detail,
    severity: 'fail',
    engine: proof.engine,
    lab: proof.lab,
    step,
    claim: claim.claim,
    check,
    command,
    expected,
    actual,
    at: `${place.file}:${place.line}:${place.column}`,
    reproduce,
    runs: runs && `${runs.failed} of ${runs.of} failed`,
    duration_ms: ms,
  };
  const lines = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => `  ${key}: ${JSON.stringify(typeof value === 'string' ? printable(value) : value)}`,
    );
  return ['', '  ---', ...lines, '  ...'].join('\n');
}

/** `#` starts a directive and `\` escapes it (later written down in TAP 14, *Escaping*). */
function escape(text: string): string {
  return oneLine(text).replace(/[\\#]/g, '\\$&');
}
