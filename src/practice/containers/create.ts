import { randomBytes } from 'node:crypto';
import type { ExecutionConfig, ImageConfig } from '../../image/config.ts';
import { isInvalid } from '../../image/invalid.ts';
import { formatPlatform, parsePlatform, samePlatform } from '../../image/platform.ts';
import { badRequest, notFound } from '../http/failure.ts';
import type { ImageStore } from '../images/image-store.ts';
import { PROGRAM_LABEL } from '../programs/program.ts';
import type { VolumeStore } from '../volumes/volume-store.ts';
import type { Container, ContainerConfig, ContainerState, HostConfig } from './container.ts';
import { ZERO_TIME } from './container.ts';
import type { ContainerStore } from './container-store.ts';
import { completeHostConfig } from './host-config.ts';
import { resolveMounts } from './mounts.ts';
import type { MountSpec } from './mounts.ts';
import { isContainerName, randomName } from './names.ts';
import { checkPorts, withProtocol } from './ports.ts';

/** Body of POST /containers/create: the container's configuration with `HostConfig` beside it. */
export type CreateBody = Partial<ContainerConfig> & {
  readonly HostConfig?: Partial<HostConfig>;
  readonly NetworkingConfig?: unknown;
};

export interface CreateRequest {
  readonly name: string | undefined;
  /** `linux/arm64`, when the client asks for one. */
  readonly platform: string | undefined;
  readonly body: CreateBody | undefined;
}

interface Stores {
  readonly images: ImageStore;
  readonly volumes: VolumeStore;
  readonly containers: ContainerStore;
}

/** Makes a container, not yet running; refuses as the engine does, before anything is made. */
export function createContainer({ name, platform, body }: CreateRequest, stores: Stores): Container {
  if (!body || Object.keys(body).length === 0) {
    throw badRequest('Config cannot be empty in order to create a container');
  }
  if (name !== undefined && !isContainerName(name)) {
    throw badRequest(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  }
  const { HostConfig: asked = {}, NetworkingConfig: _networking, ...given } = body;
  const image = stores.images.require(given.Image ?? '');
  const imageConfig = stores.images.config(image);
  checkPlatform(given.Image ?? '', imageConfig, platform);
  const hostConfig = completeHostConfig(asked);
  checkRestart(hostConfig);
  checkPorts(hostConfig.PortBindings ?? {});
  checkMemory(hostConfig.Memory);
  if (name !== undefined) stores.containers.reserve(name);

  const id = randomBytes(32).toString('hex');
  const config = mergeConfig(id, given, imageConfig.config ?? {});
  const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (command.length === 0 || command[0] === '') throw badRequest('No command specified');

  const known = new Set(stores.volumes.all().map((volume) => volume.name));
  try {
    const mounts = resolveMounts(
      {
        binds: hostConfig.Binds ?? [],
        mounts: (asked.Mounts as MountSpec[] | undefined) ?? [],
        declared: Object.keys(config.Volumes ?? {}),
      },
      stores.volumes,
    );
    const program = imageConfig.config?.Labels?.[PROGRAM_LABEL];
    return stores.containers.put({
      id,
      name: name ?? randomName((candidate) => stores.containers.named(candidate) !== undefined),
      created: new Date().toISOString(),
      imageId: image.id,
      ...(program === undefined ? {} : { program }),
      path: command[0]!,
      args: command.slice(1),
      config,
      hostConfig,
      mounts,
      state: FRESH,
      published: {},
    });
  } catch (error) {
    // Volumes that were made for it would be nobody's.
    for (const volume of stores.volumes.all()) {
      if (!known.has(volume.name)) stores.volumes.remove(volume.name);
    }
    throw error;
  }
}

/** The state of a container that never ran. */
const FRESH: ContainerState = {
  status: 'created',
  exitCode: 0,
  error: '',
  startedAt: ZERO_TIME,
  finishedAt: ZERO_TIME,
  restarts: 0,
  stoppedByHand: false,
};

function checkPlatform(name: string, image: ImageConfig, platform: string | undefined): void {
  if (!platform) return;
  const wanted = parsePlatform(platform);
  if (isInvalid(wanted)) throw badRequest(wanted.problem);
  if (samePlatform(image, wanted)) return;
  throw notFound(
    `image with reference ${name} was found but does not match the specified platform: wanted ${formatPlatform(wanted)}, actual: ${formatPlatform(image)}`,
  );
}

function checkRestart({
  RestartPolicy: { Name: name, MaximumRetryCount: retries },
  AutoRemove,
}: HostConfig): void {
  if (!['', 'no', 'always', 'unless-stopped', 'on-failure'].includes(name)) {
    throw badRequest(`invalid restart policy '${name}'`);
  }
  if (retries !== 0 && name !== 'on-failure') {
    throw badRequest(`maximum retry count cannot be used with restart policy '${name}'`);
  }
  if (AutoRemove && name !== '' && name !== 'no') {
    throw badRequest("can't create 'AutoRemove' container with restart policy");
  }
}

/** The least that an engine lets a container have, in bytes. */
const LEAST_MEMORY = 6 * 1024 * 1024;

function checkMemory(bytes: unknown): void {
  if (typeof bytes === 'number' && bytes > 0 && bytes < LEAST_MEMORY) {
    throw badRequest('Minimum memory limit allowed is 6MB');
  }
}

/** What the request leaves open comes from the image, by Docker's rules. */
function mergeConfig(id: string, given: Partial<ContainerConfig>, image: ExecutionConfig): ContainerConfig {
  const ownEntrypoint = (given.Entrypoint?.length ?? 0) > 0;
  const command = given.Cmd?.length || ownEntrypoint ? (given.Cmd ?? null) : (image.Cmd ?? null);
  const ports = { ...image.ExposedPorts, ...given.ExposedPorts };
  const stop = given.StopSignal ?? image.StopSignal;
  return {
    ...given,
    Hostname: given.Hostname || id.slice(0, 12),
    Domainname: given.Domainname ?? '',
    User: given.User || (image.User ?? ''),
    AttachStdin: given.AttachStdin ?? false,
    AttachStdout: given.AttachStdout ?? false,
    AttachStderr: given.AttachStderr ?? false,
    ...(Object.keys(ports).length === 0
      ? {}
      : {
          ExposedPorts: Object.fromEntries(
            Object.entries(ports).map(([port, value]) => [withProtocol(port), value]),
          ),
        }),
    Tty: given.Tty ?? false,
    OpenStdin: given.OpenStdin ?? false,
    StdinOnce: given.StdinOnce ?? false,
    Env: mergeEnv(given.Env ?? [], image.Env ?? []),
    Cmd: command,
    Image: given.Image ?? '',
    Volumes: { ...image.Volumes, ...given.Volumes },
    WorkingDir: given.WorkingDir || (image.WorkingDir ?? ''),
    Entrypoint: given.Entrypoint ?? image.Entrypoint ?? null,
    OnBuild: null,
    Labels: { ...image.Labels, ...given.Labels },
    ...(stop === undefined ? {} : { StopSignal: stop }),
  };
}

/** The request's variables, then the image's that it does not set; a bare `NAME` unsets. */
function mergeEnv(given: readonly string[], image: readonly string[]): string[] {
  const nameOf = (entry: string): string => entry.split('=', 1)[0]!;
  const names = new Set(given.map(nameOf));
  return [
    ...given.filter((entry) => entry.includes('=')),
    ...image.filter((entry) => !names.has(nameOf(entry))),
  ];
}
