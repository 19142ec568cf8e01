import { flag, readJson } from '../http/call.ts';
import type { Call } from '../http/call.ts';
import { ApiFailure, badRequest, notFound, notServed } from '../http/failure.ts';
import { anyOf, hasLabels, readFilters } from '../http/filters.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { checkAdvertised } from '../swarm/advertised.ts';
import { newToken } from '../swarm/ids.ts';
import { describeCluster, describeNode } from '../swarm/describe.ts';
import type { Node } from '../swarm/objects.ts';
import { outOfSequence, precondition } from '../swarm/refusals.ts';
import type { Swarm } from '../swarm/swarm.ts';

const PLAYED = 'practice plays all nodes of a swarm itself: `docker swarm init` makes three of them';

/** The swarm itself and its nodes. */
export function swarmRoutes(router: Router, swarm: Swarm): void {
  router.on('GET', '/swarm', ({ response }) =>
    sendJson(response, 200, describeCluster(swarm.require(), true)),
  );
  router.on('POST', '/swarm/init', async (call) => {
    const body = ((await readJson(call)) ?? {}) as {
      Spec?: Record<string, unknown>;
      AutoLockManagers?: boolean;
      AdvertiseAddr?: string;
    };
    refuseLocks(body.Spec, body.AutoLockManagers);
    if (!swarm.cluster) checkAdvertised(body.AdvertiseAddr);
    const id = swarm.init(body.Spec ?? {});
    swarm.events.emit('node', 'create', id, { name: 'practice-1' });
    sendJson(call.response, 200, id);
  });
  router.on('POST', '/swarm/join', async (call) => {
    await readJson(call);
    if (swarm.cluster) {
      throw new ApiFailure(
        503,
        'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
      );
    }
    throw notServed('joining a swarm', PLAYED);
  });
  router.on('POST', '/swarm/leave', ({ query, response }) => {
    swarm.leave(flag(query, 'force'));
    sendEmpty(response, 200);
  });
  router.on('POST', '/swarm/update', (call) => updateSwarm(call, swarm));
  router.on('GET', '/swarm/unlockkey', ({ response }) => {
    swarm.require();
    sendJson(response, 200, { UnlockKey: '' });
  });
  router.on('POST', '/swarm/unlock', () => {
    swarm.require();
    throw new ApiFailure(409, 'swarm is not locked');
  });

  router.on('GET', '/nodes', ({ query, response }) => {
    const cluster = swarm.require();
    const filters = readFilters(query, ['id', 'label', 'node.label', 'membership', 'name', 'role']);
    const list = swarm.store.nodes
      .all()
      .filter(
        (node) =>
          anyOf(filters, 'id', (id) => node.id.startsWith(id)) &&
          anyOf(filters, 'name', (name) => node.hostname.includes(name)) &&
          anyOf(filters, 'role', (role) => node.role === role) &&
          anyOf(filters, 'membership', (membership) => membership === 'accepted') &&
          hasLabels({ 'org.registry-workshop.practice': 'true' }, filters.get('label') ?? []) &&
          hasLabels(node.labels, filters.get('node.label') ?? []),
      );
    sendJson(
      response,
      200,
      list.map((node) => describeNode(node, cluster)),
    );
  });
  router.on('GET', '/nodes/:id', ({ params, response }) => {
    const cluster = swarm.require();
    sendJson(response, 200, describeNode(swarm.store.node(params.id!), cluster));
  });
  router.on('DELETE', '/nodes/:id', ({ params, query, response }) => {
    swarm.require();
    const node = swarm.store.node(params.id!);
    swarm.removeNode(node, flag(query, 'force'));
    swarm.events.emit('node', 'remove', node.id, { name: node.hostname });
    sendEmpty(response, 200);
  });
  router.on('POST', '/nodes/:id/update', (call) => updateNode(call, swarm));

  for (const kind of ['secrets', 'configs']) {
    const refuse = (): never => {
      swarm.require();
      throw notServed(`${kind} of a swarm`, 'a real engine has them (--engine docker)');
    };
    router.on('GET', `/${kind}`, refuse);
    router.on('POST', `/${kind}/create`, refuse);
    for (const method of ['GET', 'DELETE']) {
      router.on(method, `/${kind}/:id`, ({ params }) => {
        swarm.require();
        throw notFound(`${kind.slice(0, -1)} ${params.id} not found: practice has no ${kind}`);
      });
    }
  }
}

/** Nothing of a played swarm is encrypted, so that nothing could be locked. */
function refuseLocks(spec: Record<string, unknown> = {}, wanted = false): void {
  const { AutoLockManagers = false } = (spec.EncryptionConfig ?? {}) as { AutoLockManagers?: boolean };
  if (wanted || AutoLockManagers)
    throw notServed('locks of a swarm', 'a real engine has them (--engine docker)');
}

async function updateSwarm(call: Call, swarm: Swarm): Promise<void> {
  const spec = ((await readJson(call)) ?? {}) as Record<string, unknown>;
  const { version: _version, updated: _updated, ...cluster } = swarm.require();
  const { query } = call;
  if (Number(query.get('version')) !== _version) throw outOfSequence();
  refuseLocks(spec);
  swarm.store.putCluster({
    ...cluster,
    spec: Object.keys(spec).length ? { ...cluster.spec, ...spec } : cluster.spec,
    ...(flag(query, 'rotateWorkerToken') ? { workerToken: newToken() } : {}),
    ...(flag(query, 'rotateManagerToken') ? { managerToken: newToken() } : {}),
  });
  swarm.orchestrator.look();
  sendEmpty(call.response, 200);
}

interface NodeSpec {
  readonly Name?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Role?: string;
  readonly Availability?: string;
}

async function updateNode(call: Call, swarm: Swarm): Promise<void> {
  const cluster = swarm.require();
  const node = swarm.store.node(call.params.id!);
  const spec = ((await readJson(call)) ?? {}) as NodeSpec;
  if (Number(call.query.get('version')) !== node.version) throw outOfSequence();
  const { Availability: availability = node.availability, Role: role = node.role } = spec;
  if (!['active', 'pause', 'drain'].includes(availability)) {
    throw badRequest(`invalid Availability: "${availability}"`);
  }
  if (!['manager', 'worker'].includes(role)) throw badRequest(`invalid Role: "${role}"`);
  if (role === 'worker' && node.role === 'manager') {
    const managers = swarm.store.nodes.all().filter((one) => one.role === 'manager');
    if (managers.length === 1) throw precondition('attempting to demote the last manager of the swarm');
    if (node.id === cluster.localNode) {
      throw notServed(
        'a swarm whose manager is a played node',
        'practice-1 is this engine, and stays a manager',
      );
    }
  }
  swarm.store.nodes.change(node.id, {
    name: spec.Name ?? '',
    labels: spec.Labels ?? {},
    role: role as Node['role'],
    availability: availability as Node['availability'],
  });
  swarm.events.emit('node', 'update', node.id, { name: node.hostname });
  swarm.orchestrator.look();
  sendEmpty(call.response, 200);
}
