import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { engineAtWork, request, temporaryFolder } from './engine-at-work.ts';

const MANY = 10_000;
/** As many times more may it cost: linear, with room for what a busy machine does. */
const LINEAR = 3;

/** What an engine has on disk after so many images were built: their configurations, records and names. */
function folderOf(count: number): string {
  const folder = temporaryFolder();
  const inside = (...parts: string[]): string => {
    const made = path.join(folder, ...parts);
    mkdirSync(made, { recursive: true });
    return made;
  };
  const [blobs, images, references] = [
    inside('blobs', 'sha256'),
    inside('state', 'images'),
    inside('state', 'references'),
  ];
  const layer = {
    digest: `sha256:${'1'.repeat(64)}`,
    size: 1,
    diffId: `sha256:${'2'.repeat(64)}`,
    unpacked: 1,
    tarSize: 1,
  };
  writeFileSync(path.join(blobs, '1'.repeat(64)), '1');
  const tags: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const config = JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux', created: new Date(index * 1000).toISOString() },
      config: { Labels: { index: String(index) } },
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    });
    const hex = createHash('sha256').update(config).digest('hex');
    writeFileSync(path.join(blobs, hex), config);
    const image = { id: `sha256:${hex}`, layers: [layer], taggedAt: '0001-01-01T00:00:00Z' };
    writeFileSync(path.join(images, `${hex}.json`), JSON.stringify(image));
    const name = `docker.io/me/app${index}`;
    // Half of them in one repository, as versions of one app are.
    if (index % 2 === 0) tags[`v${index}`] = image.id;
    else {
      const file = path.join(references, `${createHash('sha256').update(name).digest('hex')}.json`);
      writeFileSync(file, JSON.stringify({ repository: name, tags: { latest: image.id }, digests: {} }));
    }
  }
  const app = { repository: 'docker.io/me/app', tags, digests: {} };
  const file = path.join(references, `${createHash('sha256').update(app.repository).digest('hex')}.json`);
  writeFileSync(file, JSON.stringify(app));
  return folder;
}

/** Processor time in milliseconds, which a busy machine does not lengthen as it does the hours. */
async function cost<T>(work: () => Promise<T>): Promise<{ spent: number; result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { spent: (user + system) / 1000, result };
}

async function costs(count: number): Promise<Record<'start' | 'list' | 'tag' | 'prune', number>> {
  const folder = folderOf(count);
  const start = await cost(() => engineAtWork(folder));
  const { socket } = start.result;
  const list = await cost(() => request(socket, 'GET', '/images/json'));
  expect(list.result.json).toHaveLength(count);
  const tag = await cost(async () => {
    for (let index = 0; index < 10; index += 1) {
      await request(socket, 'POST', `/images/me%2Fapp:v0/tag?repo=me/app&tag=new${index}`);
    }
  });
  const every = encodeURIComponent(JSON.stringify({ dangling: ['false'] }));
  const prune = await cost(() => request(socket, 'POST', `/images/prune?filters=${every}`));
  // Each one has a name, an id and the ten have one more name; all have the same layer.
  expect(prune.result.json.ImagesDeleted).toHaveLength(2 * count + 10 + 1);
  expect((await request(socket, 'GET', '/images/json')).json).toEqual([]);
  return { start: start.spent, list: list.spent, tag: tag.spent, prune: prune.spent };
}

test('with ten times the images, start, list, tag and prune cost ten times as much, and not a hundred', async () => {
  await costs(200);
  const few = await costs(MANY / 10);
  const many = await costs(MANY);
  for (const what of ['start', 'list', 'tag', 'prune'] as const) {
    // Below a few milliseconds the clock tells nothing.
    const ratio = many[what] / Math.max(few[what], 5);
    expect(ratio, `${what}: ${few[what]} ms, then ${many[what]} ms`).toBeLessThan(10 * LINEAR);
  }
}, 120_000);
