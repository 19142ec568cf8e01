import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pushImage } from '../registry/content.ts';
import { startRegistry } from '../registry/start.ts';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { temporaryFolder, told, verdict, world } from './world.ts';

test('a file holds the manifest of a tag, however its lines are broken, and of which one otherwise', async () => {
  const { url, port } = await startRegistry();
  await pushImage(url, 'shop', '1.0', 'one');
  await pushImage(url, 'shop', '2.0', 'two');
  const client = connectRegistry({ url });
  const written = async (tag: string) =>
    Buffer.from((await client.manifest('shop', tag))!.bytes).toString('utf8');
  const ask = (content?: string) => {
    const workdir = temporaryFolder();
    if (content !== undefined) writeFileSync(path.join(workdir, 'v1.json'), content);
    return verdict(
      { manifest: { ref: `localhost:${port}/shop:1.0`, savedIn: 'v1.json' } },
      world({ workdir }),
    );
  };
  const one = await written('1.0');
  expect((await ask(one)).status).toBe('passed');
  expect((await ask(JSON.stringify(JSON.parse(one), undefined, 7))).status).toBe('passed');
  expect(told(await ask(await written('2.0')))).toMatch(
    /^`v1.json` does not hold the manifest of `localhost:\d+\/shop:1.0` \| it holds that of the tag `2.0` \| Ask for/,
  );
  expect(told(await ask('{"tags":[]}'))).toContain('`v1.json` holds no manifest');
  expect((await ask()).actual).toBe('there is no `v1.json`');
});
