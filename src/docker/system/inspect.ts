import { containerPath } from '../containers/each.ts';
import { encodeName } from '../images/tag.ts';
import type { EngineApi } from '../engine-api.ts';
import { EngineFailure, Failure } from '../failure.ts';
import { compactJson, indentedJson } from '../print/json.ts';
import { err, out } from '../print/streams.ts';
import type { Handler, Invocation } from '../table/command.ts';
import { TemplateProblem } from '../template/template.ts';
import { inspectTemplate } from './inspect-template.ts';

type Lookup = (name: string, engine: EngineApi, size: boolean) => Promise<unknown>;

const lookups: Readonly<Record<string, Lookup>> = {
  container: async (name, engine, size) => {
    if (name === '') throw new Failure('invalid container name or ID: value is empty');
    return engine.get(containerPath(name, '/json'), size ? { size: 1 } : undefined);
  },
  image: (name, engine) => engine.get(`/images/${encodeName(name)}/json`),
  network: (name, engine) => engine.get(`/networks/${encodeURIComponent(name)}`),
  volume: (name, engine) => engine.get(`/volumes/${encodeURIComponent(name)}`),
  service: async (name, engine) => (await import('../swarm/inspect.ts')).lookUpService(name, engine),
  task: (name, engine) => engine.get(`/tasks/${encodeURIComponent(name)}`),
  node: async (name, engine) => (await import('../swarm/inspect.ts')).lookUpNode(name, engine),
};

/** In the order in which docker looks for a name. */
const kinds = ['container', 'image', 'network', 'volume', 'service', 'task', 'node'] as const;

const swarmKinds = ['service', 'task', 'node'] as const;

/** The kinds of thing that Docker can inspect, for its message. */
const dockerKinds = [
  'config',
  'container',
  'image',
  'network',
  'node',
  'plugin',
  'secret',
  'service',
  'task',
  'volume',
];

/** `docker image inspect`, `docker container inspect` and so on. */
export function inspectOf(kind: (typeof kinds)[number]): Handler {
  return (invocation) => inspect(invocation, lookups[kind]!);
}

/** `docker inspect`: whatever has that name. */
export const inspectAny: Handler = (invocation) => {
  const type = invocation.flags.text('type');
  if (!type) return inspect(invocation, anyKind);
  const lookup = lookups[type];
  if (lookup) return inspect(invocation, lookup);
  if (dockerKinds.includes(type)) {
    throw new Failure(
      `the docker of practice inspects containers, images, networks, volumes and what is in a swarm, but no ${type}s`,
    );
  }
  throw new Failure(
    `unknown type: "${type}": must be one of ${dockerKinds.map((name) => `"${name}"`).join(', ')}`,
  );
};

const anyKind: Lookup = async (name, engine, size) => {
  for (const kind of kinds) {
    try {
      return await lookups[kind]!(name, engine, size);
    } catch (error) {
      const absent = error instanceof EngineFailure && [404, 400].includes(error.status);
      // Outside of a swarm there are no services; inside, their lookup words its own refusal.
      const elsewhere = (swarmKinds as readonly string[]).includes(kind) && error instanceof Failure;
      if (!absent && !elsewhere) throw error;
    }
  }
  throw new Failure(`Error: No such object: ${name}`);
};

async function inspect({ args, flags, engine }: Invocation, lookup: Lookup): Promise<number> {
  const print = printer(flags.text('format'));
  const found: unknown[] = [];
  const problems: string[] = [];
  for (const name of args) {
    try {
      found.push(await lookup(name, engine, flags.on('size')));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(error.message);
    }
  }
  problems.unshift(...print(found));
  problems.forEach((problem) => err(problem));
  return problems.length ? 1 : 0;
}

/** Prints what was found, and gives the problems that a template had with it. */
function printer(format: string | undefined): (found: readonly unknown[]) => string[] {
  if (!format) {
    return (found) => {
      out(`${found.length ? indentedJson(found) : '[]'}\n`);
      return [];
    };
  }
  if (format === 'json') {
    return (found) => {
      out(`${compactJson(found, { escapeHtml: false })}\n`);
      return [];
    };
  }
  const template = inspectTemplate(format);
  return (found) => {
    let text = '';
    try {
      for (const value of found) text += `${template(value)}\n`;
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      out(`${text}\n`);
      return [`template parsing error: template: ${error.message}`];
    }
    out(text || '\n');
    return [];
  };
}
