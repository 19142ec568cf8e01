import { envProblem, mountProblem } from '../argv/checks.ts';
import { publishProblem } from '../swarm/publish.ts';
import { ANY, bool, list, text, type Command, type Flag } from './command.ts';
import { sharedByServices } from './service-flags.ts';
import { filter, force, format, inspectFormat, noResolve, noTrunc, quiet } from './shared-flags.ts';

const publish = (names: string, about: string): Flag =>
  list(names, about, { label: 'port', check: publishProblem });
const mount = (names: string, about: string): Flag =>
  list(names, about, { label: 'mount', check: mountProblem });

const many = 'SERVICE [SERVICE...]';

export const serviceCommands: readonly Command[] = [
  {
    names: ['service create'],
    usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
    about: 'Make a service: tasks that the swarm keeps running',
    args: [1, ANY],
    endsFlags: true,
    flags: [
      ...sharedByServices,
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
      ...sharedByServices,
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
