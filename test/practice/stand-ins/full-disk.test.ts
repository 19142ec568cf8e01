import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { smallDisk } from '../../small-disk.ts';
import { engineAtWork, pull, request } from '../engine-at-work.ts';

const MIB = 1024 * 1024;
const FULL = 'no space left on device';

test('a stand-in that finds no room says so: to the engine, to a client of its own, on its page', async (context) => {
  const disk = smallDisk(8 * MIB);
  if (!disk) return context.skip();
  const folder = path.join(disk.folder, 'engine');
  mkdirSync(folder);
  const { socket } = await engineAtWork(folder);
  const hub = String((await request(socket, 'GET', '/workshop/registries')).json['docker.io']);
  const sites = (await request(socket, 'GET', '/workshop/sites')).json as unknown as { url: string }[];
  const signup = { id: 'anna', email: 'anna@x.org', password: 'correct horse' };

  disk.fill();
  expect((await pull(socket, 'alpine')).text).toContain(FULL);
  const asked = await fetch(`${hub}/v2/library/alpine/manifests/latest`);
  expect(asked.status).toBe(507);
  const { errors } = (await asked.json()) as { errors: { code: string; message: string }[] };
  expect(errors).toEqual([{ code: 'UNKNOWN', message: expect.stringContaining(FULL) as string }]);
  const head = await fetch(`${hub}/v2/library/alpine/manifests/latest`, { method: 'HEAD' });
  expect([head.status, head.headers.get('docker-distribution-api-version')]).toEqual([507, 'registry/2.0']);
  const form = await fetch(`${sites[0]!.url}/signup`, { method: 'POST', body: new URLSearchParams(signup) });
  expect([form.status, await form.text()]).toEqual([507, expect.stringContaining(FULL)]);
  expect((await request(socket, 'POST', '/workshop/sites/hub/signup', signup)).text).toContain(FULL);

  disk.free();
  expect((await pull(socket, 'alpine')).text).toContain('Status: Downloaded newer image');
  expect((await request(socket, 'POST', '/workshop/sites/hub/signup', signup)).status).toBe(200);
});
