import { claimsOf, claimTitle, type Claim, type Proof } from '../proof.ts';
import { printable, seconds } from './printable.ts';

/**
 * JUnit XML as CI servers read it: a testsuite for each lab, a testcase for each claim, a skipped testcase for each
 * step that was not tried. Times are seconds.
 */
export function junitReport(proofs: readonly Proof[]): string {
  const suites = proofs.map(suite);
  const total = suites.reduce((sum, { counts }) => add(sum, counts), none);
  const ms = proofs.reduce((sum, proof) => sum + proof.ms, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="workshop verify"${attributes(total)} time="${seconds(ms)}">`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
}
const none: Counts = { tests: 0, failures: 0, skipped: 0 };

function suite(proof: Proof): { xml: string; counts: Counts } {
  const claims = claimsOf(proof);
  const skipped = proof.skipped ? 1 : proof.steps.filter((step) => step.skipped).length;
  const counts = {
    tests: claims.length + skipped,
    failures: claims.filter(({ ok }) => !ok).length,
    skipped,
  };
  const cases = proof.skipped
    ? [skippedCase(proof, 'lab', proof.skipped)]
    : proof.steps.flatMap((step) =>
        step.skipped
          ? [skippedCase(proof, step.id, step.skipped)]
          : step.claims.map((claim) => testcase(proof, step.id, claim)),
      );
  const xml = [
    `  <testsuite name="${escape(proof.lab)} (${proof.engine})"${attributes(counts)} errors="0" time="${seconds(proof.ms)}">`,
    '    <properties>',
    `      <property name="engine" value="${proof.engine}"/>`,
    `      <property name="file" value="${escape(proof.file)}"/>`,
    '    </properties>',
    ...cases,
    '  </testsuite>',
  ].join('\n');
  return { xml, counts };
}

function testcase(proof: Proof, step: string, claim: Claim): string {
  const head = `    <testcase classname="${escape(`${proof.lab}.${step}`)}" name="${escape(claimTitle(claim))}" time="${seconds(claim.ms)}"`;
  if (claim.ok) return `${head}/>`;
  const facts = [
    ['engine', proof.engine],
    ['lab', proof.lab],
    ['step', step],
    ['claim', claim.claim],
    ['check', claim.check],
    ['command', claim.command],
    ['expected', claim.expected],
    ['actual', claim.actual],
    ['where', `${claim.place.file}:${claim.place.line}:${claim.place.column}`],
    ['reproduce', claim.reproduce],
    ['runs', claim.runs && `${claim.runs.failed} of ${claim.runs.of} failed`],
  ].filter(([, value]) => value);
  const text = [claim.detail, ...facts.map(([name, value]) => `${name}: ${value}`)].join('\n');
  return [
    `${head}>`,
    `      <failure message="${escape(claim.detail)}" type="${escape(claim.claim)}">${escape(text)}</failure>`,
    '    </testcase>',
  ].join('\n');
}

function skippedCase(proof: Proof, step: string, why: string): string {
  return [
    `    <testcase classname="${escape(`${proof.lab}.${step}`)}" name="not tried" time="0.000">`,
    `      <skipped message="${escape(why)}"/>`,
    '    </testcase>',
  ].join('\n');
}

const attributes = ({ tests, failures, skipped }: Counts): string =>
  ` tests="${tests}" failures="${failures}" skipped="${skipped}"`;

const add = (a: Counts, b: Counts): Counts => ({
  tests: a.tests + b.tests,
  failures: a.failures + b.failures,
  skipped: a.skipped + b.skipped,
});

/** A parser turns raw line ends and tabs of an attribute into spaces (XML 1.0, section 3.3.3), so they are written as references. */
function escape(text: string): string {
  const names: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    '\n': '#10',
    '\t': '#9',
  };
  return printable(text).replace(/[&<>"\n\t]/g, (character) => `&${names[character]};`);
}
