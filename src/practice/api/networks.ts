import type { Containers } from '../containers/containers.ts';
import { isRunning, networkNames, type Container } from '../containers/container.ts';
import { readJson } from '../http/call.ts';
import { ApiFailure } from '../http/failure.ts';
import { anyOf, booleanFilter, hasLabels, readFilters } from '../http/filters.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { Network } from '../networks/default-networks.ts';
import type { CreateNetworkBody, NetworkStore } from '../networks/network-store.ts';

/** Networks: names that containers belong to. */
export function networkRoutes(router: Router, networks: NetworkStore, containers: Containers): void {
  const { store } = containers;
  const usersOf = ({ Name }: Network): Container[] =>
    store.all().filter((container) => networkNames(container).includes(Name));
  const describe = (network: Network) => ({
    ...network,
    Containers: Object.fromEntries(
      usersOf(network)
        .filter(isRunning)
        .map(({ id, name }) => [
          id,
          { Name: name, EndpointID: '', MacAddress: '', IPv4Address: '', IPv6Address: '' },
        ]),
    ),
  });

  router.on('GET', '/networks', ({ query, response }) => {
    const filters = readFilters(query, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
    const dangling = booleanFilter(filters, 'dangling');
    const list = networks
      .all()
      .filter(
        (network) =>
          anyOf(filters, 'name', (name) => network.Name.includes(name)) &&
          anyOf(filters, 'id', (id) => network.Id.startsWith(id)) &&
          anyOf(filters, 'driver', (driver) => network.Driver === driver) &&
          anyOf(filters, 'scope', (scope) => network.Scope === scope) &&
          anyOf(filters, 'type', (type) => (type === 'builtin') === networks.isBuiltin(network)) &&
          hasLabels(network.Labels, filters.get('label') ?? []) &&
          (dangling === undefined ||
            (!networks.isBuiltin(network) && usersOf(network).length === 0) === dangling),
      );
    // A list tells no containers: that takes a look at one.
    sendJson(response, 200, list);
  });

  router.on('POST', '/networks/create', async (call) => {
    const network = networks.create(((await readJson(call)) ?? {}) as CreateNetworkBody);
    sendJson(call.response, 201, { Id: network.Id, Warning: '' });
  });

  router.on('POST', '/networks/prune', ({ query, response }) => {
    const filters = readFilters(query, ['until', 'label', 'label!']);
    const gone = networks
      .all()
      .filter((network) => !networks.isBuiltin(network) && usersOf(network).length === 0)
      .filter(({ Labels }) => hasLabels(Labels, filters.get('label') ?? []));
    for (const network of gone) networks.remove(network);
    sendJson(response, 200, { NetworksDeleted: gone.length === 0 ? null : gone.map(({ Name }) => Name) });
  });

  router.on('GET', '/networks/:id', ({ params, response }) =>
    sendJson(response, 200, describe(networks.require(params.id!))),
  );

  router.on('DELETE', '/networks/:id', ({ params, response }) => {
    const network = networks.require(params.id!);
    const { Name, Id } = network;
    if (networks.isBuiltin(network)) {
      throw new ApiFailure(403, `${Name} is a pre-defined network and cannot be removed`);
    }
    if (usersOf(network).some(isRunning)) {
      throw new ApiFailure(
        403,
        `error while removing network: network ${Name} id ${Id} has active endpoints`,
      );
    }
    networks.remove(network);
    sendEmpty(response, 204);
  });

  router.on('POST', '/networks/:id/connect', async (call) => {
    const { Container: name = '' } = ((await readJson(call)) ?? {}) as { Container?: string };
    const container = store.require(name);
    const network = networks.require(call.params.id!);
    const names = networkNames(container);
    if (names.includes(network.Name)) {
      throw new ApiFailure(
        403,
        `endpoint with name ${container.name} already exists in network ${network.Name}`,
      );
    }
    store.put({ ...container, networks: [...names, network.Name] });
    if (isRunning(container)) networks.emit('connect', network, { container: container.id });
    sendEmpty(call.response, 200);
  });

  router.on('POST', '/networks/:id/disconnect', async (call) => {
    const { Container: name = '' } = ((await readJson(call)) ?? {}) as { Container?: string };
    const container = store.require(name);
    const network = networks.require(call.params.id!);
    const names = networkNames(container);
    if (!names.includes(network.Name)) {
      throw new ApiFailure(403, `container ${container.id} is not connected to network ${network.Name}`);
    }
    store.put({ ...container, networks: names.filter((other) => other !== network.Name) });
    if (isRunning(container)) networks.emit('disconnect', network, { container: container.id });
    sendEmpty(call.response, 200);
  });
}
