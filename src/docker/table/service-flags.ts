import { bool, int, text, type Flag } from './command.ts';
import { duration } from './shared-flags.ts';

/** Go reads these as unsigned. */
function uintProblem(value: string): string | undefined {
  return /^\d+$/.test(value)
    ? undefined
    : `strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`;
}

const uint = (names: string, about: string): Flag =>
  text(names, about, { label: 'uint', check: uintProblem });

/** What `service create` and `service update` have in common. */
export const sharedByServices: readonly Flag[] = [
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
