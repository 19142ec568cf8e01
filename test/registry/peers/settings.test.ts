import { writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { serveSettings } from '../../../src/registry/serve.ts';
import { settingsFromEnvironment } from '../../../src/registry/settings/read-settings.ts';
import { temporaryFolder } from '../start.ts';
import { findProgram, startDockersRegistry } from './programs.ts';

const program = findProgram('docker-registry');

/** What a client sees of the settings: where the registry is, where an upload goes on, the headers, what may be done. */
async function seenOf(url: string, forwarded: Record<string, string>): Promise<unknown> {
  const statuses: Record<string, number> = {};
  for (const path of ['/', '/v2/', '/v2', '/below/v2/', '/below/v2', '/belowv2/', '/nowhere']) {
    const response = await fetch(url + path, { redirect: 'manual', headers: forwarded });
    await response.arrayBuffer();
    statuses[path] = response.status;
  }
  const place = statuses['/v2/'] === 404 ? `${url}/below/v2` : `${url}/v2`;
  const upload = await fetch(`${place}/app/blobs/uploads/`, { method: 'POST', headers: forwarded });
  const deleted = await fetch(`${place}/app/blobs/sha256:${'0'.repeat(64)}`, { method: 'DELETE' });
  const asked = await fetch(`${place}/app/manifests/v1`, { method: 'OPTIONS' });
  return {
    statuses,
    location: upload.headers
      .get('location')
      ?.replace(url, 'URL')
      .replace(/[0-9a-f]{8}-.*$/, ''),
    allowed: [asked.status, asked.headers.get('allow')?.split(', ').toSorted()],
    deleted: deleted.status,
    headers: [upload, deleted, asked].map(({ headers }) => [
      headers.get('access-control-allow-origin'),
      headers.get('x-two'),
    ]),
  };
}

test
  .skipIf(!program)
  .each<[Record<string, string>, Record<string, string>?]>([
    [{}],
    [{}, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'registry.example' }],
    [{ HTTP_RELATIVEURLS: 'true' }, { 'X-Forwarded-Host': 'registry.example' }],
    [{ HTTP_PREFIX: '/below/' }],
    [{ HTTP_PREFIX: '/below' }, { 'X-Forwarded-Host': 'registry.example' }],
    [{ HTTP_HOST: 'https://registry.example' }, { 'X-Forwarded-Host': 'other.example' }],
    [{ HTTP_HOST: 'https://registry.example:8443/a/b', HTTP_RELATIVEURLS: 'true' }],
    [{ HTTP_HOST: 'https://registry.example/below/', HTTP_PREFIX: '/below/' }],
    [{ HTTP_HOST: 'https://registry.example', HTTP_PREFIX: '/below/' }],
    [{ 'HTTP_HEADERS_Access-Control-Allow-Origin': "['*']", 'HTTP_HEADERS_X-Two': '[a, b]' }],
    [{ HTTP_HEADERS: '{X-Two: [a, b]}' }],
    [{ STORAGE_DELETE_ENABLED: 'yes' }],
    [{ STORAGE_DELETE_ENABLED: 'True' }],
    [{ STORAGE_DELETE_ENABLED: 'off' }],
  ])('Docker’s registry and ours do the same with %j and %j', async (settings, forwarded = {}) => {
  const folder = await temporaryFolder();
  const env: Record<string, string> = { REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: folder };
  for (const [name, value] of Object.entries(settings)) env[`REGISTRY_${name}`] = value;
  await writeFile(`${folder}/config.yml`, 'version: 0.1\nstorage: { filesystem: {} }\n');
  const dockers = await startDockersRegistry(program!, `${folder}/config.yml`, env);
  const ours = await serveSettings(settingsFromEnvironment({ ...env, REGISTRY_HTTP_ADDR: '127.0.0.1:0' }));
  onTestFinished(() => ours.close());
  expect(await seenOf(ours.url, forwarded)).toEqual(await seenOf(dockers.url, forwarded));
});

test
  .skipIf(!program)
  .each([
    ['version: 0.2\nstorage: filesystem'],
    ['storage: filesystem'],
    ['version: 0.1'],
    ['version: 0.1\nstorage: { delete: { enabled: true } }'],
    ['version: 0.1\nstorage: filesystem\nhttp: { relativeurls: "true" }'],
    ['version: 0.1\nstorage: filesystem\nlog: { level: loud }'],
    ['version: 0.1\nstorage: filesystem\nlog: { formatter: JSON }'],
    ['version: 0.1\nstorage: filesystem\nhttp: { net: udp }'],
    ['version: 0.1\nstorage: filesystem\nhttp: { headers: { X-A: b } }'],
    ['version: 0.1\nstorage: { filesystem: {}, cache: { blobdescriptor: redis } }'],
  ])('neither Docker’s registry nor ours starts with %j', async (text) => {
  const file = `${await temporaryFolder()}/config.yml`;
  await writeFile(file, text);
  await expect(startDockersRegistry(program!, file)).rejects.toThrow('ended');
  expect(() => settingsFromEnvironment({}, { path: file, text })).toThrow(file);
});
