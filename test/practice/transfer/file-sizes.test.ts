import { expect, test } from 'vitest';
import { FileSizes } from '../../../src/practice/transfer/file-sizes.ts';
import { tarOf } from '../build-request.ts';

const files = [
  { name: 'folder/', type: 'directory' as const },
  { name: 'empty' },
  { name: 'folder/small', text: 'abc' },
  { name: 'block', text: 'x'.repeat(512) },
  { name: 'large', text: 'y'.repeat(5000) },
  { name: 'link', type: 'symlink' as const, linkname: 'large' },
  { name: 'again', type: 'link' as const, linkname: 'large' },
];
// A symbolic link counts by the path that it holds; a hard link and a folder take nothing.
const TOTAL = 3 + 512 + 5000 + 'large'.length;

test('the sizes of the files of a tar are added up, in whatever pieces it passes by', async () => {
  const tar = await tarOf(files);
  for (const piece of [tar.length, 10_000, 512, 500, 7, 1]) {
    const sizes = new FileSizes();
    for (let at = 0; at < tar.length; at += piece) sizes.read(tar.subarray(at, at + piece));
    expect(sizes.total, `in pieces of ${piece}`).toBe(TOTAL);
  }
});

test('a size from 8 GiB on is read in its binary form', () => {
  const header = Buffer.alloc(512);
  header.write('huge', 0);
  header.write('0', 156);
  const size = 9 * 1024 ** 3;
  header[124] = 0x80;
  header.writeUIntBE(size, 130, 6);
  const sizes = new FileSizes();
  sizes.read(header);
  expect(sizes.total).toBe(size);
});
