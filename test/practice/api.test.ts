import type http from 'node:http';
import { expect, test } from 'vitest';
import { engineAtWork, request } from './engine-at-work.ts';

test('ping says which API is spoken, with and without a body', async () => {
  const { socket } = await engineAtWork();
  for (const [method, body] of [
    ['GET', 'OK'],
    ['HEAD', ''],
  ] as const) {
    const { status, headers, text } = await request(socket, method, '/_ping');
    expect([status, text]).toEqual([200, body]);
    expect(headers).toMatchObject({
      'api-version': '1.47',
      'docker-experimental': 'false',
      ostype: 'linux',
      server: expect.stringMatching(/^Docker\/.*-practice \(linux\)$/) as string,
    });
  }
});

test('paths have a version or none; too old and too new ones are refused as Docker does', async () => {
  const { socket } = await engineAtWork();
  for (const path of ['/images/json', '/v1.24/images/json', '/v1.47/images/json']) {
    expect((await request(socket, 'GET', path)).json).toEqual([]);
  }
  const tooNew = await request(socket, 'GET', '/v1.99/images/json');
  expect([tooNew.status, tooNew.json]).toEqual([
    400,
    { message: 'client version 1.99 is too new. Maximum supported API version is 1.47' },
  ]);
  expect((await request(socket, 'GET', '/v1.10/info')).json.message).toContain(
    'client version 1.10 is too old',
  );
});

test('what is no path of Docker is not found', async () => {
  const { socket } = await engineAtWork();
  const nothing = await request(socket, 'GET', '/nope');
  expect([nothing.status, nothing.json]).toEqual([404, { message: 'page not found' }]);
});

test('bad requests are refused with the status and the words of Docker', async () => {
  const { socket } = await engineAtWork();
  const says = async (method: string, path: string, body: unknown, status: number, message: string) => {
    const reply = await request(socket, method, path, body);
    expect([reply.status, reply.json], `${method} ${path}`).toEqual([status, { message }]);
  };
  await says('GET', '/containers/x/json', undefined, 404, 'No such container: x');
  await says('GET', '/images/x/json', undefined, 404, 'no such image: x: No such image: x:latest');
  await says('GET', '/volumes/x', undefined, 404, 'get x: no such volume');
  await says('GET', '/networks/x', undefined, 404, 'network x not found');
  await says(
    'GET',
    '/images/ID/history',
    undefined,
    400,
    'invalid reference format: repository name must be lowercase',
  );
  await says(
    'GET',
    `/images/json?filters=${encodeURIComponent('{"nope":["a"]}')}`,
    undefined,
    400,
    "Invalid filter 'nope'",
  );
  await says('POST', '/containers/create', {}, 400, 'Config cannot be empty in order to create a container');
  await says(
    'POST',
    '/containers/create?name=a',
    { Image: 'x' },
    400,
    'Invalid container name (a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
  );
  await says('POST', '/containers/create', { Image: 'x' }, 404, 'No such image: x:latest');
  await says(
    'DELETE',
    '/networks/host',
    undefined,
    403,
    'host is a pre-defined network and cannot be removed',
  );
  const form = await request(socket, 'POST', '/containers/create', {}, { 'Content-Type': 'text/plain' });
  expect(form.json.message).toBe("Content-Type specified (text/plain) must be 'application/json'");
});

test('events come as they happen, and again with since', async () => {
  const { socket, docker } = await engineAtWork();
  const stream = (await docker.getEvents({ filters: { type: ['volume'] } })) as http.IncomingMessage;
  const heard: string[] = [];
  stream.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
  await request(socket, 'POST', '/volumes/create', { Name: 'one' });
  await expect.poll(() => heard.join('')).toContain('"Action":"create"');
  stream.destroy();
  const past = await request(socket, 'GET', `/events?since=1&until=${Math.floor(Date.now() / 1000) + 1}`);
  expect(past.text).toContain('"ID":"one"');
});

test('a shutdown that was asked for ends the engine, streams and all', async () => {
  const { socket, engine, docker } = await engineAtWork();
  const stream = (await docker.getEvents()) as http.IncomingMessage;
  stream.on('error', () => {});
  expect((await request(socket, 'POST', '/workshop/shutdown')).status).toBe(204);
  await engine.closed;
  await expect(request(socket, 'GET', '/_ping')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
});
