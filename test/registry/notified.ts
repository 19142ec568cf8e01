import { expect } from 'vitest';
import { MEDIA_TYPES } from '../../src/image/media-types.ts';
import type { RegistryEvent } from '../../src/registry/server/registry-event.ts';
import { contentOf, imageOf, putManifest, type Content } from './content.ts';
import type { Webhook } from './webhook.ts';

export const layer = contentOf('layer '.repeat(100));
export const config = contentOf('{"architecture":"amd64"}');
export const image = imageOf(config, [layer]);
export const untagged = imageOf(config, [layer], { annotations: { a: 'b' } });

const OCTETS = { 'Content-Type': 'application/octet-stream' };
const PULL = { Accept: MEDIA_TYPES.ociManifest, 'User-Agent': 'puller/1' };

type Step = readonly [what: string, ask: (url: string) => Promise<Response>];

const started = async (url: string) => {
  const { headers } = await fetch(`${url}/v2/team/app/blobs/uploads/`, { method: 'POST' });
  return headers.get('location')!;
};

/** What clients do in a push, a pull and a clean-up. */
export const STEPS: readonly Step[] = [
  [
    'the engine pushes a blob: POST, PATCH, empty PUT',
    async (url) => {
      const patched = await fetch(await started(url), {
        method: 'PATCH',
        headers: OCTETS,
        body: new Uint8Array(layer.bytes),
      });
      return fetch(`${patched.headers.get('location')}&digest=${layer.digest}`, { method: 'PUT' });
    },
  ],
  [
    'containerd pushes a blob: POST, PUT',
    async (url) =>
      fetch(`${await started(url)}&digest=${config.digest}`, {
        method: 'PUT',
        headers: OCTETS,
        body: new Uint8Array(config.bytes),
      }),
  ],
  [
    'a mount',
    (url) => fetch(`${url}/v2/b/blobs/uploads/?mount=${layer.digest}&from=team/app`, { method: 'POST' }),
  ],
  ['a manifest by tag', (url) => putManifest(url, 'team/app', 'v1', image)],
  ['a manifest by digest', (url) => putManifest(url, 'team/app', untagged.digest, untagged)],
  ...['HEAD', 'GET'].flatMap((method): Step[] => [
    [
      `${method} of a manifest by tag`,
      (url) => fetch(`${url}/v2/team/app/manifests/v1`, { method, headers: PULL }),
    ],
    [
      `${method} of a manifest by digest`,
      (url) => fetch(`${url}/v2/team/app/manifests/${image.digest}`, { method, headers: PULL }),
    ],
    [`${method} of a blob`, (url) => fetch(`${url}/v2/team/app/blobs/${layer.digest}`, { method })],
  ]),
  [
    'a part of a blob',
    (url) => fetch(`${url}/v2/team/app/blobs/${layer.digest}`, { headers: { Range: 'bytes=1-3' } }),
  ],
  [
    'through a proxy in front',
    (url) =>
      fetch(`${url}/v2/team/app/blobs/${layer.digest}`, {
        headers: {
          'X-Forwarded-For': '192.0.2.1',
          'X-Forwarded-Proto': 'https',
          'X-Forwarded-Host': 'registry.example',
        },
      }),
  ],
  ['nothing of what is not there', (url) => fetch(`${url}/v2/team/app/manifests/nothing`)],
  ['nothing of a list', (url) => fetch(`${url}/v2/team/app/tags/list`)],
  [
    'deletion of a manifest without tags',
    (url) => fetch(`${url}/v2/team/app/manifests/${untagged.digest}`, { method: 'DELETE' }),
  ],
  ['deletion of a blob', (url) => fetch(`${url}/v2/team/app/blobs/${layer.digest}`, { method: 'DELETE' })],
];

const OCI = MEDIA_TYPES.ociManifest;

function told(action: string, method: string, target: Record<string, unknown>, more = {}): unknown {
  const request = { id: 'UUID', addr: 'CLIENT', host: 'HOST', method, useragent: 'node', ...more };
  const source = { addr: 'SOURCE', instanceID: 'UUID' };
  return { id: 'UUID', timestamp: 'TIME', action, target, request, actor: {}, source };
}

function blobTold(
  action: string,
  method: string,
  { digest, bytes }: Content,
  more = {},
  request = {},
): unknown {
  const { length } = bytes;
  const [repository, url] = ['team/app', `URL/v2/team/app/blobs/${digest}`];
  const mediaType = 'application/octet-stream';
  return told(action, method, { mediaType, size: length, digest, length, repository, url, ...more }, request);
}

function manifestTold(action: string, method: string, { digest, bytes }: Content, more = {}): unknown {
  const { length } = bytes;
  const [repository, url] = ['team/app', `URL/v2/team/app/manifests/${digest}`];
  const target = { mediaType: OCI, size: length, digest, length, repository, url, ...more };
  return told(action, method, target, action === 'pull' ? { useragent: 'puller/1' } : {});
}

/** What a webhook hears of these steps. */
export const TOLD: readonly unknown[] = [
  blobTold('push', 'PUT', layer),
  blobTold('push', 'PUT', config),
  blobTold('mount', 'POST', layer, {
    repository: 'b',
    fromRepository: 'team/app',
    url: `URL/v2/b/blobs/${layer.digest}`,
  }),
  manifestTold('push', 'PUT', image, { tag: 'v1' }),
  manifestTold('push', 'PUT', untagged),
  ...['HEAD', 'GET'].flatMap((method) => [
    manifestTold('pull', method, image, { tag: 'v1' }),
    manifestTold('pull', method, image),
    blobTold('pull', method, layer),
  ]),
  blobTold('pull', 'GET', layer),
  blobTold(
    'pull',
    'GET',
    layer,
    { url: `https://registry.example/v2/team/app/blobs/${layer.digest}` },
    { addr: '192.0.2.1' },
  ),
  told('delete', 'DELETE', { digest: untagged.digest, repository: 'team/app' }),
  told('delete', 'DELETE', { digest: layer.digest, repository: 'team/app' }),
];

/** Takes all steps; what the webhook was told, with words in the place of what is different each time. */
export async function eventsOf(url: string, hook: Webhook): Promise<unknown[]> {
  for (const [what, ask] of STEPS) {
    const before = hook.events.length;
    await (await ask(url)).arrayBuffer();
    if (what.startsWith('nothing')) continue;
    await expect.poll(() => hook.events.length, { message: what, timeout: 10_000 }).toBe(before + 1);
  }
  return hook.events.map((event) => anonymous(event, url));
}

function anonymous(event: RegistryEvent, url: string): unknown {
  const text = JSON.stringify(event)
    .replaceAll(url, 'URL')
    .replaceAll(url.slice('http://'.length), 'HOST')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replace(/"127\.0\.0\.1:\d+"/, '"CLIENT"')
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/, '"TIME"');
  return JSON.parse(text);
}
