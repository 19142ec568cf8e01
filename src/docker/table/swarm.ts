import { availability } from './nodes.ts';
import { bool, int, list, text, type Command, type Flag } from './command.ts';
import { duration, quiet } from './shared-flags.ts';

const listenAddress = text('listen-addr', 'Address to listen at for the other nodes', { label: 'node-addr' });
const advertiseAddress = text(
  'advertise-addr',
  'Address that the other nodes are told: address or interface, and port',
);

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

/** The swarm itself. */
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
];
