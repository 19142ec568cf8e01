import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventsOf, TOLD } from '../notified.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { startWebhook } from '../webhook.ts';
import { findProgram, startDockersRegistry } from './programs.ts';

const program = findProgram('docker-registry');

test.skipIf(!program)('Docker’s registry and ours tell a webhook the same, word for word', async () => {
  const folder = await temporaryFolder();
  const theirs = await startWebhook();
  const config = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    notifications: {
      endpoints: [
        { name: 'hook', url: theirs.url.replace('//', '//me:p%40w@'), headers: { 'X-A': ['a', 'b'] } },
      ],
    },
  };
  await writeFile(`${folder}/config.yml`, JSON.stringify(config));
  const dockers = await startDockersRegistry(program!, `${folder}/config.yml`);
  const ours = await startWebhook();
  const { url } = await startRegistry({
    notifications: [{ name: 'hook', url: ours.url.replace('//', '//me:p%40w@'), headers: { 'X-A': 'a, b' } }],
    source: 'SOURCE',
  });
  const source = (text: string): string => text.replace(/"addr":"[^"]+:\d+"/g, '"addr":"SOURCE"');
  const told = source(JSON.stringify(await eventsOf(dockers.url, theirs)));
  expect(JSON.parse(told)).toEqual(TOLD);
  // Also the order in which the words come: that is how they are read.
  expect(JSON.stringify(await eventsOf(url, ours)).split('},{"id"')).toEqual(told.split('},{"id"'));
  for (const name of ['content-type', 'authorization', 'x-a']) {
    expect(ours.headers[0]![name]).toBe(theirs.headers[0]![name]);
  }
});
