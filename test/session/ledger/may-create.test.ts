import { expect, test } from 'vitest';
import { mayCreate, mayMakeImages } from '../../../src/session/ledger/may-create.ts';
import type { LedgerKind } from '../../../src/session/ledger/ledger.ts';

type One = readonly [kind: LedgerKind, name: string];
const id = 'sha256:1';

const table: [line: string, yes: One[], no: One[]][] = [
  [
    'ls -l && sleep 60',
    [],
    [
      ['container', 'x'],
      ['image', 'a:1'],
      ['volume', 'v'],
    ],
  ],
  [
    'docker ps; docker image ls | grep a',
    [],
    [
      ['container', 'x'],
      ['image', 'a:1'],
    ],
  ],
  [
    'docker pull alpine',
    [['image', 'alpine:latest']],
    [
      ['image', 'busybox:latest'],
      ['container', 'x'],
      ['volume', 'v'],
    ],
  ],
  ['docker pull docker.io/library/alpine:3', [['image', 'alpine:3']], [['image', 'other/alpine:3']]],
  [
    'docker pull -a me/app',
    [
      ['image', 'me/app:1'],
      ['image', 'me/app:2'],
    ],
    [['image', 'me/app2:1']],
  ],
  [
    'docker tag a localhost:5000/a:1',
    [['image', 'localhost:5000/a:1']],
    [
      ['image', 'b:1'],
      ['container', 'x'],
    ],
  ],
  [
    'docker run -d -p 5000:5000 --name registry registry:2',
    [
      ['container', 'registry'],
      ['image', 'registry:2'],
    ],
    [
      ['container', 'other'],
      ['image', 'registry:3'],
      ['volume', 'abc'],
      ['image', 'alpine:latest'],
      ['network', 'n'],
    ],
  ],
  [
    'docker run registry:2',
    [['image', 'registry:2']],
    [
      ['container', 'funny_name'],
      ['image', 'alpine:latest'],
    ],
  ],
  ['docker run -v data:/x -v /etc:/y a', [['volume', 'data']], [['volume', 'other']]],
  [
    'docker build -t me/app:1 .',
    [
      ['image', 'me/app:1'],
      ['image', id],
    ],
    [
      ['image', 'x:1'],
      ['container', 'c'],
    ],
  ],
  [
    'docker volume create data',
    [['volume', 'data']],
    [
      ['volume', 'other'],
      ['container', 'c'],
    ],
  ],
  ['docker network create -d bridge lab', [['network', 'lab']], [['network', 'other']]],
  ['name=lab docker network create "$net"', [['network', 'from-env']], [['network', 'other']]],
  [
    './setup.sh',
    [],
    [
      ['container', 'x'],
      ['image', 'a:1'],
      ['network', 'n'],
    ],
  ],
  [
    'docker compose up -d',
    [],
    [
      ['container', 'x'],
      ['network', 'n'],
    ],
  ],
  [
    'docker stack deploy -c f web',
    [
      ['service', 'web_app'],
      ['network', 'web_default'],
    ],
    [['service', 'other_app']],
  ],
  ['docker rm $(docker ps -q)', [], [['container', 'x']]],
  ['docker service create --name web nginx', [['service', 'web']], []],
  [
    'docker service create --name r --mount type=volume,source=data,target=/d registry:2',
    [
      ['service', 'r'],
      ['volume', 'data'],
    ],
    [['volume', 'other']],
  ],
  [
    'docker swarm init',
    [
      ['swarm', 'swarm'],
      ['network', 'ingress'],
    ],
    [['network', 'mine']],
  ],
];

test.each(table)('%s', (line, yes, no) => {
  const may = mayCreate(line, { net: 'from-env' });
  for (const [kind, name] of yes) expect([kind, name, may(kind, name, id)]).toEqual([kind, name, true]);
  for (const [kind, name] of no) expect([kind, name, may(kind, name, id)]).toEqual([kind, name, false]);
});

test('calls of the session’s docker name images wherever they were made', () => {
  const may = mayMakeImages([
    ['build', 'me/app:1'],
    ['pull', 'image', 'pull', 'alpine'],
    ['tag', 'tag', 'a', 'b:2'],
  ]);
  const told = ['me/app:1', 'me/app:2', id, 'alpine:latest', 'b:2', 'c:1'].filter((name) =>
    may('image', name, id),
  );
  expect(told).toEqual(['me/app:1', id, 'alpine:latest', 'b:2']);
  expect(may('container', 'a', id)).toBe(false);
  const bases = mayMakeImages([
    ['from', 'alpine'],
    ['from', 'me/base:2'],
  ]);
  const claimed = ['alpine:latest', 'alpine:3', 'me/base:2', 'me/base:1', id].filter((name) =>
    bases('image', name, id),
  );
  expect(claimed).toEqual(['alpine:latest', 'me/base:2']);
  expect(mayMakeImages([['load']])('image', 'any:1', id)).toBe(true);
});
