import type { EngineApi } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { requiredDuration } from '../containers/quantities.ts';
import { helpOfCommand } from './own-help.ts';
import { out } from '../print/streams.ts';
import type { Handler, Invocation } from '../table/command.ts';
import type { Node } from './objects.ts';
import { nodePath } from './objects.ts';

interface Cluster {
  readonly Version: { readonly Index: number };
  readonly Spec: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
}

export interface SwarmInfo {
  readonly Swarm?: {
    readonly NodeID?: string;
    readonly LocalNodeState?: string;
    readonly ControlAvailable?: boolean;
  };
}

/** `docker swarm init`. */
export const init: Handler = async ({ flags, engine }) => {
  const id = await engine.post<string>('/swarm/init', {
    body: {
      ListenAddr: flags.text('listen-addr') ?? '0.0.0.0:2377',
      AdvertiseAddr: flags.text('advertise-addr') ?? '',
      DataPathAddr: flags.text('data-path-addr') ?? '',
      DataPathPort: 0,
      DefaultAddrPool: null,
      ForceNewCluster: flags.on('force-new-cluster'),
      AutoLockManagers: flags.on('autolock'),
      Availability: flags.text('availability') ?? 'active',
      Spec: changedSpec({}, flags),
    },
  });
  out(`Swarm initialized: current node (${id}) is now a manager.\n\n`);
  await printJoin(engine, id, 'worker');
  out("To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n");
  return 0;
};

async function printJoin(engine: EngineApi, id: string, role: 'worker' | 'manager'): Promise<void> {
  const node = await engine.get<Node>(nodePath(id));
  const { JoinTokens } = await engine.get<Cluster>('/swarm');
  if (!node.ManagerStatus) return;
  const token = role === 'worker' ? JoinTokens.Worker : JoinTokens.Manager;
  out(
    `To add a ${role} to this swarm, run the following command:\n\n    docker swarm join --token ${token} ${node.ManagerStatus.Addr}\n\n`,
  );
}

/** `docker swarm join-token worker|manager`. */
export const joinToken: Handler = async ({ args, flags, engine }) => {
  const [role] = args;
  if (role !== 'worker' && role !== 'manager') throw new Failure(`unknown role ${role}`);
  if (flags.on('rotate')) {
    const { Version, Spec } = await engine.get<Cluster>('/swarm');
    const rotate = role === 'worker' ? 'rotateWorkerToken' : 'rotateManagerToken';
    await engine.post('/swarm/update', { query: { version: Version.Index, [rotate]: true }, body: Spec });
    if (!flags.on('quiet')) out(`Successfully rotated ${role} join token.\n\n`);
  }
  if (flags.on('quiet')) {
    const { JoinTokens } = await engine.get<Cluster>('/swarm');
    out(`${role === 'worker' ? JoinTokens.Worker : JoinTokens.Manager}\n`);
    return 0;
  }
  await engine.get('/swarm');
  await printJoin(engine, await ownNode(engine), role);
  return 0;
};

/** The id of the node that the engine is. */
export async function ownNode(engine: EngineApi): Promise<string> {
  const { Swarm } = await engine.get<SwarmInfo>('/info');
  return Swarm?.NodeID ?? '';
}

/** `docker swarm join HOST:PORT`. */
export const join: Handler = async ({ args, flags, engine }) => {
  await engine.post('/swarm/join', {
    body: {
      ListenAddr: flags.text('listen-addr') ?? '0.0.0.0:2377',
      AdvertiseAddr: flags.text('advertise-addr') ?? '',
      DataPathAddr: flags.text('data-path-addr') ?? '',
      JoinToken: flags.text('token') ?? '',
      RemoteAddrs: args,
      Availability: flags.text('availability') ?? 'active',
    },
  });
  const { Swarm } = await engine.get<SwarmInfo>('/info');
  out(`This node joined a swarm as a ${Swarm?.ControlAvailable ? 'manager' : 'worker'}.\n`);
  return 0;
};

/** `docker swarm leave`. */
export const leave: Handler = async ({ flags, engine }) => {
  await engine.post('/swarm/leave', { query: { force: flags.on('force') ? 1 : undefined } });
  out('Node left the swarm.\n');
  return 0;
};

/** `docker swarm update`. */
export const update: Handler = async (invocation) => {
  const { flags, engine } = invocation;
  const given = [
    'autolock',
    'cert-expiry',
    'dispatcher-heartbeat',
    'task-history-limit',
    'max-snapshots',
    'snapshot-interval',
  ];
  if (!given.some((name) => flags.has(name))) return helpOfCommand(invocation);
  const { Version, Spec } = await engine.get<Cluster>('/swarm');
  await engine.post('/swarm/update', {
    query: { version: Version.Index },
    body: changedSpec(Spec, flags),
  });
  out('Swarm updated.\n');
  return 0;
};

function changedSpec(spec: Cluster['Spec'], flags: Invocation['flags']): object {
  const section = (name: string, key: string, value: unknown): object =>
    value === undefined ? {} : { [name]: { ...spec[name], [key]: value } };
  const duration = (name: string): number | undefined => {
    const text = flags.text(name);
    return text === undefined ? undefined : requiredDuration(text);
  };
  return {
    ...spec,
    ...section('Orchestration', 'TaskHistoryRetentionLimit', flags.number('task-history-limit')),
    ...section('CAConfig', 'NodeCertExpiry', duration('cert-expiry')),
    ...section('Dispatcher', 'HeartbeatPeriod', duration('dispatcher-heartbeat')),
    ...section('Raft', 'SnapshotInterval', flags.number('snapshot-interval')),
    ...section(
      'EncryptionConfig',
      'AutoLockManagers',
      flags.has('autolock') ? flags.on('autolock') : undefined,
    ),
  };
}

/** `docker swarm unlock-key`. */
export const unlockKey: Handler = async ({ engine, flags }) => {
  const { UnlockKey } = await engine
    .get<{ UnlockKey: string }>('/swarm/unlockkey')
    .catch((error: unknown) => {
      throw error instanceof Failure
        ? new Failure(`could not fetch unlock key: ${error.message}`, error.exit)
        : error;
    });
  if (!UnlockKey) throw new Failure('no unlock key is set');
  out(
    flags.on('quiet')
      ? `${UnlockKey}\n`
      : `To unlock a swarm manager after it restarts, run the \`docker swarm unlock\`\ncommand and provide the following key:\n\n    ${UnlockKey}\n\nRemember to store this key in a password manager, since without it you\nwill not be able to restart the manager.\n`,
  );
  return 0;
};
