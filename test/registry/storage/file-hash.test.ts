import { randomBytes } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { digestOf } from '../../../src/image/digest.ts';
import { FileHash } from '../../../src/registry/storage/file-hash.ts';
import { temporaryFolder } from '../start.ts';

const hexOf = (bytes: Buffer, algorithm: 'sha256' | 'sha512' = 'sha256') =>
  digestOf(bytes, algorithm).split(':')[1];

test.each([0, 1000, 3_000_000])('the digest of a file of %d bytes', async (size) => {
  const file = `${await temporaryFolder()}/data`;
  const bytes = randomBytes(size);
  await writeFile(file, bytes);
  expect(await new FileHash(file, 'sha256').digest(size, 'sha256')).toBe(hexOf(bytes));
});

test('it follows a growing file, and knows its digest at every size', async () => {
  const file = `${await temporaryFolder()}/data`;
  const hash = new FileHash(file, 'sha256');
  let bytes = Buffer.alloc(0);
  for (let round = 0; round < 4; round += 1) {
    const more = randomBytes(1_500_000);
    bytes = Buffer.concat([bytes, more]);
    await appendFile(file, more);
    hash.follow(bytes.length);
    expect(await hash.digest(bytes.length, 'sha256')).toBe(hexOf(bytes));
  }
  expect(await hash.digest(bytes.length, 'sha512')).toBe(hexOf(bytes, 'sha512'));
  expect(await hash.digest(2_000_000, 'sha512')).toBe(hexOf(bytes.subarray(0, 2_000_000), 'sha512'));
  hash.forget();
  await writeFile(file, bytes.fill(1));
  expect(await hash.digest(bytes.length, 'sha256')).toBe(hexOf(bytes));
});

test('a file that is gone is an error, and the next file is hashed all the same', async () => {
  const folder = await temporaryFolder();
  const hash = new FileHash(`${folder}/none`, 'sha256');
  hash.follow(5_000_000);
  await expect(hash.digest(5_000_000, 'sha256')).rejects.toThrow('ENOENT');
  const bytes = randomBytes(2_000_000);
  await writeFile(`${folder}/data`, bytes);
  expect(await new FileHash(`${folder}/data`, 'sha256').digest(bytes.length, 'sha256')).toBe(hexOf(bytes));
});
