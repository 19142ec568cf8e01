import { kinds } from '../checks/kinds.ts';
import type { EngineKind } from '../engine/engine.ts';
import { dockerOrReason } from '../engine/find-docker.ts';
import { EXIT, Fault } from '../fault.ts';
import type { Lab, Variables } from '../lab/lab.ts';
import { loadLab } from '../lab/load.ts';
import { nearest } from '../lab/nearest.ts';
import { givePortsBack } from '../proof/ports.ts';
import { proveLabs, reasonToSkip } from '../proof/prove-labs.ts';
import type { Proof } from '../proof/proof.ts';
import { reportRequests, writeReports } from '../proof/report/write.ts';
import { proofWords, textReport, totalOf } from '../proof/report/text.ts';
import { openSandbox, sweepSandboxes } from '../proof/sandbox.ts';
import { takeBack } from '../proof/take-back.ts';
import { printClosing, printFindings, type FindingLook } from '../ui/plain/findings.ts';
import { plainPage } from '../ui/plain/page.ts';
import { createPrinter } from '../ui/plain/printer.ts';
import { progressLine } from '../ui/progress-line.ts';
import { catalog, requireLabFile } from './catalog.ts';
import type { Invocation, Run } from './command.ts';
import { givenVariables } from './open-lab.ts';
import { problemLine } from './problem-line.ts';

/** `workshop verify [LAB…]`: text on stdout (on stderr when a report goes there), 1 when anything does not hold. */
export const run: Run = async ({ arguments: names, values, env, stdout, stderr, signal }) => {
  const engine = (values.text('engine') ?? 'practice') as EngineKind;
  const requests = reportRequests(values.list('report'));
  const repeat = repetitions(values.text('repeat'));
  const step = values.text('step');
  const given = givenVariables(values);
  const labs = await load(names, stderr);
  if (!labs) return EXIT.usage;
  checkChoice(labs, { engine, named: names.length > 0, step, given });
  const surroundings = engine === 'docker' ? { ...env, ...(await dockerVariables(env)) } : env;

  await sweepSandboxes((folder) => takeBack(folder, env));
  const sandbox = await openSandbox();
  const keep = values.flag('keep');
  const progress = progressLine(stderr, plainPage({ env, stdout: stderr }).paint);
  const tried = stepsTried(labs, { engine, step, repeat });
  progress.show(`proving ${labs.length === 1 ? labs[0]!.id : `${labs.length} labs`}`, 0);
  try {
    const proofs = await proveLabs(labs, {
      engine,
      sandbox,
      env: surroundings,
      given,
      step,
      keep,
      repeat,
      solutionsOnly: values.flag('solutions-only'),
      signal,
      onStep: ({ id: lab }, { id }) => progress.show(`${lab}: ${id}`, tried.next()),
    });
    progress.end();
    const onStdout = await writeReports(proofs, requests);
    if (onStdout !== undefined) stdout.write(onStdout);
    tell(proofs, engine, env, onStdout === undefined ? stdout : stderr);
    return proofs.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
  } finally {
    progress.end();
    await sandbox.close({ keep: keep && !signal.aborted });
    givePortsBack();
  }
};

const looks: Readonly<Record<ReturnType<typeof proofWords>['outcome'], FindingLook>> = {
  proved: { sign: 'passed', words: 'proved', style: 'good' },
  'NOT proved': { sign: 'failed', words: 'NOT proved', style: 'bad' },
  'not tried': { sign: 'blocked', words: 'not tried', style: 'faint' },
};

/** In columns on a terminal, else the plain report, which programs read as well. */
function tell(
  proofs: readonly Proof[],
  engine: EngineKind,
  env: NodeJS.ProcessEnv,
  stream: Invocation['stdout'],
): void {
  if (!stream.isTTY) return void stream.write(textReport(proofs));
  const print = createPrinter({ ...plainPage({ env, stdout: stream }), write: (text) => stream.write(text) });
  const rows = proofs.map((proof) => {
    const { outcome, about, details } = proofWords(proof);
    return { look: looks[outcome], name: proof.lab, text: about, details };
  });
  printFindings(print, proofs.length === 1 ? 'Proof' : 'Proofs', rows, engine);
  printClosing(print, totalOf(proofs));
}

/** How much is through, as each step of each lab begins. */
function stepsTried(
  labs: readonly Lab[],
  { engine, step, repeat }: { engine: EngineKind; step: string | undefined; repeat: number },
): { next(): number } {
  const steps = labs
    .filter((lab) => !reasonToSkip(lab, engine))
    .reduce((sum, lab) => sum + lab.steps.length, 0);
  const all = Math.max(1, step === undefined ? steps * repeat : repeat);
  let begun = -1;
  return { next: () => ++begun / all };
}

/** The labs that were named, or all; undefined after telling what does not load. */
async function load(names: readonly string[], stderr: Invocation['stderr']): Promise<Lab[] | undefined> {
  const files =
    names.length > 0
      ? await Promise.all(names.map(requireLabFile))
      : (await catalog()).map(({ file }) => file);
  if (files.length === 0) throw new Fault({ what: 'there is no lab', where: 'labs/', exit: EXIT.usage });
  const loaded = files.map((file) => loadLab(file, { kinds }));
  const problems = loaded.flatMap((result) => result.problems);
  for (const problem of problems) stderr.write(problemLine(problem));
  if (problems.length === 0) return loaded.flatMap(({ lab }) => lab ?? []);
  stderr.write('workshop: nothing was proved, for a lab does not load\n');
  return undefined;
}

interface Choice {
  readonly engine: EngineKind;
  /** The labs were named, so leaving one out would be a surprise. */
  readonly named: boolean;
  readonly step: string | undefined;
  readonly given: Variables;
}

function checkChoice(labs: readonly Lab[], { engine, named, step, given }: Choice): void {
  const [lab] = labs;
  const reason = named && labs.map((one) => reasonToSkip(one, engine)).find(Boolean);
  if (reason) throw new Fault({ what: `the lab cannot be proved on ${engine}: ${reason}`, exit: EXIT.usage });
  if ((step !== undefined || Object.keys(given).length > 0) && labs.length !== 1) {
    throw new Fault({
      what: `${step === undefined ? '--var' : '--step'} is for one lab`,
      todo: 'name the lab: `workshop verify LAB …`',
      exit: EXIT.usage,
    });
  }
  const ids = lab!.steps.map(({ id }) => id);
  if (step === undefined || ids.includes(step)) return;
  const meant = nearest(step, ids);
  throw new Fault({
    what: `the lab ${lab!.id} has no step "${step}"`,
    todo: meant ? `did you mean ${meant}?` : `its steps are ${ids.join(', ')}`,
    exit: EXIT.usage,
  });
}

function repetitions(text: string | undefined): number {
  if (text === undefined) return 1;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 1000) return number;
  throw new Fault({
    what: `"${text}" is no number of times`,
    where: '--repeat',
    todo: 'give a whole number from 1 to 1000',
    exit: EXIT.usage,
  });
}

/** The address of the engine in the form of docker's own variables: the proofs have homes, and no contexts, of their own. */
async function dockerVariables(env: NodeJS.ProcessEnv): Promise<Record<string, string | undefined>> {
  const docker = await dockerOrReason(env);
  if (docker instanceof Fault) throw docker;
  const { host, tls } = docker;
  return {
    DOCKER_HOST: host,
    DOCKER_CERT_PATH: tls?.folder,
    DOCKER_TLS_VERIFY: tls?.verify ? '1' : undefined,
    DOCKER_TLS: tls ? '1' : undefined,
  };
}
