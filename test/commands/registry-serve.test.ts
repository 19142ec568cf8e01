import { createServer } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeAll(() => void (bench = openWorkbench()));
afterAll(() => bench.close());

/** The address is the first line of standard output. */
async function addressOf(running: ReturnType<Workbench['start']>): Promise<string> {
  let text = '';
  running.child.stdout.on('data', (piece: string) => (text += piece));
  await running.said('\n');
  return text.trim();
}

test('--proxy pulls through, keeps what it fetched, refuses pushes, and logs in from the environment', async () => {
  const seen: (string | undefined)[] = [];
  const manifest = '{"schemaVersion":2,"manifests":[]}';
  const upstream = createServer((request, response) => {
    if (!request.headers.authorization) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      return;
    }
    seen.push(request.headers.authorization);
    response.setHeader('Content-Type', 'application/vnd.oci.image.index.v1+json').end(manifest);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as { port: number };
  const root = path.join(bench.home, 'cache');
  const running = bench.start(
    ['registry', 'serve', '--addr', '127.0.0.1:0', '--root', root, '--proxy', `http://127.0.0.1:${port}/`],
    { env: { REGISTRY_PROXY_USERNAME: 'me', REGISTRY_PROXY_PASSWORD: 'pw' } },
  );
  const url = await addressOf(running);
  const pull = async () => (await fetch(`${url}/v2/library/app/manifests/latest`)).text();
  expect(await pull()).toBe(manifest);
  expect(seen[0]).toBe(`Basic ${Buffer.from('me:pw').toString('base64')}`);
  upstream.close();
  upstream.closeAllConnections();
  expect(await pull()).toBe(manifest);
  const push = await fetch(`${url}/v2/app/blobs/uploads/`, { method: 'POST' });
  expect(push.status).toBe(405);
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
});

test.each(['hub', 'ftp://hub.example', 'https://hub.example/library', 'https://me:pw@hub.example'])(
  '--proxy %s is refused with what to write',
  async (proxy) => {
    const { code, stdout, stderr } = await bench.run(['registry', 'serve', '--proxy', proxy]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--proxy');
    expect(stderr).toContain('write https://registry-1.docker.io');
  },
);

test('--sparse takes an index of which not every image is here', async () => {
  const root = path.join(bench.home, 'sparse');
  const running = bench.start(['registry', 'serve', '--addr', '127.0.0.1:0', '--root', root, '--sparse']);
  const url = await addressOf(running);
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const elsewhere = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${'5'.repeat(64)}`,
    size: 500,
  };
  const put = await fetch(`${url}/v2/app/manifests/v1`, {
    method: 'PUT',
    headers: { 'Content-Type': mediaType },
    body: JSON.stringify({ schemaVersion: 2, mediaType, manifests: [elsewhere] }),
  });
  expect(put.status).toBe(201);
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
});
