import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contentOf, pushBlob, pushImage } from '../content.ts';
import { codesOf, temporaryFolder } from '../start.ts';
import { bundleServer, startServer } from './serve-process.ts';

/** As much as a file may have in that process, in KiB: a disk that is full, as far as a large blob is concerned. */
const LIMIT_KIB = 2048;

test('a full disk is an error for the client, leaves no rubbish, and the registry goes on', async () => {
  const program = bundleServer(await temporaryFolder());
  const root = await temporaryFolder();
  const limited = `trap '' XFSZ; ulimit -f ${LIMIT_KIB}; exec "$0" "$@"`;
  const { url } = await startServer(program, root, ['bash', '-c', limited, process.execPath]);
  const large = contentOf(Buffer.alloc(LIMIT_KIB * 1024 * 2, 'large'));
  const put = await pushBlob(url, 'app', large);
  expect([put.status, await codesOf(put)]).toEqual([507, ['UNKNOWN']]);
  expect((await fetch(`${url}/v2/app/blobs/${large.digest}`)).status).toBe(404);
  expect(readdirSync(`${root}/docker/registry/v2/repositories/app/_uploads`)).toEqual([]);
  const manifest = await pushImage(url, 'app', 'v1');
  expect((await fetch(`${url}/v2/app/manifests/${manifest.digest}`)).status).toBe(200);
});
