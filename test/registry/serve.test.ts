import { request } from 'node:https';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { serveRegistry, serveSettings } from '../../src/registry/serve.ts';
import { settingsFromEnvironment } from '../../src/registry/settings/read-settings.ts';
import { certificate } from './certificate.ts';
import { pushImage } from './content.ts';
import { startRegistry, temporaryFolder } from './start.ts';

test('a registry of one’s own, with its log in the words of Docker’s', async () => {
  const lines: string[] = [];
  const root = await temporaryFolder();
  const served = await serveRegistry({ addr: '127.0.0.1:0', root, onLine: (line) => lines.push(line) });
  onTestFinished(() => served.close());
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(lines[0]).toMatch(/^time="[^"]+" level=info msg="listening on 127\.0\.0\.1:\d+"$/);
  await pushImage(served.url, 'team/app', 'v1');
  const put = '"PUT /v2/team/app/manifests/v1 HTTP/1.1" 201 0 ""';
  await expect.poll(() => lines.some((line) => line.includes(put))).toBe(true);
  const fields = lines.find(
    (line) => line.includes('msg="response completed"') && line.includes('manifests/v1'),
  );
  expect(fields).toMatch(/http\.request\.method=PUT .*http\.response\.status=201 .*vars\.name=team\/app/);
});

test('with a certificate it speaks HTTPS', async () => {
  const { cert, folder } = await certificate();
  const files = { tlsCert: `${folder}/ca.crt`, tlsKey: `${folder}/key.pem` };
  const served = await serveRegistry({ addr: '0', root: folder, ...files });
  onTestFinished(() => served.close());
  expect(served.url).toMatch(/^https:/);
  expect(await connectRegistry({ url: served.url, ca: cert }).ping()).toEqual({ ok: true, status: 200 });
  expect(await connectRegistry({ url: served.url }).ping()).toMatchObject({ ok: false });
  const location = await new Promise<string | undefined>((resolve, reject) => {
    request(`${served.url}/v2/app/blobs/uploads/`, { method: 'POST', ca: cert }, (response) => {
      response.resume();
      resolve(response.headers.location);
    })
      .on('error', reject)
      .end();
  });
  expect(location).toMatch(/^https:\/\/127\.0\.0\.1:/);
});

test('the settings of its environment become what it does', async () => {
  const root = await temporaryFolder();
  const serve = async (env: Record<string, string>) => {
    const common = { REGISTRY_HTTP_ADDR: '127.0.0.1:0', REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: root };
    const served = await serveSettings(settingsFromEnvironment({ ...common, ...env }));
    onTestFinished(() => served.close());
    return served.url;
  };
  const upload = async (url: string) => {
    const { headers } = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
    return [headers.get('location')!.replace(/[0-9a-f]{8}-.*$/, ''), headers.get('x-a')];
  };
  const relative = await serve({ REGISTRY_HTTP_RELATIVEURLS: 'true', 'REGISTRY_HTTP_HEADERS_X-A': '[b, c]' });
  expect(await upload(relative)).toEqual(['/v2/app/blobs/uploads/', 'b, c']);
  const named = await serve({ REGISTRY_HTTP_HOST: 'https://x.example', REGISTRY_HTTP_PREFIX: '/below/' });
  expect(await upload(`${named}/below`)).toEqual(['https://x.example/v2/app/blobs/uploads/', null]);
});

test('clients with an older TLS than the settings want are turned away', async () => {
  const { cert, folder } = await certificate();
  const served = await serveSettings(
    settingsFromEnvironment({
      REGISTRY_HTTP_ADDR: '127.0.0.1:0',
      REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: folder,
      REGISTRY_HTTP_TLS_CERTIFICATE: `${folder}/ca.crt`,
      REGISTRY_HTTP_TLS_KEY: `${folder}/key.pem`,
      REGISTRY_HTTP_TLS_MINIMUMTLS: 'tls1.3',
    }),
  );
  onTestFinished(() => served.close());
  const version = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
    new Promise<string | null>((resolve) => {
      const socket = tls.connect({ host: '127.0.0.1', port: served.port, ca: cert, maxVersion }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', () => resolve('turned away'));
    });
  expect([await version('TLSv1.2'), await version('TLSv1.3')]).toEqual(['turned away', 'TLSv1.3']);
});

test('without a word about where, only this machine is served', async () => {
  const { port } = await startRegistry();
  const answers = (host: string) =>
    new Promise<boolean>((resolve) => {
      const socket = net.connect({ host, port }, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false)).setTimeout(5000, () => socket.destroy(new Error('silent')));
    });
  expect(await answers('127.0.0.1')).toBe(true);
  const outside = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'));
  // Linux takes every 127.x.x.x for its own, also on a machine without a network.
  for (const address of ['127.0.0.2', '::1', ...outside.map((each) => each.address)]) {
    expect([address, await answers(address)]).toEqual([address, false]);
  }
});

test('what cannot work is said clearly', async () => {
  const root = await temporaryFolder();
  const first = await serveRegistry({ addr: '0', root });
  onTestFinished(() => first.close());
  await expect(serveRegistry({ addr: String(first.port), root })).rejects.toMatchObject({
    what: `port ${first.port} of 127.0.0.1 is taken by another program`,
    exit: 3,
  });
  await expect(serveRegistry({ root, addr: '0', tlsCert: '/x' })).rejects.toMatchObject({ exit: 2 });
  await expect(serveRegistry({ root, addr: '0', htpasswd: '/nowhere' })).rejects.toMatchObject({
    where: '/nowhere',
  });
});
