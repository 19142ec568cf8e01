import { expect } from 'vitest';
import { engineAtWork, pull, request } from '../engine-at-work.ts';
import type { EngineAtWork, Reply } from '../engine-at-work.ts';

/** Generous: the machine may be busy with something else. */
export const PATIENT = { timeout: 90_000, interval: 20 };

/** Times in nanoseconds that waste none of a test's. */
export const QUICK = {
  RestartPolicy: { Condition: 'any', Delay: 500_000_000 },
  UpdateConfig: { Parallelism: 1, Monitor: 50_000_000 },
};

/** An engine that is the manager of a swarm, with the image alpine. */
export async function swarmAtWork(): Promise<EngineAtWork> {
  const work = await engineAtWork();
  await pull(work.socket, 'alpine');
  await ask(work, 'POST', '/swarm/init', {});
  return work;
}

/** A request that must succeed. */
export async function ask(
  { socket }: Pick<EngineAtWork, 'socket'>,
  method: string,
  url: string,
  body?: unknown,
): Promise<Reply> {
  const reply = await request(socket, method, url, body);
  expect([reply.status, reply.text]).toEqual([
    expect.toSatisfy((status: number) => status < 300),
    reply.text,
  ]);
  return reply;
}

/** What `docker service create` sends; `more` of the container, `rest` of the service. */
export function serviceOf(name: string, image: string, more: object = {}, rest: object = {}): object {
  return {
    Name: name,
    TaskTemplate: { ContainerSpec: { Image: image, ...more }, RestartPolicy: QUICK.RestartPolicy },
    UpdateConfig: QUICK.UpdateConfig,
    ...rest,
  };
}

export const replicas = (count: number): object => ({ Mode: { Replicated: { Replicas: count } } });

export interface SeenTask {
  readonly slot: number;
  readonly host: string;
  readonly desired: string;
  readonly state: string;
  readonly error: string | undefined;
  readonly image: string;
  readonly id: string;
}

/** The tasks of a service with the names of their nodes. */
export async function tasksOf(work: Pick<EngineAtWork, 'socket'>, service: string): Promise<SeenTask[]> {
  const filters = encodeURIComponent(JSON.stringify({ service: { [service]: true } }));
  const nodes = (await ask(work, 'GET', '/nodes')).json as unknown as {
    ID: string;
    Description: { Hostname: string };
  }[];
  const hosts = new Map(nodes.map(({ ID, Description }) => [ID, Description.Hostname]));
  const tasks = (await ask(work, 'GET', `/tasks?filters=${filters}`)).json as unknown as {
    ID: string;
    Slot: number;
    NodeID: string;
    DesiredState: string;
    Status: { State: string; Err?: string };
    Spec: { ContainerSpec: { Image: string } };
  }[];
  return tasks.map(({ ID, Slot, NodeID, DesiredState, Status, Spec }) => ({
    id: ID,
    slot: Slot,
    host: hosts.get(NodeID) ?? '',
    desired: DesiredState,
    state: Status.State,
    error: Status.Err,
    image: Spec.ContainerSpec.Image,
  }));
}

/** Where tasks of a service run, by host name. */
export async function runningOn(work: Pick<EngineAtWork, 'socket'>, service: string): Promise<string[]> {
  const tasks = await tasksOf(work, service);
  return tasks
    .filter(({ desired, state }) => desired === 'running' && state === 'running')
    .map(({ host }) => host)
    .sort();
}

/**
 * Changes a service's specification as a client does: read, change, write; and again where it changed in between, as it
 * does by itself when an update before this one is found complete.
 */
export async function update(
  work: Pick<EngineAtWork, 'socket'>,
  name: string,
  change: (spec: Spec) => Spec,
  query = '',
): Promise<void> {
  for (;;) {
    const { json } = await ask(work, 'GET', `/services/${name}`);
    const { Version, Spec } = json as unknown as { Version: { Index: number }; Spec: Spec };
    const url = `/services/${name}/update?version=${Version.Index}${query}`;
    const { status, text } = await request(work.socket, 'POST', url, change(Spec));
    if (text.includes('update out of sequence')) continue;
    expect([status, text]).toEqual([200, text]);
    return;
  }
}

export interface Spec {
  readonly TaskTemplate: {
    readonly ContainerSpec: { readonly Image: string };
    readonly Placement?: object;
    readonly [more: string]: unknown;
  };
  readonly [more: string]: unknown;
}

export const withImage =
  (image: string) =>
  (spec: Spec): Spec => ({
    ...spec,
    TaskTemplate: {
      ...spec.TaskTemplate,
      ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Image: image },
    },
  });

export const withConstraint =
  (constraint: string) =>
  (spec: Spec): Spec => ({
    ...spec,
    TaskTemplate: { ...spec.TaskTemplate, Placement: { Constraints: [constraint] } },
  });
