/** Commands that Docker has and practice's docker does not, by what serves them instead. */
const commands: ReadonlyMap<string, string> = new Map([
  ...['buildx', 'commit', 'container commit'].map((name) => [name, 'making images'] as const),
  ...['export', 'container export', 'cp', 'container cp', 'diff', 'container diff'].map(
    (name) => [name, 'moving files and archives'] as const,
  ),
  ...['attach', 'pause', 'unpause', 'stats', 'top', 'update'].flatMap((name) =>
    [name, `container ${name}`].map((full) => [full, 'looking after running processes'] as const),
  ),
  ...['swarm ca', 'swarm unlock', 'stack', 'secret', 'config'].map(
    (name) => [name, 'stacks, secrets, configs and locks of a swarm'] as const,
  ),
  ...[
    'compose',
    'context',
    'manifest',
    'plugin',
    'trust',
    'scout',
    'model',
    'mcp',
    'init',
    'system dial-stdio',
  ].map((name) => [name, 'this part of Docker'] as const),
  ['volume update', 'cluster volumes'],
]);

/** Flags of `docker run` and `docker create` that Docker has and practice's docker does not. */
const flags = new Set(
  (
    'annotation blkio-weight blkio-weight-device cgroup-parent cgroupns cpu-period cpu-quota cpu-rt-period ' +
    'cpu-rt-runtime cpuset-cpus cpuset-mems detach-keys device-cgroup-rule device-read-bps device-read-iops ' +
    'device-write-bps device-write-iops dns-option domainname gpus health-start-interval ip6 isolation ' +
    'kernel-memory link-local-ip mac-address memory-reservation memory-swap memory-swappiness oom-kill-disable ' +
    'oom-score-adj pids-limit storage-opt ulimit use-api-socket volume-driver'
  ).split(' '),
);

const real =
  "Docker's own command has it: use that one with a Docker Engine ('workshop doctor' looks for one).";

/** What to say of a command of Docker that is missing here; undefined when Docker has none of that name either. */
export function missingCommand(name: string): string | undefined {
  const subject = commands.get(name) ?? commands.get(name.split(' ')[0]!);
  if (subject === undefined) return undefined;
  return (
    `docker: '${name}' is a command of Docker that the docker of practice does not have\n\n` +
    `Practice has no commands for ${subject}. ${real}\n\n` +
    `Run 'docker --help' for what there is here`
  );
}

/** What to say of a flag of Docker that is missing here, as a paragraph; empty for any other flag. */
export function missingFlag(problem: string): string {
  const name = /^unknown flag: --([\w-]+)$/.exec(problem)?.[1];
  if (name === undefined || !flags.has(name)) return '';
  return `Docker has --${name}, but the docker of practice does not. ${real}\n\n`;
}
