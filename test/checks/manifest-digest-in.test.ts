import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pushImage } from '../registry/content.ts';
import { startRegistry } from '../registry/start.ts';
import { connectRegistry } from '../../src/registry/client/client.ts';
import { temporaryFolder, told, verdict, world } from './world.ts';

/** A registry with `shop:1.0` and `shop:2.0`, and what is said of `digest.txt` when it is to name `shop:1.0`. */
async function shop() {
  const { url, port } = await startRegistry();
  await pushImage(url, 'shop', '1.0', 'one');
  await pushImage(url, 'shop', '2.0', 'two');
  const client = connectRegistry({ url });
  const [one, two] = await Promise.all(
    ['1.0', '2.0'].map(async (tag) => (await client.manifest('shop', tag))!),
  );
  const ask = (written?: string) => {
    const workdir = temporaryFolder();
    if (written !== undefined) writeFileSync(path.join(workdir, 'digest.txt'), written);
    return verdict(
      { manifest: { ref: `localhost:${port}/shop:1.0`, digestIn: 'digest.txt' } },
      world({ workdir }),
    );
  };
  return { one: one!, two: two!, ask };
}

test('the digest of a tag in a file', async () => {
  const { one, ask } = await shop();
  expect((await ask(`${one.digest}\n`)).status).toBe('passed');
  expect((await ask(`localhost:5000/shop@${one.digest}\n`)).status).toBe('passed');
});

test('another digest is told apart: of which tag, of which part, of nothing', async () => {
  const { one, two, ask } = await shop();
  const { config, layers } = JSON.parse(Buffer.from(one.bytes).toString()) as Record<
    'config',
    { digest: string }
  > & {
    layers: { digest: string }[];
  };
  expect(told(await ask(two.digest))).toMatch(
    /^`digest.txt` names `sha256:[0-9a-f]{12}`, and `localhost:\d+\/shop:1.0` is .* \| that is the digest of the tag `2.0` \| Ask for/,
  );
  expect(told(await ask(config.digest))).toContain(
    'that is the digest of its configuration, which is the id of the image',
  );
  expect(told(await ask(layers[0]!.digest))).toContain('that is the digest of a part of it, such as a layer');
  expect(told(await ask(`sha256:${'0'.repeat(64)}`))).toContain('in the header `Docker-Content-Digest`');
  expect(told(await ask('1.0'))).toBe(
    'there is no digest in `digest.txt` | A digest is `sha256:` and 64 hexadecimal digits.',
  );
  expect((await ask()).actual).toBe('there is no digest in `digest.txt`');
});

test('a digest that was written down before is not the one that the tag leads to now', async () => {
  const { url, port } = await startRegistry();
  await pushImage(url, 'shop', '1.0', 'one');
  const before = (await connectRegistry({ url }).manifest('shop', '1.0'))!.digest;
  const workdir = temporaryFolder();
  const look = () =>
    verdict(
      { manifest: { ref: `localhost:${port}/shop:1.0`, digestNotIn: 'before.txt' } },
      world({ workdir }),
    );
  expect((await look()).actual).toBe('there is no digest in `before.txt` to compare it with');
  writeFileSync(path.join(workdir, 'before.txt'), `shop@${before}\n`);
  expect(told(await look())).toMatch(/^`before.txt` names .* which is what .*shop:1.0` is now \| /);
  await pushImage(url, 'shop', '1.0', 'two');
  expect((await look()).status).toBe('passed');
});
