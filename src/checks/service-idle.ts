import type { Evaluation, World } from './kind.ts';
import { code } from './phrases.ts';
import { inSwarm, services, tasksOf } from './swarm-state.ts';

/** The service that publishes a port where nobody answers, when no task of it runs; undefined when there is none. */
export async function idleService(
  port: number,
  { engine }: Pick<World, 'engine'>,
): Promise<Pick<Evaluation, 'nearest' | 'help'> | undefined> {
  // An engine that cannot tell is no reason to say less of the address.
  if (!(await inSwarm(engine).catch(() => false))) return undefined;
  const all = await services(engine);
  const one = all.find(({ Endpoint }) =>
    Endpoint?.Ports?.some(({ PublishedPort }) => PublishedPort === port),
  );
  if (!one) return undefined;
  const tasks = await tasksOf(engine, one.ID);
  if (tasks.some(({ Status, DesiredState }) => Status.State === 'running' && DesiredState === 'running'))
    return undefined;
  const { Name: name, Mode: mode } = one.Spec;
  return {
    nearest: `the service ${code(name)} publishes that port, but no task of it runs`,
    help: `${code(`docker service ps ${name}`)} shows why${mode?.Replicated?.Replicas === 0 ? `; ${code(`docker service scale ${name}=1`)} orders one` : ''}.`,
  };
}
