import { envProblem, mountProblem } from '../argv/checks.ts';
import { publishProblem } from '../swarm/publish.ts';
import { ANY, bool, int, list, text, type Command, type Flag } from './command.ts';
import { filter, force, format, inspectFormat, noTrunc, quiet } from './shared-flags.ts';

/** Go reads these as unsigned. */
function uintProblem(value: string): string | undefined {
  return /^\d+$/.test(value)
    ? undefined
    : `strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`;
}

const uint = (names: string, about: string): Flag =>
  text(names, about, { label: 'uint', check: uintProblem });
const duration = (names: string, about: string): Flag => text(names, about, { label: 'duration' });

const listenAddress = text('listen-addr', 'Address to listen at for the other nodes', { label: 'node-addr' });
const advertiseAddress = text(
  'advertise-addr',
  'Address that the other nodes are told: address or interface, and port',
);
const availability = text('availability', "What the node is for: 'active', 'pause' or 'drain'");

const init: readonly Flag[] = [
  advertiseAddress,
  bool('autolock', 'Ask for a key when a manager starts again'),
  availability,
  duration('cert-expiry', 'How long the certificates of nodes are good'),
  text('data-path-addr', 'Address for the data of services'),
  list('default-addr-pool', 'Addresses for the networks of the swarm', { label: 'ipNetSlice' }),
  duration('dispatcher-heartbeat', 'Time between signs of life'),
  bool('force-new-cluster', 'Make a new swarm of the state that is here'),
  listenAddress,
  int('task-history-limit', 'How many old tasks are remembered'),
];

/** What `service create` and `service update` have in common. */
const shared: readonly Flag[] = [
  bool('d detach', 'Do not wait until the tasks run'),
  text('endpoint-mode', "How it is reached: 'vip' or 'dnsrr'"),
  text('entrypoint', 'Run this instead of the entrypoint of the image', { label: 'command' }),
  text('hostname', 'Host name of its containers'),
  bool('init', 'Run an init process in its containers'),
  text('limit-cpu', 'Most processors that a task may use', { label: 'decimal' }),
  text('limit-memory', 'Most memory that a task may use', { label: 'bytes' }),
  int('limit-pids', 'Most processes that a task may have'),
  bool('no-resolve-image', 'Do not ask the registry for the digest of the image'),
  bool('q quiet', 'Show no progress'),
  bool('read-only', 'Let its containers write to volumes only'),
  uint('replicas', 'How many tasks'),
  uint('replicas-max-per-node', 'How many of its tasks a node takes at most'),
  text('reserve-cpu', 'Processors that a task needs', { label: 'decimal' }),
  text('reserve-memory', 'Memory that a task needs', { label: 'bytes' }),
  text('restart-condition', "When a task that ended is replaced: 'none', 'on-failure' or 'any'"),
  duration('restart-delay', 'Time before it is replaced'),
  uint('restart-max-attempts', 'How often it is replaced'),
  duration('restart-window', 'Time in which those are counted'),
  ...(['update', 'rollback'] as const).flatMap((name) => [
    duration(`${name}-delay`, `Time between the tasks of ${name === 'update' ? 'an update' : 'a rollback'}`),
    text(
      `${name}-failure-action`,
      `What to do when a task fails: 'pause', 'continue'${name === 'update' ? " or 'rollback'" : ''}`,
    ),
    text(`${name}-max-failure-ratio`, 'Share of tasks that may fail', { label: 'float' }),
    duration(`${name}-monitor`, 'How long new tasks are watched'),
    text(`${name}-order`, "What comes first: 'start-first' or 'stop-first'"),
    uint(`${name}-parallelism`, 'How many tasks at a time; 0 for all'),
  ]),
  duration('stop-grace-period', 'Time to end before a task is killed'),
  text('stop-signal', 'Signal that asks a container to stop'),
  bool('t tty', 'Give its containers a terminal'),
  text('u user', 'User to run as, given as name|uid[:group|gid]'),
  bool('with-registry-auth', 'Let the nodes use your login of the registry'),
  text('w workdir', 'Folder to start in'),
];

const publish = (names: string, about: string): Flag =>
  list(names, about, { label: 'port', check: publishProblem });
const mount = (names: string, about: string): Flag =>
  list(names, about, { label: 'mount', check: mountProblem });

const many = 'SERVICE [SERVICE...]';
const nodes = 'NODE [NODE...]';
const noResolve = bool('no-resolve', 'Show ids instead of names');

export const swarmCommands: readonly Command[] = [
  {
    names: ['swarm init'],
    usage: '[OPTIONS]',
    about: 'Start a swarm',
    args: [0, 0],
    flags: init,
    load: async () => (await import('../swarm/swarm.ts')).init,
  },
  {
    names: ['swarm join'],
    usage: '[OPTIONS] HOST:PORT',
    about: 'Join a swarm',
    args: [1, 1],
    flags: [
      advertiseAddress,
      availability,
      text('data-path-addr', 'Address for the data of services'),
      listenAddress,
      text('token', 'The token that lets it in'),
    ],
    load: async () => (await import('../swarm/swarm.ts')).join,
  },
  {
    names: ['swarm join-token'],
    usage: '[OPTIONS] (worker|manager)',
    about: 'Show how another node joins',
    args: [1, 1],
    flags: [quiet('Show only the token'), bool('rotate', 'Make a new token first')],
    load: async () => (await import('../swarm/swarm.ts')).joinToken,
  },
  {
    names: ['swarm leave'],
    usage: '[OPTIONS]',
    about: 'Leave the swarm',
    args: [0, 0],
    flags: [bool('f force', 'Leave also as the last manager, with all that the swarm runs')],
    load: async () => (await import('../swarm/swarm.ts')).leave,
  },
  {
    names: ['swarm unlock-key'],
    usage: '[OPTIONS]',
    about: 'Show the key that unlocks a manager',
    args: [0, 0],
    flags: [quiet('Show only the key')],
    load: async () => (await import('../swarm/swarm.ts')).unlockKey,
  },
  {
    names: ['swarm update'],
    usage: '[OPTIONS]',
    about: 'Change the settings of the swarm',
    args: [0, 0],
    flags: init.filter(({ name }) =>
      ['autolock', 'cert-expiry', 'dispatcher-heartbeat', 'task-history-limit'].includes(name),
    ),
    load: async () => (await import('../swarm/swarm.ts')).update,
  },
  {
    names: ['node demote'],
    usage: nodes,
    about: 'Make workers of managers',
    args: [1, ANY],
    flags: [],
    load: async () => (await import('../swarm/nodes.ts')).demote,
  },
  {
    names: ['node inspect'],
    usage: '[OPTIONS] self|NODE [NODE...]',
    about: 'Show everything the swarm knows of nodes',
    args: [1, ANY],
    flags: [inspectFormat, bool('pretty', 'Show it for people')],
    load: async () => (await import('../swarm/inspect.ts')).inspectNodes,
  },
  {
    names: ['node ls', 'node list'],
    usage: '[OPTIONS]',
    about: 'List the nodes of the swarm',
    args: [0, 0],
    flags: [filter, format, quiet('Show only the ids')],
    load: async () => (await import('../swarm/nodes.ts')).listNodes,
  },
  {
    names: ['node promote'],
    usage: nodes,
    about: 'Make managers of workers',
    args: [1, ANY],
    flags: [],
    load: async () => (await import('../swarm/nodes.ts')).promote,
  },
  {
    names: ['node ps'],
    usage: '[OPTIONS] [NODE...]',
    about: 'List the tasks of nodes, of this one without a name',
    args: [0, ANY],
    flags: [filter, format, noResolve, noTrunc, quiet('Show only the ids')],
    load: async () => (await import('../swarm/tasks.ts')).listNodeTasks,
  },
  {
    names: ['node rm', 'node remove'],
    usage: `[OPTIONS] ${nodes}`,
    about: 'Take nodes out of the swarm',
    args: [1, ANY],
    flags: [bool('f force', 'Also those that are not down')],
    load: async () => (await import('../swarm/nodes.ts')).removeNodes,
  },
  {
    names: ['node update'],
    usage: '[OPTIONS] NODE',
    about: 'Change a node',
    args: [1, 1],
    flags: [
      availability,
      list('label-add', 'Set a label, given as name=value'),
      list('label-rm', 'Take a label away'),
      text('role', "What it is: 'worker' or 'manager'"),
    ],
    load: async () => (await import('../swarm/nodes.ts')).updateNode,
  },
  {
    names: ['service create'],
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    about: 'Make a service: tasks that the swarm keeps running',
    args: [1, ANY],
    endsFlags: true,
    flags: [
      ...shared,
      list('constraint', 'Where its tasks may run, such as node.role==worker'),
      list('container-label', 'Set a label of its containers'),
      list('e env', 'Set an environment variable, given as NAME=value or NAME', { check: envProblem }),
      list('env-file', 'Read environment variables from a file'),
      list('l label', 'Set a label of the service'),
      text('mode', "'replicated' for so many tasks, 'global' for one on every node"),
      mount('mount', 'Attach a volume or a folder'),
      text('name', 'Its name'),
      list('network', 'Connect it to a network', { label: 'network' }),
      publish('p publish', 'Publish a port, given as 8080:80 or published=8080,target=80,mode=host'),
    ],
    load: async () => (await import('../swarm/changes.ts')).createService,
  },
  {
    names: ['service inspect'],
    usage: `[OPTIONS] ${many}`,
    about: 'Show everything the swarm knows of services',
    args: [1, ANY],
    flags: [inspectFormat, bool('pretty', 'Show it for people')],
    load: async () => (await import('../swarm/inspect.ts')).inspectServices,
  },
  {
    names: ['service logs'],
    usage: '[OPTIONS] SERVICE|TASK',
    about: 'Show what the tasks of a service have printed',
    args: [1, 1],
    flags: [
      bool('f follow', 'Go on while they print more'),
      noResolve,
      bool('no-task-ids', 'Leave out the ids of the tasks'),
      noTrunc,
      bool('raw', 'Leave out where each line comes from'),
      text('since', 'Only after a moment: 2026-01-02T13:23:37Z, or 42m ago'),
      text('n tail', 'Only so many lines from the end; all without it'),
      bool('t timestamps', 'Show when each line was printed'),
    ],
    load: async () => (await import('../swarm/service-logs.ts')).serviceLogs,
  },
  {
    names: ['service ls', 'service list'],
    usage: '[OPTIONS]',
    about: 'List services',
    args: [0, 0],
    flags: [filter, format, quiet('Show only the ids')],
    load: async () => (await import('../swarm/services.ts')).listServices,
  },
  {
    names: ['service ps'],
    usage: `[OPTIONS] ${many}`,
    about: 'List the tasks of services',
    args: [1, ANY],
    flags: [filter, format, noResolve, noTrunc, quiet('Show only the ids')],
    load: async () => (await import('../swarm/tasks.ts')).listServiceTasks,
  },
  {
    names: ['service rm', 'service remove'],
    usage: many,
    about: 'Remove services and their tasks',
    args: [1, ANY],
    flags: [],
    load: async () => (await import('../swarm/services.ts')).removeServices,
  },
  {
    names: ['service rollback'],
    usage: '[OPTIONS] SERVICE',
    about: 'Take the last change of a service back',
    args: [1, 1],
    flags: [bool('d detach', 'Do not wait until the tasks run'), bool('q quiet', 'Show no progress')],
    load: async () => (await import('../swarm/changes.ts')).rollbackService,
  },
  {
    names: ['service scale'],
    usage: 'SERVICE=REPLICAS [SERVICE=REPLICAS...]',
    about: 'Set how many tasks services have',
    args: [1, ANY],
    flags: [bool('d detach', 'Do not wait until the tasks run')],
    load: async () => (await import('../swarm/changes.ts')).scaleServices,
  },
  {
    names: ['service update'],
    usage: '[OPTIONS] SERVICE',
    about: 'Change a service, task by task',
    args: [1, 1],
    flags: [
      ...shared,
      text('args', 'Arguments of its program', { label: 'command' }),
      list('constraint-add', 'Add a rule of where its tasks may run'),
      list('constraint-rm', 'Take such a rule away'),
      list('container-label-add', 'Set a label of its containers'),
      list('container-label-rm', 'Take a label of its containers away'),
      list('env-add', 'Set an environment variable', { check: envProblem }),
      list('env-rm', 'Take an environment variable away'),
      { ...force, about: 'Replace the tasks even when nothing changed' },
      text('image', 'Another image, or another tag of it'),
      list('label-add', 'Set a label of the service'),
      list('label-rm', 'Take a label of the service away'),
      mount('mount-add', 'Attach a volume or a folder'),
      list('mount-rm', 'Detach what is mounted at a folder'),
      list('network-add', 'Connect it to a network', { label: 'network' }),
      publish('publish-add', 'Publish a port'),
      list('publish-rm', 'Publish a port no more, given by its number in the container', { label: 'port' }),
      bool('rollback', 'Take the last change back'),
    ],
    load: async () => (await import('../swarm/changes.ts')).updateService,
  },
];
