import type { ExecutionConfig } from '../../image/config.ts';
import { familiarReference } from '../../image/reference.ts';
import { atLeast } from '../http/api-version.ts';
import type { Image } from './image.ts';
import { sizeOf } from './image.ts';
import type { ImageStore } from './image-store.ts';
import { createdMs } from './list.ts';

/** An image as GET /images/NAME/json shows it. */
export function inspectImage(image: Image, store: ImageStore, version: string): Record<string, unknown> {
  const config = store.config(image);
  const { tags, digests } = store.namesOf(image.id);
  const last = config.history?.at(-1);
  return {
    Id: image.id,
    RepoTags: tags.map(familiarReference),
    RepoDigests: digests.map(familiarReference),
    Parent: '',
    Comment: last?.comment ?? '',
    Created: config.created ?? '',
    ...(atLeast(version, '1.45') ? {} : { Container: '', ContainerConfig: executionConfig({}) }),
    DockerVersion: '',
    Author: config.author ?? '',
    Config: executionConfig(config.config ?? {}),
    Architecture: config.architecture,
    ...(config.variant ? { Variant: config.variant } : {}),
    Os: config.os,
    Size: sizeOf(image),
    ...(atLeast(version, '1.44') ? {} : { VirtualSize: sizeOf(image) }),
    GraphDriver: { Data: null, Name: 'practice' },
    RootFS: { Type: 'layers', Layers: config.rootfs.diff_ids },
    Metadata: { LastTagTime: image.taggedAt },
  };
}

/** What clients read of a configuration, with nothing left out, in the order of Docker's own. */
function executionConfig(config: ExecutionConfig): Record<string, unknown> {
  const { ExposedPorts: ports, ...rest } = config;
  return {
    Hostname: '',
    Domainname: '',
    User: '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(ports && { ExposedPorts: ports }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: null,
    Cmd: null,
    Image: '',
    Volumes: null,
    WorkingDir: '',
    Entrypoint: null,
    OnBuild: null,
    Labels: null,
    ...rest,
  };
}

/** An image as GET /images/NAME/history shows it, newest step first. */
export function imageHistory(image: Image, store: ImageStore): Record<string, unknown>[] {
  const config = store.config(image);
  const tags = store.namesOf(image.id).tags.map(familiarReference);
  let layer = 0;
  const steps = (config.history ?? []).map((entry) => ({
    Comment: entry.comment ?? '',
    Created: Math.floor((Date.parse(entry.created ?? '') || createdMs(image, store)) / 1000),
    CreatedBy: entry.created_by ?? '',
    Id: '<missing>',
    Size: entry.empty_layer ? 0 : (image.layers[layer++]?.unpacked ?? 0),
    Tags: null as string[] | null,
  }));
  const last = steps.at(-1);
  if (last) Object.assign(last, { Id: image.id, Tags: tags.length === 0 ? null : tags });
  return steps.reverse();
}
