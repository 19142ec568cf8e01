import { randomBytes } from 'node:crypto';
import type { EventLog } from '../events.ts';
import { ApiFailure, conflict, notFound } from '../http/failure.ts';
import type { Folders } from '../store/folders.ts';
import { Records } from '../store/records.ts';
import { defaultNetworks, type Network } from './default-networks.ts';

export interface CreateNetworkBody {
  readonly Name?: string;
  readonly Driver?: string;
  readonly Scope?: string;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly EnableIPv6?: boolean;
  readonly IPAM?: {
    readonly Config?: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null;
  };
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** Docker's first pool of addresses for bridges: 172.17.0.0/16 is the default bridge's, the next ones are for others. */
const POOL = { first: 18, last: 31 };

/**
 * The networks of an engine: the three that are always there, and those that people make. Programs of practice reach
 * each other by published ports, so that a network here is a name that containers belong to, with addresses on paper.
 */
export class NetworkStore {
  readonly #records: Records<Network>;
  readonly #builtin: readonly Network[];
  readonly #events: EventLog;

  constructor(
    folders: Folders,
    identity: { id: string; created: string },
    events: EventLog,
    log: (line: string) => void,
  ) {
    this.#records = new Records<Network>(folders.state('networks'), ({ Name }) => Name, log);
    this.#builtin = defaultNetworks(identity.id, identity.created);
    this.#events = events;
  }

  all(): Network[] {
    return [...this.#builtin, ...this.#records.values()];
  }

  isBuiltin({ Id }: Network): boolean {
    return this.#builtin.some((network) => network.Id === Id);
  }

  /** By name, id or the beginning of an id. */
  find(text: string): Network | undefined {
    const all = this.all();
    return (
      all.find(({ Name, Id }) => Name === text || Id === text) ??
      (/^[\da-f]+$/.test(text) ? all.find(({ Id }) => Id.startsWith(text)) : undefined)
    );
  }

  require(text: string): Network {
    const found = this.find(text);
    if (!found) throw notFound(`network ${text} not found`);
    return found;
  }

  create(body: CreateNetworkBody): Network {
    const { Name: name = '', Driver: driver = 'bridge' } = body;
    const known = this.#builtin.find(({ Name }) => Name === name);
    if (known) throw new ApiFailure(403, `operation is not permitted on predefined ${name} network`);
    if (this.find(name)?.Name === name) throw conflict(`network with name ${name} already exists`);
    if (driver === 'host' || driver === 'null') {
      throw new ApiFailure(403, `only one instance of "${driver}" network is allowed`);
    }
    if (driver === 'overlay' || body.Scope === 'swarm') {
      throw new ApiFailure(
        403,
        'practice has no networks that span nodes; a real engine has (--engine docker)',
      );
    }
    if (driver !== 'bridge') throw notFound(`plugin "${driver}" not found`);
    const asked = body.IPAM?.Config ?? [];
    const network: Network = {
      Name: name,
      Id: randomBytes(32).toString('hex'),
      Created: new Date().toISOString(),
      Scope: 'local',
      Driver: driver,
      EnableIPv4: true,
      EnableIPv6: body.EnableIPv6 ?? false,
      IPAM: { Driver: 'default', Options: {}, Config: asked.length > 0 ? asked : [this.#freeSubnet()] },
      Internal: body.Internal ?? false,
      Attachable: body.Attachable ?? false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Containers: {},
      Options: body.Options ?? {},
      Labels: body.Labels ?? {},
    };
    this.#records.put(network);
    this.emit('create', network);
    return network;
  }

  remove(network: Network): void {
    this.#records.delete(network.Name);
    this.emit('destroy', network);
  }

  emit(action: string, { Id, Name, Driver }: Network, more: Record<string, string> = {}): void {
    this.#events.emit('network', action, Id, { ...more, name: Name, type: Driver });
  }

  #freeSubnet(): { Subnet: string; Gateway: string } {
    const taken = new Set(
      this.#records.values().flatMap(({ IPAM }) => IPAM.Config.map(({ Subnet }) => Subnet)),
    );
    for (let second = POOL.first; second <= POOL.last; second++) {
      const Subnet = `172.${second}.0.0/16`;
      if (!taken.has(Subnet)) return { Subnet, Gateway: `172.${second}.0.1` };
    }
    throw new ApiFailure(
      403,
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    );
  }
}
