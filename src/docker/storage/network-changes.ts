import { pairsOf } from '../containers/settings-files.ts';
import { filtersOf } from '../engine-api.ts';
import { EngineFailure, Failure } from '../failure.ts';
import { confirmed } from '../print/confirm.ts';
import { err, out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';

/** `docker network create NAME`: prints the id. */
export const createNetwork: Handler = async ({ args, flags, engine }) => {
  const subnets = flags.list('subnet');
  const gateways = flags.list('gateway');
  if (gateways.length > subnets.length) {
    throw new Failure('every ip-range or gateway must have a corresponding subnet');
  }
  const { Id, Warning } = await engine.post<{ Id: string; Warning?: string }>('/networks/create', {
    body: {
      Name: args[0],
      CheckDuplicate: true,
      Driver: flags.text('driver') ?? 'bridge',
      Scope: flags.text('scope') ?? '',
      ...(flags.has('ipv6') ? { EnableIPv6: flags.on('ipv6') } : {}),
      IPAM: {
        Driver: 'default',
        Options: {},
        Config: subnets.map((subnet, at) => ({
          Subnet: subnet,
          ...(gateways[at] === undefined ? {} : { Gateway: gateways[at] }),
        })),
      },
      Internal: flags.on('internal'),
      Attachable: flags.on('attachable'),
      Ingress: false,
      ConfigOnly: false,
      Options: pairsOf(flags.list('opt')),
      Labels: pairsOf(flags.list('label')),
    },
  });
  if (Warning) err(`WARNING: ${Warning}`);
  out(`${Id}\n`);
  return 0;
};

/** `docker network rm NAME…`: goes on after one that cannot be removed. */
export const removeNetworks: Handler = async ({ args, flags, engine }) => {
  let failed = false;
  for (const name of args) {
    try {
      await engine.delete(`/networks/${encodeURIComponent(name)}`);
      out(`${name}\n`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (flags.on('force') && error instanceof EngineFailure && error.status === 404) continue;
      err(error.message);
      failed = true;
    }
  }
  // Docker itself says so, after what the engine said.
  if (failed) throw new Failure('exit status 1');
  return 0;
};

/** `docker network connect NETWORK CONTAINER`. */
export const connectNetwork: Handler = async ({ args, flags, engine }) => {
  const [network, container] = args as [string, string];
  await engine.post(`/networks/${encodeURIComponent(network)}/connect`, {
    body: {
      Container: container,
      EndpointConfig: { Aliases: flags.list('alias') },
    },
  });
  return 0;
};

/** `docker network disconnect NETWORK CONTAINER`. */
export const disconnectNetwork: Handler = async ({ args, flags, engine }) => {
  const [network, container] = args as [string, string];
  await engine.post(`/networks/${encodeURIComponent(network)}/disconnect`, {
    body: { Container: container, Force: flags.on('force') },
  });
  return 0;
};

/** `docker network prune`. */
export const pruneNetworks: Handler = async ({ flags, engine }) => {
  const warning = 'WARNING! This will remove all custom networks not used by at least one container.';
  if (!flags.on('force') && !(await confirmed(warning))) return 0;
  const { NetworksDeleted } = await engine.post<{ NetworksDeleted: string[] | null }>('/networks/prune', {
    query: { filters: filtersOf(flags.list('filter')) },
  });
  if (NetworksDeleted?.length) out(`Deleted Networks:\n${NetworksDeleted.join('\n')}\n\n`);
  return 0;
};
