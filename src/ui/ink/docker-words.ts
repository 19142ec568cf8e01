/* The words of `docker` that labs use, for completion. What is not here can still be typed. */

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

export const commandWords: readonly string[] = words(`
  build commit container cp create exec export history image images import info inspect kill load login logout logs
  manifest network node port ps pull push restart rm rmi run save search service stack start stats stop swarm system
  tag top version volume wait`);

const under: Readonly<Record<string, string>> = {
  image: 'build history import inspect load ls prune pull push rm save tag',
  container: 'create exec inspect kill logs ls port prune restart rm run start stop wait',
  volume: 'create inspect ls prune rm',
  network: 'create inspect ls rm',
  service: 'create inspect logs ls ps rm rollback scale update',
  stack: 'deploy ls ps rm services',
  node: 'inspect ls ps update',
  swarm: 'init join join-token leave',
  system: 'df events info prune',
  manifest: 'create inspect push',
};

export const subcommandsOf = (verb: string): readonly string[] =>
  Object.hasOwn(under, verb) ? words(under[verb]!) : [];

const operands: readonly (readonly ['images' | 'containers' | 'volumes' | 'registries', string])[] = [
  [
    'images',
    'run create push pull tag rmi save history image-rm image-inspect image-history image-push image-pull',
  ],
  ['images', 'image-tag image-save container-run container-create service-create manifest-inspect'],
  ['containers', 'rm stop start restart kill logs exec port wait stats top cp container-rm container-stop'],
  [
    'containers',
    'container-start container-restart container-kill container-logs container-exec container-inspect',
  ],
  ['containers', 'container-port container-wait export commit'],
  ['volumes', 'volume-rm volume-inspect'],
  ['registries', 'login logout'],
];

const operandByCommand = new Map(
  operands.flatMap(([kind, commands]) => words(commands).map((command) => [command, kind] as const)),
);

/** What a command is about: `docker stop` containers, `docker push` images. */
export const operandOf = (command: string): 'images' | 'containers' | 'volumes' | 'registries' | undefined =>
  operandByCommand.get(command.replace(' ', '-'));

const run =
  '--detach --env --env-file --name --network --publish --publish-all --restart --rm --volume --workdir --entrypoint --label --mount --pull';

const flags: Readonly<Record<string, string>> = {
  run,
  'container run': run,
  create: run,
  build: '--build-arg --file --label --no-cache --platform --pull --tag --target',
  'image build': '--build-arg --file --label --no-cache --platform --pull --tag --target',
  images: '--all --digests --filter --format --no-trunc --quiet',
  'image ls': '--all --digests --filter --format --no-trunc --quiet',
  ps: '--all --filter --format --no-trunc --quiet --size',
  'container ls': '--all --filter --format --no-trunc --quiet --size',
  logs: '--details --follow --since --tail --timestamps --until',
  'container logs': '--details --follow --since --tail --timestamps --until',
  push: '--all-tags --quiet',
  'image push': '--all-tags --quiet',
  pull: '--all-tags --platform --quiet',
  'image pull': '--all-tags --platform --quiet',
  rm: '--force --volumes',
  'container rm': '--force --volumes',
  rmi: '--force --no-prune',
  'image rm': '--force --no-prune',
  'image prune': '--all --filter --force',
  inspect: '--format --size --type',
  'image inspect': '--format',
  login: '--username --password-stdin',
  save: '--output',
  load: '--input --quiet',
  history: '--format --human --no-trunc --quiet',
  'service create': '--detach --env --mode --name --publish --replicas --with-registry-auth --constraint',
  'service update': '--force --image --replicas --rollback --with-registry-auth --detach',
};

export const flagsOf = (command: string): readonly string[] =>
  Object.hasOwn(flags, command) ? words(`${flags[command]!} --help`) : ['--help'];
