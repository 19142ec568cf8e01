import { claimsOf, type Proof } from '../proof.ts';
import { printableJson } from './printable-json.ts';

/** The proofs as they are, under a format number that rises when a reader would have to change. */
export function jsonReport(proofs: readonly Proof[]): string {
  const claims = proofs.flatMap(claimsOf);
  const report = {
    format: 1,
    engines: [...new Set(proofs.map(({ engine }) => engine))],
    ok: proofs.every(({ ok }) => ok),
    claims: claims.length,
    failed: claims.filter(({ ok }) => !ok).length,
    labs: proofs,
  };
  return `${printableJson(report, 2)}\n`;
}
