import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/image/digest.ts';
import { createLayer, readLayer, type LayerEntry } from '../../src/image/layer.ts';

const entries: LayerEntry[] = [
  { path: 'etc', type: 'directory' },
  { path: 'etc/motd', bytes: 'hello\n' },
  { path: 'bin/sh', type: 'symlink', target: '/bin/busybox' },
  { path: 'bin/busybox', bytes: Buffer.alloc(70_000, 'x'), mode: 0o755 },
];

test('the same content has the same digest, in whatever order it comes', async () => {
  const one = await createLayer(entries);
  const other = await createLayer([...entries].reverse());
  expect(other.descriptor.digest).toBe(one.descriptor.digest);
  expect(one.descriptor).toMatchObject({ size: one.bytes.length, digest: digestOf(one.bytes) });
  expect(one.diffId).toBe(digestOf(gunzipSync(one.bytes)));
});

test('what was packed is read again, compressed or not', async () => {
  const { bytes } = await createLayer(entries);
  const names = ['bin/busybox', 'bin/sh', 'etc', 'etc/motd'];
  const read = await readLayer(bytes);
  expect(read.map(({ path }) => path)).toEqual(names);
  expect(read[0]).toMatchObject({ type: 'file', mode: 0o755 });
  expect(read[1]).toMatchObject({ type: 'symlink', target: '/bin/busybox' });
  expect(Buffer.from(read[3]!.bytes ?? '').toString()).toBe('hello\n');
  expect((await readLayer(gunzipSync(bytes))).map(({ path }) => path)).toEqual(names);
});

test("the machine's own tar reads it", async () => {
  const { bytes } = await createLayer(entries);
  const listing = execFileSync('tar', ['-tvzf', '-'], { input: bytes, encoding: 'utf8' });
  expect(listing).toMatch(/-rwxr-xr-x 0\/0 +70000 1970-01-01 .* bin\/busybox/);
  expect(listing).toContain('bin/sh -> /bin/busybox');
});

test('what is no tar is refused', async () => {
  await expect(readLayer(Buffer.alloc(2000, 'x'))).rejects.toThrow();
});
