import { request } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { serveRegistry } from '../../src/registry/serve.ts';
import { certificate } from './certificate.ts';
import { pushImage } from './content.ts';
import { temporaryFolder } from './start.ts';

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
  const tls = { tlsCert: `${folder}/ca.crt`, tlsKey: `${folder}/key.pem` };
  const served = await serveRegistry({ addr: '0', root: folder, ...tls });
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
