import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { connectRegistry, RegistryError } from '../../../src/registry/client/client.ts';
import { contentOf } from '../content.ts';
import { fakeRegistry } from './fake-registry.ts';

const { bytes, digest } = contentOf('x');

test('what belongs to the registry in the place of an upload goes back as it came, and is not told', async () => {
  const query = 'sig=a%20b+c~d&hunter2&_state=%2f%2F==';
  const put: string[] = [];
  const url = await fakeRegistry((request, response) => {
    request.resume();
    const { method } = request;
    if (method === 'HEAD') response.writeHead(404).end();
    else if (method === 'POST') response.writeHead(202, { Location: `/upload/1?${query}` }).end();
    else {
      if (method === 'PUT') put.push(request.url!);
      response.writeHead(500).end();
    }
  });
  const push = connectRegistry({ url }).pushBlob('app', digest, 1, () => Readable.from([bytes]));
  const error = await push.then(
    () => undefined,
    (reason: unknown) => reason as RegistryError,
  );
  expect(error).toBeInstanceOf(RegistryError);
  expect(error!.message).toContain('PUT');
  expect(error!.message).not.toContain('hunter2');
  const forms = [digest, encodeURIComponent(digest)].map((text) => `/upload/1?${query}&digest=${text}`);
  expect(forms).toContain(put[0]);
  expect(put).toHaveLength(1);
});
