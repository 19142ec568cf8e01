import path from 'node:path';
import type { EngineKind } from '../engine/engine.ts';
import { packageRoot } from '../engine/package-root.ts';
import { EXIT, Fault } from '../fault.ts';
import { labName } from '../lab/content.ts';
import type { Lab, Step, Variables } from '../lab/lab.ts';
import { cleanSession } from '../session/clean.ts';
import type { Environment } from '../session/state-dir.ts';
import { passed } from '../checks/verdict.ts';
import { lookBefore, proveClean } from './prove-clean.ts';
import { proveStep } from './prove-step.ts';
import { takePort } from './ports.ts';
import type { Claim, Proof, StepProof } from './proof.ts';
import { redWhenEmpty } from './red-when-empty.ts';
import type { Room } from './sandbox.ts';
import { openStage, type SessionStage } from './session-stage.ts';
import { lookUntil } from './settle.ts';
import { typeSolution } from './type-solution.ts';

export interface ProveOptions {
  readonly engine: EngineKind;
  /** Where all state of the proof goes. */
  readonly room: Room;
  /** The environment to start from; HOME, TMPDIR and WORKSHOP_STATE are the room's. */
  readonly env: Environment;
  readonly given?: Variables | undefined;
  /** Id of the only step to prove; those before it are played. */
  readonly step?: string | undefined;
  /** Leaves the session as it is after the last step tried. */
  readonly keep?: boolean | undefined;
  /** Leaves the mistakes out, and with them the claim that each check can fail. */
  readonly solutionsOnly?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onStep?: ((step: Step, index: number, total: number) => void) | undefined;
}

/**
 * Proves a lab: every step red on arrival, red with the right diagnosis after each mistake, green after the solution
 * and green again, and the machine as it was. Rejects when interrupted (a Fault with exit 130) and when no session can be opened.
 */
export async function proveLab(lab: Lab, options: ProveOptions): Promise<Proof> {
  const start = performance.now();
  const { room, engine, signal } = options;
  const env = { ...options.env, HOME: room.home, TMPDIR: room.tmp };
  const given = { ...(await freePorts(lab)), ...options.given };
  const stage = await openStage({ lab, engine, room, given, env, signal });
  try {
    const steps = await proveSteps(stage, options);
    return {
      lab: lab.id,
      title: stage.lab.title,
      file: lab.file,
      engine,
      steps,
      kept: options.keep ? room.folder : undefined,
      ms: Math.round(performance.now() - start),
      ok: steps.every(({ claims }) => claims.every(({ ok }) => ok)),
    };
  } finally {
    // After an interruption too: what was made on a real engine would outlive the room.
    if (engine === 'docker' && !options.keep) await cleanSession(stage.session).catch(() => undefined);
    await stage.close();
  }
}

async function proveSteps(stage: SessionStage, options: ProveOptions): Promise<StepProof[]> {
  const { room, engine, signal } = options;
  const steps = stage.lab.steps;
  const reproduce = (step?: Step): string =>
    `workshop verify ${callName(stage.lab)} --engine ${engine}${step ? ` --step ${step.id}` : ''}`;
  const goOn = (): void => {
    if (signal.aborted) throw new Fault({ what: 'interrupted', exit: EXIT.interrupted });
  };
  const before = await lookBefore(stage, room);
  const wanted = steps.filter(({ id }) => options.step === undefined || id === options.step);
  const empty = await redWhenEmpty(stage, wanted);
  await stage.mark();

  const proofs: StepProof[] = [];
  let stopped: string | undefined;
  for (const [index, step] of steps.entries()) {
    goOn();
    const stepStart = performance.now();
    const add = (claims: readonly Claim[], skipped?: string): void => {
      const ms = Math.round(performance.now() - stepStart);
      proofs.push({ id: step.id, title: step.title, claims, skipped, ms });
    };
    if (stopped !== undefined) {
      add([], stopped);
      continue;
    }
    options.onStep?.(step, index, steps.length);
    if (wanted.includes(step)) {
      const { claims, green } = await proveStep(stage, step, {
        reproduce: reproduce(step),
        redWhenEmpty: empty.get(step.id)!,
        solutionsOnly: options.solutionsOnly ?? false,
        replay: () => replay(stage, steps.slice(0, index)),
        goOn,
      });
      add(claims);
      if (!green) stopped = `step \`${step.id}\` before it is not green`;
    } else {
      await replay(stage, [step]);
      if (steps[index + 1] === wanted[0]) await stage.mark();
      add([], `only step \`${options.step}\` was asked for`);
    }
    if (options.step === step.id) stopped ??= `only step \`${options.step}\` was asked for`;
  }

  const at = proofs.findLastIndex(({ claims }) => claims.length > 0);
  if (options.keep) return proofs;
  const cleanStart = performance.now();
  const judgement = await proveClean(stage, room, before, stopped === undefined).catch((error: unknown) => ({
    ok: false,
    detail: `It could not be tried: ${(error as Error).message}`,
  }));
  const clean: Claim = {
    claim: 'clean',
    ...judgement,
    ms: Math.round(performance.now() - cleanStart),
    reproduce: reproduce(),
    place: steps[at]!.place,
  };
  return proofs.map((proof, index) =>
    index === at ? { ...proof, claims: [...proof.claims, clean] } : proof,
  );
}

/** Plays steps whose proof is not asked for, or was given before. */
async function replay(stage: SessionStage, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await stage.enter(step);
    const typing = await typeSolution(stage, step);
    const verdicts = await lookUntil(stage, step, passed);
    if (typing.ok && passed(verdicts)) continue;
    throw new Fault({
      what: `step \`${step.id}\` does not turn green when it is played on the way to another one`,
      where: `${step.place.file}:${step.place.line}`,
      todo: `Prove it first: workshop verify ${callName(stage.lab)} --engine ${stage.session.kind} --step ${step.id}`,
    });
  }
}

/** How `workshop verify` finds the lab: by its id in a `labs` folder of ours or of here, by its file elsewhere. */
function callName({ id, file }: Lab): string {
  const known = [packageRoot(), process.cwd()].map((root) => path.join(root, 'labs', path.basename(file)));
  return known.includes(file) && labName(file) === id ? id : quoted(path.relative('', file));
}

const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Ports other than the usual ones: labs can be proved beside each other and beside what runs here, and a port that
 * a text or a check has in place of its variable is found.
 */
async function freePorts({ vars }: Lab): Promise<Variables> {
  const names = Object.keys(vars).filter((name) => vars[name]!.type === 'port');
  const ports = await Promise.all(names.map(async (name) => [name, String(await takePort())]));
  return Object.fromEntries(ports) as Variables;
}
