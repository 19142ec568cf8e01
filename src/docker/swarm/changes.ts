import { filtersOf } from '../engine-api.ts';
import type { EngineApi } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { registryAuth } from '../login/registry-auth.ts';
import { referenceArgument } from '../images/reference-argument.ts';
import { err, out } from '../print/streams.ts';
import type { Handler, Invocation } from '../table/command.ts';
import { changedSpec } from './changed-spec.ts';
import type { Service, ServiceSpec } from './objects.ts';
import { servicePath } from './objects.ts';
import { followService } from './progress.ts';
import { resolveImage } from './resolve-image.ts';
import { newSpec } from './spec.ts';

/** `docker service create IMAGE`. */
export const createService: Handler = async (invocation) => {
  const { args, flags, engine } = invocation;
  const spec = newSpec(flags, args[0]!, args.slice(1));
  await addNetworks(spec, flags.list('network'), engine);
  const warning = await resolve(spec, invocation);
  const { ID, Warnings } = await engine.post<{ ID: string; Warnings?: string[] | null }>('/services/create', {
    body: spec,
    ...(await authOf(spec, invocation)),
  });
  for (const text of [...(warning ? [warning] : []), ...(Warnings ?? [])]) err(text);
  out(`${ID}\n`);
  return flags.on('detach') ? 0 : followService(ID, engine, flags.on('quiet'));
};

/** `docker service update SERVICE`. */
export const updateService: Handler = async (invocation) => {
  const { args, flags, engine } = invocation;
  const name = args[0]!;
  if (flags.on('rollback')) return rollBack(name, invocation);
  const service = await engine.get<Service>(servicePath(name));
  const spec = changedSpec(service.Spec, flags);
  await addNetworks(spec, flags.list('network-add'), engine);
  const warning = flags.has('image') ? await resolve(spec, invocation) : undefined;
  const { Warnings } = await engine.post<{ Warnings?: string[] | null }>(servicePath(service.ID, '/update'), {
    query: { version: service.Version.Index, registryAuthFrom: 'spec' },
    body: spec,
    ...(await authOf(spec, invocation)),
  });
  for (const text of [...(warning ? [warning] : []), ...(Warnings ?? [])]) err(text);
  out(`${name}\n`);
  return flags.on('detach') ? 0 : followService(name, engine, flags.on('quiet'));
};

/** `docker service rollback SERVICE`. */
export const rollbackService: Handler = (invocation) => rollBack(invocation.args[0]!, invocation);

async function rollBack(name: string, { flags, engine }: Invocation): Promise<number> {
  const service = await engine.get<Service>(servicePath(name));
  await engine.post(servicePath(service.ID, '/update'), {
    query: { version: service.Version.Index, rollback: 'previous', registryAuthFrom: 'spec' },
    body: service.Spec,
  });
  out(`${name}\n`);
  return flags.on('detach') ? 0 : followService(name, engine, flags.on('quiet'));
}

/** `docker service scale SERVICE=REPLICAS…`. */
export const scaleServices: Handler = async (invocation) => {
  const { args, flags, engine } = invocation;
  const wishes: [name: string, count: number][] = [];
  for (const arg of args) {
    const [name = '', count] = arg.split('=');
    if (count === undefined) {
      throw new Failure(
        `invalid scale specifier '${arg}'.\nSee 'docker service scale --help'.\n\nUsage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\nSet how many tasks services have`,
      );
    }
    if (!/^\d+$/.test(count)) {
      throw new Failure(
        `${name}: invalid replicas value ${count}: strconv.ParseUint: parsing ${JSON.stringify(count)}: invalid syntax`,
      );
    }
    wishes.push([name, Number(count)]);
  }
  const done: string[] = [];
  const problems: string[] = [];
  for (const [name, count] of wishes) {
    try {
      await scale(name, count, engine);
      out(`${name} scaled to ${count}\n`);
      done.push(name);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  let exit = 0;
  if (!flags.on('detach')) for (const name of done) exit ||= await followService(name, engine, false);
  if (problems.length === 0) return exit;
  err(problems.join('\n'));
  return 1;
};

async function scale(name: string, count: number, engine: EngineApi): Promise<void> {
  const { ID, Version, Spec } = await engine.get<Service>(servicePath(name));
  if (!Spec.Mode?.Replicated) {
    throw new Failure('scale can only be used with replicated or replicated-job mode');
  }
  await engine.post(servicePath(ID, '/update'), {
    query: { version: Version.Index },
    body: { ...Spec, Mode: { ...Spec.Mode, Replicated: { ...Spec.Mode.Replicated, Replicas: count } } },
  });
}

function resolve(
  spec: ServiceSpec,
  { flags, engine, configFolder }: Invocation,
): Promise<string | undefined> {
  return resolveImage(spec, engine, { configFolder, ask: !flags.on('no-resolve-image') });
}

/** The login of the image's registry, when it is to be passed on to the nodes. */
async function authOf(
  { TaskTemplate }: ServiceSpec,
  { flags, configFolder }: Invocation,
): Promise<{ auth?: string }> {
  if (!flags.on('with-registry-auth')) return {};
  const { domain } = referenceArgument(TaskTemplate.ContainerSpec.Image);
  return { auth: await registryAuth(domain, configFolder) };
}

/** Networks go by their ids. */
async function addNetworks(spec: ServiceSpec, names: readonly string[], engine: EngineApi): Promise<void> {
  if (names.length === 0) return;
  const ids: string[] = [];
  for (const text of names) {
    const name = text.replace(/^name=([^,]*).*$/, '$1');
    const found = await engine.get<{ Id: string; Name: string }[]>('/networks', {
      filters: filtersOf([`name=${name}`]),
    });
    const network = found.find(({ Name }) => Name === name);
    if (!network) throw new Failure(`Error response from daemon: network ${name} not found`);
    ids.push(network.Id);
  }
  const known = spec.TaskTemplate.Networks ?? [];
  spec.TaskTemplate.Networks = [...known, ...ids.map((Target) => ({ Target }))];
}
