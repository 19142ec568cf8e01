import { flag, readJson } from '../http/call.ts';
import type { Call } from '../http/call.ts';
import { badRequest } from '../http/failure.ts';
import { anyOf, booleanFilter, hasLabels, readFilters } from '../http/filters.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { allocatePorts, checkService } from '../swarm/check-service.ts';
import { describeService, describeTask, serviceStatus } from '../swarm/describe.ts';
import { newId } from '../swarm/ids.ts';
import type { Service, Task } from '../swarm/objects.ts';
import { isOutdated } from '../swarm/outdated.ts';
import { invalid, outOfSequence, precondition } from '../swarm/refusals.ts';
import { MONITOR } from '../swarm/rolling-update.ts';
import type { PortConfig, ServiceSpec } from '../swarm/spec.ts';
import { portInOrder, replicasOf } from '../swarm/spec.ts';
import type { Swarm } from '../swarm/swarm.ts';
import { readCredentials } from '../transfer/credentials.ts';

/** Services of a swarm and their tasks. */
export function serviceRoutes(router: Router, swarm: Swarm): void {
  const { store } = swarm;
  router.on('GET', '/services', ({ query, response }) => {
    swarm.require();
    const filters = readFilters(query, ['id', 'label', 'mode', 'name', 'runtime']);
    const list = store.services
      .all()
      .filter(
        (service) =>
          anyOf(filters, 'id', (id) => service.id.startsWith(id)) &&
          anyOf(filters, 'name', (name) => service.spec.Name.includes(name)) &&
          anyOf(
            filters,
            'mode',
            (mode) => mode === (replicasOf(service.spec) === undefined ? 'global' : 'replicated'),
          ) &&
          hasLabels(service.spec.Labels, filters.get('label') ?? []),
      );
    const status = (service: Service): object =>
      flag(query, 'status')
        ? { ServiceStatus: serviceStatus(service, store.tasks.all(), store.nodes.all()) }
        : {};
    sendJson(
      response,
      200,
      list.map((service) => ({ ...describeService(service, false), ...status(service) })),
    );
  });
  router.on('POST', '/services/create', (call) => create(call, swarm));
  router.on('GET', '/services/:id', ({ params, query, response }) => {
    swarm.require();
    sendJson(response, 200, describeService(store.service(params.id!), flag(query, 'insertDefaults')));
  });
  router.on('DELETE', '/services/:id', ({ params, response }) => {
    swarm.require();
    const service = store.service(params.id!);
    swarm.orchestrator.cancelUpdate(service.id);
    store.services.delete(service.id);
    swarm.events.emit('service', 'remove', service.id, { name: service.spec.Name });
    swarm.orchestrator.look();
    sendEmpty(response, 200);
  });
  router.on('POST', '/services/:id/update', (call) => update(call, swarm));

  router.on('GET', '/tasks', ({ query, response }) => {
    swarm.require();
    sendJson(response, 200, listTasks(query, swarm).map(describeTask));
  });
  router.on('GET', '/tasks/:id', ({ params, response }) => {
    swarm.require();
    sendJson(response, 200, describeTask(store.tasks.require(params.id!)));
  });
}

async function create(call: Call, swarm: Swarm): Promise<void> {
  swarm.require();
  const { store } = swarm;
  const written = (await readJson(call)) as Partial<ServiceSpec> | undefined;
  const name = written?.Name || `${newId().slice(0, 12)}`;
  const spec = completed(checkService(written && { ...written, Name: name }, store.services.all()));
  const ports = allocatePorts(spec, [], store.services.all());
  await checkFree(ports, [], swarm);
  const service = store.services.add({ id: newId(), spec, ports });
  swarm.remember(service.id, readCredentials(call.request));
  swarm.events.emit('service', 'create', service.id, { name });
  // Its ports answer before anybody is told that it is there.
  await swarm.orchestrator.ingress.publish();
  swarm.orchestrator.look();
  sendJson(call.response, 201, { ID: service.id });
}

async function update(call: Call, swarm: Swarm): Promise<void> {
  swarm.require();
  const { store, orchestrator } = swarm;
  const { params, query, request, response } = call;
  const service = store.service(params.id!);
  const written = (await readJson(call)) as Partial<ServiceSpec> | undefined;
  if (Number(query.get('version')) !== service.version) throw outOfSequence();
  const rollback = query.get('rollback') ?? '';
  if (rollback && rollback !== 'previous') throw badRequest('unrecognized rollback option');
  if (rollback && !service.previousSpec) {
    throw precondition(`service ${service.spec.Name} does not have a previous spec`);
  }
  const others = store.services.all().filter(({ id }) => id !== service.id);
  const spec = completed(checkService(rollback ? service.previousSpec : written, others));
  if (spec.Name !== service.spec.Name) throw invalid('renaming services is not supported');
  if ((replicasOf(spec) === undefined) !== (replicasOf(service.spec) === undefined)) {
    throw invalid('service mode change is not allowed');
  }
  const ports = allocatePorts(spec, service.ports, others);
  await checkFree(ports, service.ports, swarm);
  orchestrator.cancelUpdate(service.id);
  const next: Service = { ...service, spec, ports };
  const changed = rollback !== '' || orchestrator.outdated(next).length > 0;
  store.services.change(service.id, {
    spec,
    previousSpec: service.spec,
    ports,
    updateStatus: changed
      ? {
          State: rollback ? 'rollback_started' : 'updating',
          StartedAt: new Date().toISOString(),
          Message: rollback ? 'manually requested rollback' : 'update in progress',
        }
      : undefined,
  });
  swarm.remember(service.id, readCredentials(request));
  swarm.events.emit('service', 'update', service.id, { name: spec.Name });
  await orchestrator.ingress.publish();
  orchestrator.look();
  sendJson(response, 200, { Warnings: null });
}

/** What is not written is said where clients look for it. They watch a new task for as long as `Monitor`; 5 s is long for a lesson. */
function completed(spec: ServiceSpec): ServiceSpec {
  const known = spec.UpdateConfig ?? {};
  return {
    ...spec,
    Mode: spec.Mode?.Global ? spec.Mode : { Replicated: { Replicas: replicasOf(spec) ?? 1 } },
    ...(spec.EndpointSpec?.Ports
      ? { EndpointSpec: { ...spec.EndpointSpec, Ports: spec.EndpointSpec.Ports.map(portInOrder) } }
      : {}),
    UpdateConfig: {
      FailureAction: 'pause',
      MaxFailureRatio: 0,
      Order: 'stop-first',
      Parallelism: 1,
      ...known,
      Monitor: known.Monitor || MONITOR,
    },
  };
}

/** A port that something else on this machine has is refused at once, and not found out by nobody answering. */
async function checkFree(
  ports: readonly PortConfig[],
  before: readonly PortConfig[],
  swarm: Swarm,
): Promise<void> {
  const local = swarm.store.nodes.get(swarm.cluster!.localNode)!;
  for (const { PublishedPort: port, PublishMode } of ports) {
    if (!port || PublishMode === 'host' || before.some(({ PublishedPort }) => PublishedPort === port))
      continue;
    const problem = await swarm.orchestrator.ingress.problemWith(port, local.address);
    if (problem) throw invalid(`port '${port}' cannot be published on node ${local.hostname}: ${problem}`);
  }
}

const DESIRED = ['running', 'shutdown', 'accepted'];

function listTasks(query: URLSearchParams, swarm: Swarm): Task[] {
  const { store } = swarm;
  const filters = readFilters(query, [
    'id',
    'name',
    'node',
    'service',
    'label',
    'desired-state',
    'runtime',
    '_up-to-date',
  ]);
  for (const state of filters.get('desired-state') ?? []) {
    if (!DESIRED.includes(state)) throw badRequest(`Invalid desired-state filter: '${state}'`);
  }
  const ids = <T extends { id: string }>(
    name: string,
    find: (text: string) => T,
  ): Set<string> | undefined => {
    const texts = filters.get(name);
    return texts && new Set(texts.flatMap((text) => idOf(text, find)));
  };
  const services = ids('service', (text) => store.service(text));
  const nodes = ids('node', (text) => store.node(text));
  const upToDate = booleanFilter(filters, '_up-to-date');
  return store.tasks.all().filter((task) => {
    const service = store.services.get(task.serviceId);
    if (!service) return false;
    const current = (): boolean => !isOutdated(task, service, store.nodes.get(task.nodeId ?? ''));
    return (
      task.desired !== 'remove' &&
      anyOf(filters, 'id', (id) => task.id.startsWith(id)) &&
      anyOf(filters, 'name', (name) =>
        `${service.spec.Name}.${task.slot ?? task.nodeId ?? ''}.${task.id}`.startsWith(name),
      ) &&
      anyOf(filters, 'desired-state', (state) =>
        state === 'accepted' ? task.desired === 'ready' : state === task.desired,
      ) &&
      (services === undefined || services.has(task.serviceId)) &&
      (nodes === undefined || nodes.has(task.nodeId ?? '')) &&
      (upToDate === undefined || current() === upToDate)
    );
  });
}

/** The id of what is meant; the text itself when there is none, which then fits nothing. */
function idOf<T extends { id: string }>(text: string, find: (text: string) => T): string[] {
  try {
    return [find(text).id];
  } catch {
    return [text];
  }
}
