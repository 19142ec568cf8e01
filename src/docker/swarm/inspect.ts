import { inspectOf } from '../system/inspect.ts';
import { EngineFailure, Failure } from '../failure.ts';
import { err, out } from '../print/streams.ts';
import type { EngineApi } from '../engine-api.ts';
import type { Handler } from '../table/command.ts';
import { prettyNode, prettyService } from './inspect-pretty.ts';
import type { Node, Service } from './objects.ts';
import { nodePath, servicePath } from './objects.ts';
import { nodeName } from './nodes.ts';

export async function lookUpService(name: string, engine: EngineApi): Promise<unknown> {
  try {
    return await engine.get(servicePath(name), { insertDefaults: true });
  } catch (error) {
    if (!(error instanceof EngineFailure) || error.status !== 404) throw error;
    throw new Failure(`Error: no such service: ${name}`);
  }
}

export async function lookUpNode(name: string, engine: EngineApi): Promise<unknown> {
  return engine.get(nodePath(await nodeName(name, engine)));
}

/** `docker service inspect`. */
export const inspectServices: Handler = (invocation) =>
  invocation.flags.on('pretty')
    ? pretty(invocation, (name, engine) => lookUpService(name, engine) as Promise<Service>, prettyService)
    : inspectOf('service')(invocation);

/** `docker node inspect`. */
export const inspectNodes: Handler = (invocation) =>
  invocation.flags.on('pretty')
    ? pretty(invocation, (name, engine) => lookUpNode(name, engine) as Promise<Node>, prettyNode)
    : inspectOf('node')(invocation);

async function pretty<T>(
  { args, flags, engine }: Parameters<Handler>[0],
  find: (name: string, engine: EngineApi) => Promise<T>,
  text: (found: T) => string,
): Promise<number> {
  if (flags.has('format')) throw new Failure('--format is incompatible with human friendly format');
  const problems: string[] = [];
  for (const name of args) {
    try {
      out(text(await find(name, engine)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(error.message);
    }
  }
  problems.forEach((problem) => err(problem));
  return problems.length ? 1 : 0;
}
