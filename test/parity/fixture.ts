import { cpSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { digestOf } from '../../src/image/digest.ts';
import type { ImageConfig } from '../../src/image/config.ts';
import { createLayer, type LayerEntry } from '../../src/image/layer.ts';
import type { Descriptor, ImageManifest } from '../../src/image/manifest.ts';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import { namespaceRights } from '../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../src/registry/auth/token-auth.ts';
import { connectRegistry, type RegistryClient } from '../../src/registry/client/client.ts';
import { LIBRARY } from '../../src/practice/stand-ins/library/library.ts';
import { buildSeed } from '../../src/practice/stand-ins/library/seed-image.ts';
import { createRegistry } from '../../src/registry/registry.ts';

/*
 * The same images for both engines, offered by loopback registries: what is compared then is what engines make of
 * them. `busybox` and `registry` hold Linux programs, taken from the mirror of the real engine; for practice their
 * label names the program of ours that plays them. `hello-world` is the image of practice, as real engines can run it.
 */

const CREATED = '2025-02-14T18:30:29Z';
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Names of digests that are the same in every run: they show in differences instead of numbers. */
export type KnownDigests = Map<string, string>;

/** Fills a registry's folder. `mirror` is the URL of the registry that has `library/alpine` and `library/registry:2`. */
export async function makeImages(root: string, mirror: string): Promise<KnownDigests> {
  const known: KnownDigests = new Map();
  const registry = createRegistry({ root });
  const { url } = await registry.listen();
  try {
    const to = new Shelf(connectRegistry({ url }), known);
    const from = connectRegistry({ url: mirror });
    const busybox = await layersOf(from, 'library/alpine', 'latest');
    const ours = await layersOf(from, 'library/registry', '2');
    const base = { created: CREATED, architecture: 'amd64', os: 'linux' } as const;
    const line = (created_by: string, empty = false) => ({
      created: CREATED,
      created_by,
      ...(empty ? { empty_layer: true } : {}),
    });

    await to.put('busybox', ['latest'], busybox.layers, {
      ...base,
      config: { Env: [PATH], Cmd: ['/bin/sh'] },
      rootfs: { type: 'layers', diff_ids: busybox.diffIds },
      history: [line('COPY root /'), line('CMD ["/bin/sh"]', true)],
    });
    await to.put('registry', ['2'], [...busybox.layers, ...ours.layers], {
      ...base,
      config: {
        ExposedPorts: { '5000/tcp': {} },
        Env: [PATH],
        Entrypoint: ['/bin/registry'],
        Cmd: ['serve', '/etc/docker/registry/config.yml'],
        Volumes: { '/var/lib/registry': {} },
        Labels: { 'org.registry-workshop.program': 'registry' },
      },
      rootfs: { type: 'layers', diff_ids: [...busybox.diffIds, ...ours.diffIds] },
      history: [line('COPY busybox /'), line('COPY root /')],
    });
    for (const version of ['1', '2']) {
      const shared = await layer([{ path: 'etc/motd', bytes: 'shared\n' }]);
      const own = await layer([{ path: 'app/version', bytes: `${version}\n` }]);
      await to.put('team/app', version === '2' ? ['2', 'latest'] : ['1'], [shared.blob, own.blob], {
        ...base,
        // Images of one moment are listed in any order.
        created: `2025-02-14T18:30:3${version}Z`,
        config: {
          User: 'app',
          ExposedPorts: { '80/tcp': {} },
          Env: [PATH, `VERSION=${version}`],
          Cmd: ['/app/run', '--now'],
          WorkingDir: '/app',
          Labels: { version },
          StopSignal: 'SIGQUIT',
        },
        rootfs: { type: 'layers', diff_ids: [shared.diffId, own.diffId] },
        history: [line('COPY etc /etc'), line('COPY app /app'), line('CMD ["/app/run" "--now"]', true)],
      });
    }
    const children: Descriptor[] = [];
    for (const architecture of ['amd64', 'arm64']) {
      const { blob, diffId } = await layer([{ path: 'arch', bytes: `${architecture}\n` }]);
      const child = await to.put('team/multi', [], [blob], {
        ...base,
        architecture,
        config: { Env: [PATH], Cmd: ['/run'] },
        rootfs: { type: 'layers', diff_ids: [diffId] },
        history: [line('COPY arch /')],
      });
      children.push({ ...child, platform: { os: 'linux', architecture } });
    }
    await to.manifest('team/multi', ['latest'], MEDIA_TYPES.ociIndex, {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: children,
    });
    await to.putHelloWorld();
  } finally {
    await registry.close();
  }
  return known;
}

interface Blob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

async function layer(entries: readonly LayerEntry[]): Promise<{ blob: Blob; diffId: string }> {
  const { bytes, descriptor, diffId } = await createLayer(entries, MEDIA_TYPES.dockerLayer);
  return { blob: { bytes, descriptor }, diffId };
}

async function layersOf(
  from: RegistryClient,
  repository: string,
  tag: string,
): Promise<{ layers: Blob[]; diffIds: readonly string[] }> {
  const found = await from.manifest(repository, tag);
  if (!found) throw new Error(`the mirror of the real engine has no ${repository}:${tag}`);
  const { config, layers } = found.json as ImageManifest;
  const read = async (digest: string): Promise<Uint8Array> =>
    buffer((await from.blob(repository, digest)) ?? Readable.from([]));
  const { rootfs } = JSON.parse(Buffer.from(await read(config.digest)).toString()) as ImageConfig;
  return {
    layers: await Promise.all(
      layers.map(async (descriptor) => ({ descriptor, bytes: await read(descriptor.digest) })),
    ),
    diffIds: rootfs.diff_ids,
  };
}

/** Puts images into a registry and notes the names of their digests. */
class Shelf {
  readonly #client: RegistryClient;
  readonly #known: KnownDigests;

  constructor(client: RegistryClient, known: KnownDigests) {
    this.#client = client;
    this.#known = known;
  }

  async put(
    repository: string,
    tags: readonly string[],
    layers: readonly Blob[],
    config: ImageConfig,
  ): Promise<Descriptor> {
    const name = `${repository}:${tags[0] ?? config.architecture}`;
    const bytes = Buffer.from(JSON.stringify(config));
    const digest = digestOf(bytes);
    this.#known.set(digest, `image of ${name}`);
    config.rootfs.diff_ids.forEach((id, at) => {
      if (!this.#known.has(id)) this.#known.set(id, `layer ${at + 1} of ${name}`);
    });
    for (const { descriptor, bytes: content } of layers)
      await this.#blob(repository, descriptor.digest, content);
    await this.#blob(repository, digest, bytes);
    return this.manifest(repository, tags, MEDIA_TYPES.dockerManifest, {
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.dockerManifest,
      config: { mediaType: MEDIA_TYPES.dockerConfig, digest, size: bytes.length },
      layers: layers.map(({ descriptor }) => descriptor),
    });
  }

  async putHelloWorld(): Promise<void> {
    const { name, description, seeds } = LIBRARY.find((one) => one.name === 'hello-world')!;
    const { blobs, manifests, index } = await buildSeed(seeds[0]!, description);
    for (const { digest, bytes } of blobs) await this.#blob(name, digest, bytes);
    for (const { digest, mediaType, bytes } of manifests)
      await this.#client.putManifest(name, digest, mediaType, bytes);
    await this.#client.putManifest(name, 'latest', index.mediaType, index.bytes);
    // The first platform is the one that the real engine takes.
    const { config } = JSON.parse(Buffer.from(manifests[0]!.bytes).toString()) as ImageManifest;
    this.#known.set(config.digest, `image of ${name}`);
    this.#known.set(index.digest, `manifest of ${name}`);
  }

  async manifest(
    repository: string,
    tags: readonly string[],
    mediaType: string,
    document: object,
  ): Promise<Descriptor> {
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = digestOf(bytes);
    this.#known.set(digest, `manifest of ${repository}:${tags[0] ?? this.#known.size}`);
    for (const reference of [digest, ...tags]) {
      await this.#client.putManifest(repository, reference, mediaType, bytes);
    }
    return { mediaType, digest, size: bytes.length };
  }

  async #blob(repository: string, digest: string, bytes: Uint8Array): Promise<void> {
    await this.#client.pushBlob(repository, digest, bytes.length, () => Readable.from([Buffer.from(bytes)]));
  }
}

/** Three doors to a copy of the images: open, with a password, and with tokens for one's own namespace. */
export interface Registries {
  /** `localhost:41234`, by the names that command lines use. */
  readonly vars: Readonly<Record<'registry' | 'basic' | 'tokens', string>>;
  close(): Promise<void>;
}

export async function openRegistries(images: string, root: string): Promise<Registries> {
  cpSync(images, root, { recursive: true });
  const passwords = passwordsOf({ ada: 'lovelace' });
  const doors = {
    registry: createRegistry({ root }),
    basic: createRegistry({ root, auth: basicAuth({ realm: 'parity', passwords }) }),
    tokens: createRegistry({
      root,
      auth: tokenAuth({ service: 'parity', passwords, rights: namespaceRights }),
    }),
  };
  const vars = { registry: '', basic: '', tokens: '' };
  for (const name of Object.keys(vars) as (keyof typeof vars)[]) {
    const { url } = await doors[name].listen({ host: '127.0.0.1', port: 0 });
    vars[name] = `localhost:${new URL(url).port}`;
  }
  return {
    vars,
    close: async () => {
      for (const door of Object.values(doors)) await door.close();
    },
  };
}

/** Where a copy of the images lies beside the folder of one combination. */
export const imagesFolder = (folder: string): string => path.join(folder, 'images');
