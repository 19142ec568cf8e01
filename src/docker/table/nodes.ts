import { ANY, bool, list, text, type Command } from './command.ts';
import { filter, format, inspectFormat, noResolve, noTrunc, quiet } from './shared-flags.ts';

export const availability = text('availability', "What the node is for: 'active', 'pause' or 'drain'");

const nodes = 'NODE [NODE...]';

export const nodeCommands: readonly Command[] = [
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
];
