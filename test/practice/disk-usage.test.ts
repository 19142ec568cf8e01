import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { build } from './build-request.ts';
import { engineAtWork, request } from './engine-at-work.ts';

interface Usage {
  readonly LayersSize: number;
  readonly Images: readonly {
    readonly RepoTags: readonly string[];
    readonly Size: number;
    readonly SharedSize: number;
    readonly Containers: number;
  }[];
  readonly Containers: readonly { readonly Names: readonly string[]; readonly SizeRw: number }[];
  readonly Volumes: readonly {
    readonly Name: string;
    readonly Mountpoint: string;
    readonly UsageData: { readonly RefCount: number; readonly Size: number };
  }[];
}

const usage = async (socket: string): Promise<Usage> =>
  (await request(socket, 'GET', '/system/df')).json as unknown as Usage;

test('an empty engine takes no space', async () => {
  const { socket } = await engineAtWork();
  expect(await usage(socket)).toMatchObject({ LayersSize: 0, Images: [], Containers: [], Volumes: [] });
});

test('layers that images share are counted once; volumes and containers by what lies in them', async () => {
  const { socket } = await engineAtWork();
  const [shared, own] = [1000, 300];
  const files = [
    { name: 'shared', text: randomBytes(shared / 2).toString('hex') },
    { name: 'own', text: randomBytes(own / 2).toString('hex') },
  ];
  await build(socket, 'FROM scratch\nCOPY shared /\n', files, { t: 'base:1' });
  await build(socket, 'FROM base:1\nCOPY own /\n', files, { t: 'app:1' });
  await request(socket, 'POST', '/containers/create?name=box', {
    Image: 'app:1',
    Cmd: ['/nothing'],
    HostConfig: { Binds: ['data:/data'] },
  });
  await request(socket, 'POST', '/volumes/create', { Name: 'unused' });
  const { Volumes } = await usage(socket);
  const data = Volumes.find(({ Name }) => Name === 'data')!;
  writeFileSync(path.join(data.Mountpoint, 'file'), 'x'.repeat(77));

  const told = await usage(socket);
  expect(told.LayersSize).toBe(shared + own);
  const image = (name: string) => told.Images.find(({ RepoTags }) => RepoTags.includes(name));
  expect(image('base:1')).toMatchObject({ Size: shared, SharedSize: shared, Containers: 0 });
  expect(image('app:1')).toMatchObject({ Size: shared + own, SharedSize: shared, Containers: 1 });
  expect(told.Containers).toMatchObject([{ Names: ['/box'], SizeRw: 0 }]);
  const volume = (name: string) => told.Volumes.find(({ Name }) => Name === name)!.UsageData;
  expect([volume('data'), volume('unused')]).toEqual([
    { RefCount: 1, Size: 77 },
    { RefCount: 0, Size: 0 },
  ]);

  await request(socket, 'DELETE', '/containers/box');
  await request(socket, 'DELETE', '/images/base:1');
  const later = await usage(socket);
  expect(later.Images).toMatchObject([{ Size: shared + own, SharedSize: 0, Containers: 0 }]);
});
