const container =
  'annotation blkio-weight blkio-weight-device cgroup-parent cgroupns cpu-count cpu-percent cpu-period cpu-quota ' +
  'cpu-rt-period cpu-rt-runtime cpuset-cpus cpuset-mems detach-keys device-cgroup-rule device-read-bps ' +
  'device-read-iops device-write-bps device-write-iops dns-option domainname gpus health-start-interval ' +
  'io-maxbandwidth io-maxiops ip6 isolation kernel-memory link-local-ip mac-address memory-reservation memory-swap ' +
  'memory-swappiness oom-kill-disable oom-score-adj pids-limit storage-opt ulimit use-api-socket volume-driver';

const service =
  'cap-add cap-drop credential-spec health-cmd health-interval health-retries health-start-interval ' +
  'health-start-period health-timeout isolation log-driver log-opt max-concurrent no-healthcheck oom-score-adj ' +
  'memory-swap memory-swappiness';

/** By the full name of a command, the flags that Docker (20.10 or 28) has and practice's docker does not. */
const flags: Readonly<Record<string, string>> = {
  'builder prune': 'keep-storage',
  'container create': container,
  'container run': container,
  'container start': 'checkpoint checkpoint-dir detach-keys',
  'image build':
    'add-host cgroup-parent cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems isolation memory memory-swap ' +
    'output secret security-opt shm-size ssh ulimit',
  'image history': 'platform',
  'image inspect': 'platform',
  'image load': 'platform',
  'image ls': 'tree',
  'image push': 'platform',
  'image rm': 'platform',
  'image save': 'platform',
  'network connect': 'driver-opt gw-priority ip ip6 link link-local-ip',
  'network create': 'aux-address config-from config-only ingress ip-range ipam-driver ipam-opt ipv4',
  'service create': `${service} config dns dns-option dns-search generic-resource group host placement-pref secret sysctl ulimit`,
  'service logs': 'details',
  'service update':
    `${service} config-add config-rm dns-add dns-option-add dns-option-rm dns-rm dns-search-add dns-search-rm ` +
    'generic-resource-add generic-resource-rm group-add group-rm host-add host-rm network-add network-rm ' +
    'placement-pref-add placement-pref-rm secret-add secret-rm sysctl-add sysctl-rm ulimit-add ulimit-rm',
  'swarm init': 'data-path-port default-addr-pool-mask-length external-ca max-snapshots snapshot-interval',
  'swarm unlock-key': 'rotate',
  'swarm update': 'external-ca max-snapshots snapshot-interval',
  'volume create':
    'availability group limit-bytes required-bytes scope secret sharing topology-preferred topology-required type',
  'volume ls': 'cluster',
};

/** The flags of Docker that a command has not here; `command` is its full name: `container run`. */
export function missingFlags(command: string): ReadonlySet<string> {
  return new Set(flags[command]?.split(' '));
}
