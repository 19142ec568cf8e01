import type { EngineKind } from '../engine/engine.ts';
import { EXIT, Fault } from '../fault.ts';
import type { Lab, Variables } from '../lab/lab.ts';
import { openSession, type Opened } from '../session/open.ts';
import type { Values } from './values.ts';

/** The engine asked for, if the lab is made for it. Throws a Fault otherwise. */
export function engineFor(lab: Lab, values: Values): EngineKind {
  const [first = 'practice'] = lab.engines;
  const engine = (values.text('engine') as EngineKind | undefined) ?? first;
  if (lab.engines.includes(engine)) return engine;
  throw new Fault({
    what: `the lab ${lab.id} is not made for the engine ${engine}`,
    todo: `use --engine ${lab.engines.join(' or ')}`,
    exit: EXIT.usage,
  });
}

/** `--var name=value`, as given. Throws a usage Fault where the sign is missing. */
export function givenVariables(values: Values): Variables {
  return Object.fromEntries(
    values.list('var').map((text): [string, string] => {
      const [, name, value] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new Fault({
        what: `--var ${text} has no value`,
        todo: 'write --var name=value',
        exit: EXIT.usage,
      });
    }),
  );
}

/** Opens the session of a lab with the engine and the variables of the command line. */
export function openLab(lab: Lab, values: Values, env: NodeJS.ProcessEnv): Promise<Opened> {
  return openSession({ lab, engineKind: engineFor(lab, values), given: givenVariables(values), env });
}
