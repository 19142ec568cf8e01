import path from 'node:path';
import type { EventLog } from '../events.ts';
import { ApiFailure } from '../http/failure.ts';
import type { Credentials } from '../transfer/credentials.ts';
import type { StandInUrls } from '../transfer/endpoint.ts';
import { newId, newToken } from './ids.ts';
import type { Machine } from './machine.ts';
import { Machines } from './machine.ts';
import type { Cluster, Node } from './objects.ts';
import { isOver } from './objects.ts';
import { Orchestrator } from './orchestrator.ts';
import { managerAddress } from './describe.ts';
import { notManager, precondition } from './refusals.ts';
import { SwarmStore } from './swarm-store.ts';

/** The nodes of a practice swarm: this engine and two that are played beside it. */
const HOSTNAMES = ['practice-1', 'practice-2', 'practice-3'] as const;

export interface SwarmParts {
  /** The engine's folder; the swarm keeps its own two below it. */
  readonly folder: string;
  readonly local: Machine;
  readonly standIns: StandInUrls;
  readonly events: EventLog;
  readonly log: (line: string) => void;
}

/** Swarm mode: whether this engine is in a swarm, of which nodes, and what runs there. */
export class Swarm {
  readonly store: SwarmStore;
  readonly orchestrator: Orchestrator;
  readonly events: EventLog;
  readonly #machines: Machines;
  /** What `--with-registry-auth` sent, by service; in memory only, a password is not for a file. */
  readonly #credentials = new Map<string, Credentials>();

  constructor({ folder, local, standIns, events, log }: SwarmParts) {
    this.events = events;
    this.store = new SwarmStore(path.join(folder, 'swarm'), log);
    this.#machines = new Machines(path.join(folder, 'nodes'), local, log);
    this.orchestrator = new Orchestrator({
      store: this.store,
      machines: this.#machines,
      standIns,
      credentials: (serviceId) => this.#credentials.get(serviceId),
      log,
    });
  }

  get cluster(): Cluster | undefined {
    return this.store.cluster;
  }

  /** Refuses what only the manager of a swarm can answer. */
  require(): Cluster {
    if (!this.cluster) throw notManager();
    return this.cluster;
  }

  machineOf(node: Node): Machine {
    return this.orchestrator.agent.machineOf(node);
  }

  remember(serviceId: string, credentials: Credentials | undefined): void {
    if (credentials) this.#credentials.set(serviceId, credentials);
  }

  /** Starts a swarm; returns the id of this engine's node. */
  init(spec: Readonly<Record<string, unknown>>): string {
    if (this.cluster) {
      throw new ApiFailure(
        503,
        'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
      );
    }
    // What a kill in the middle of a leave may have left.
    this.store.clear();
    this.#machines.removeAll();
    const nodes = HOSTNAMES.map((hostname, index) =>
      this.store.nodes.add({
        id: newId(),
        hostname,
        name: '',
        role: index === 0 ? 'manager' : 'worker',
        availability: 'active',
        labels: {},
        address: `127.0.0.${index + 1}`,
      }),
    );
    const localNode = nodes[0]!.id;
    this.store.putCluster({
      id: newId(),
      created: new Date().toISOString(),
      localNode,
      workerToken: newToken(),
      managerToken: newToken(),
      spec: {
        Name: 'default',
        Labels: {},
        Orchestration: { TaskHistoryRetentionLimit: 5 },
        Raft: {
          SnapshotInterval: 10_000,
          KeepOldSnapshots: 0,
          LogEntriesForSlowFollowers: 500,
          ElectionTick: 10,
          HeartbeatTick: 1,
        },
        Dispatcher: { HeartbeatPeriod: 5_000_000_000 },
        CAConfig: { NodeCertExpiry: 7_776_000_000_000_000 },
        TaskDefaults: {},
        EncryptionConfig: { AutoLockManagers: false },
        ...withoutEmpty(spec),
      },
    });
    return localNode;
  }

  /** Leaves the swarm: services, tasks and the played nodes go, with all they hold. */
  leave(force: boolean): void {
    if (!this.cluster) throw new ApiFailure(503, 'This node is not part of a swarm');
    if (!force) {
      throw new ApiFailure(
        503,
        'You are attempting to leave the swarm on a node that is participating as a manager. Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message.',
      );
    }
    this.orchestrator.clear();
    const tasks = this.store.tasks.all();
    for (const task of tasks) this.orchestrator.agent.forget(task);
    this.store.clear();
    this.#credentials.clear();
    this.#machines.removeAll();
  }

  /** Takes a played node out of the swarm. */
  removeNode(node: Node, force: boolean): void {
    if (node.role === 'manager') {
      throw precondition(
        `node ${node.id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
      );
    }
    if (!force) throw precondition(`node ${node.id} is not down and can't be removed`);
    this.store.nodes.delete(node.id);
    this.#machines.remove(node.hostname);
    for (const task of this.store.tasks.all()) {
      if (task.nodeId === node.id && !isOver(task)) {
        this.store.tasks.change(task.id, {
          state: 'shutdown',
          desired: 'shutdown',
          message: 'node was removed',
        });
      }
    }
    this.orchestrator.look();
  }

  /** `Swarm` of `docker info`. */
  info(): Record<string, unknown> {
    const { cluster } = this;
    if (!cluster) {
      return {
        NodeID: '',
        NodeAddr: '',
        LocalNodeState: 'inactive',
        ControlAvailable: false,
        Error: '',
        RemoteManagers: null,
      };
    }
    const nodes = this.store.nodes.all();
    const local = nodes.find(({ id }) => id === cluster.localNode)!;
    const { id, version, created, updated, spec } = cluster;
    return {
      NodeID: local.id,
      NodeAddr: local.address,
      LocalNodeState: 'active',
      ControlAvailable: true,
      Error: '',
      RemoteManagers: [{ NodeID: local.id, Addr: managerAddress(local) }],
      Nodes: nodes.length,
      Managers: nodes.filter(({ role }) => role === 'manager').length,
      Cluster: {
        ID: id,
        Version: { Index: version },
        CreatedAt: created,
        UpdatedAt: updated,
        Spec: spec,
        TLSInfo: {},
        RootRotationInProgress: false,
        DefaultAddrPool: ['10.0.0.0/8'],
        SubnetSize: 24,
        DataPathPort: 4789,
      },
    };
  }

  /** Starts again, on the played nodes too, what ran when the last engine ended. This engine's own containers run already. */
  async recover(): Promise<void> {
    const { cluster } = this;
    if (!cluster) return;
    for (const node of this.store.nodes.all()) {
      if (node.id !== cluster.localNode) await this.machineOf(node).containers.recover();
    }
    await this.orchestrator.ingress.publish();
    // What was on its way when the engine ended begins again.
    for (const task of this.store.tasks.all()) {
      if (task.state === 'starting') this.store.tasks.change(task.id, { state: 'ready' });
    }
    this.orchestrator.look();
  }

  close(): void {
    this.orchestrator.close();
    this.#machines.close();
  }
}

/** A client sends every section of the specification, most of them empty. */
function withoutEmpty(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(spec).filter(
      ([, value]) =>
        value !== null &&
        value !== '' &&
        !(typeof value === 'object' && Object.keys(value as object).length === 0),
    ),
  );
}
