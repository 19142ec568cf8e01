import http from 'node:http';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { removeFolder } from '../remove-folder.ts';

/** An engine on a socket that answers every request as told. */
async function engineThat(answers: (response: http.ServerResponse) => void): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cut-'));
  const socket = path.join(folder, 'docker.sock');
  const server = http.createServer((_, response) => answers(response));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await removeFolder(folder);
  });
  return `unix://${socket}`;
}

test.each([
  ['with a length', { 'Content-Length': 1000 }],
  ['in chunks', {}],
])('an engine that ends in the middle of an answer %s leaves nobody waiting', async (_, headers) => {
  const host = await engineThat((response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
    response.write('[{"Id":', () => response.socket?.destroy());
  });
  const { api } = connectEngine({ kind: 'practice', host });
  await expect(api.listImages()).rejects.toThrow(/in the middle of its answer/);
});

test('an answer that is whole is taken, many times on one connection', async () => {
  const host = await engineThat((response) => void response.end('[{"Id":"sha256:1"}]'));
  const { api } = connectEngine({ kind: 'practice', host });
  for (let round = 0; round < 20; round++) expect(await api.listImages()).toEqual([{ Id: 'sha256:1' }]);
});
