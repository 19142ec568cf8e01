import { expect, test } from 'vitest';
import { pushImage } from '../registry/content.ts';
import { startRegistry } from '../registry/start.ts';
import { verdict, world } from './world.ts';

test.each<(domain: string) => Record<string, unknown>>([
  (domain) => ({ tags: { repository: `${domain}/alpine` } }),
  (domain) => ({ tags: { repository: `${domain}/alpine`, has: 'latest', lacks: ['4'] } }),
  (domain) => ({ tags: { repository: `${domain}/alpine`, exactly: ['3', '21.07', 'latest'] } }),
  (domain) => ({ tags: { repository: `${domain}/busybox`, absent: true } }),
  (domain) => ({ manifest: { ref: `${domain}/alpine` } }),
  (domain) => ({
    manifest: {
      ref: `${domain}/alpine:21.07`,
      sameAs: `${domain}/alpine`,
      differsFrom: `${domain}/alpine:3`,
    },
  }),
  (domain) => ({ manifest: { ref: `${domain}/alpine:4`, absent: true } }),
  (domain) => ({ manifest: { ref: `${domain}/alpine`, mediaType: 'image' } }),
  (domain) => ({ repository: { name: `${domain}/alpine` } }),
  (domain) => ({ repository: { name: `${domain}/busybox`, absent: true } }),
])('what a registry has is seen: %s', async (check) => {
  const { url, port } = await startRegistry();
  await pushImage(url, 'alpine', 'latest', 'one');
  await pushImage(url, 'alpine', '21.07', 'one');
  await pushImage(url, 'alpine', '3', 'three');
  expect(await verdict(check(`localhost:${port}`), world())).toMatchObject({ status: 'passed' });
});
