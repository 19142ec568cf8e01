import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readLayer } from '../../src/image/layer.ts';
import { build, tarOf, WRITTEN } from './build-request.ts';
import { engineAtWork, request } from './engine-at-work.ts';
import type { EngineAtWork } from './engine-at-work.ts';

interface Inspected {
  readonly Id: string;
  readonly Created: string;
  readonly Author: string;
  readonly Architecture: string;
  readonly Config: Record<string, unknown>;
  readonly RootFS: { readonly Layers: readonly string[] };
}

const inspect = async ({ docker }: EngineAtWork, name: string): Promise<Inspected> =>
  (await docker.getImage(name).inspect()) as unknown as Inspected;

/** Paths and contents of an image's layers, lowest first, read from where the engine keeps them. */
async function layersOf({ folder }: EngineAtWork, id: string) {
  const images = path.join(folder, 'state', 'images');
  const record = JSON.parse(readFileSync(path.join(images, `${id.slice(7)}.json`), 'utf8')) as {
    layers: { digest: string }[];
  };
  return Promise.all(
    record.layers.map(async ({ digest }) => {
      const bytes = readFileSync(path.join(folder, 'blobs', 'sha256', digest.slice(7)));
      return readLayer(new Uint8Array(bytes));
    }),
  );
}

/** `path` or `path=content` or `path -> target` of one layer. */
const shown = (layer: Awaited<ReturnType<typeof readLayer>>): string[] =>
  layer.map((entry) =>
    entry.type === 'file'
      ? `${entry.path}=${Buffer.from(entry.bytes ?? '').toString()}`
      : entry.target
        ? `${entry.path} -> ${entry.target}`
        : `${entry.path}/`,
  );

test('a build tells its steps, and makes and names an image', async () => {
  const work = await engineAtWork();
  const files = [{ name: 'app.txt', text: 'one' }];
  const built = await build(work.socket, 'FROM scratch\nLABEL version=1\nCOPY app.txt /srv/\n', files, {
    t: 'me/app:1',
  });
  expect(built.output.replace(/[0-9a-f]{12}/g, 'ID')).toBe(
    [
      'Step 1/3 : FROM scratch',
      ' ---> ',
      'Step 2/3 : LABEL version=1',
      ' ---> Running in ID',
      'Removing intermediate container ID',
      ' ---> ID',
      'Step 3/3 : COPY app.txt /srv/',
      ' ---> ID',
      'Successfully built ID',
      'Successfully tagged me/app:1',
      '',
    ].join('\n'),
  );
  const image = await inspect(work, 'me/app:1');
  expect(image.Id).toBe(built.id);
  expect(image.Config.Labels).toEqual({ version: '1' });
  expect(image.Created).toBe('2024-05-06T07:08:09Z');
  expect((await layersOf(work, image.Id)).map(shown)).toEqual([['srv/', 'srv/app.txt=one']]);
  expect(readdirSync(path.join(work.folder, 'drafts'))).toEqual([]);
});

test('the same files make the same image, on every engine, and a step that was done is taken from the cache', async () => {
  const [here, there] = [await engineAtWork(), await engineAtWork()];
  const dockerfile = 'FROM alpine\nCOPY . /srv\nENV A=1\n';
  const files = [{ name: 'a', text: '1' }];
  const first = await build(here.socket, dockerfile, files);
  const again = await build(here.socket, dockerfile, files, { nocache: '1' });
  const elsewhere = await build(there.socket, dockerfile, files);
  expect(first.output).not.toContain('Using cache');
  expect(again.output).not.toContain('Using cache');
  expect([again.id, elsewhere.id]).toEqual([first.id, first.id]);
  const cached = await build(here.socket, dockerfile, [
    { name: 'a', text: '1', mtime: new Date(WRITTEN.getTime() + 60_000) },
  ]);
  expect(cached.output.match(/Using cache/g)).toHaveLength(2);
  expect(cached.id).toBe(first.id);
  const changed = await build(here.socket, dockerfile, [{ name: 'a', text: '2' }]);
  expect(changed.output).not.toContain('Using cache');
  expect(changed.id).not.toBe(first.id);
});

test('an image shares the layers of its base', async () => {
  const work = await engineAtWork();
  await build(work.socket, 'FROM alpine\nCOPY a /a\n', [{ name: 'a', text: 'a' }], { t: 'mine' });
  const [base, mine] = [await inspect(work, 'alpine'), await inspect(work, 'mine')];
  expect(mine.RootFS.Layers.slice(0, -1)).toEqual(base.RootFS.Layers);
  expect(mine.Config.Labels).toEqual(base.Config.Labels);
});

const LS: readonly { readonly name: string; readonly text?: string }[] = [
  { name: 'a.txt', text: 'a' },
  { name: 'b.txt', text: 'b' },
  { name: 'c.md', text: 'c' },
  { name: 'dir/x', text: 'x' },
  { name: 'dir/deep/y', text: 'y' },
];

test('copies land where Docker puts them', async () => {
  const work = await engineAtWork();
  const cases: readonly (readonly [step: string, expected: readonly string[]])[] = [
    ['COPY a.txt /f', ['f=a']],
    ['COPY a.txt /d/', ['d/', 'd/a.txt=a']],
    ['COPY *.txt /d/', ['d/', 'd/a.txt=a', 'd/b.txt=b']],
    ['COPY ?.md dir /d/', ['d/', 'd/c.md=c', 'd/deep/', 'd/deep/y=y', 'd/x=x']],
    ['COPY ["a.txt", "/with space/"]', ['with space/', 'with space/a.txt=a']],
    ['COPY dir /', ['deep/', 'deep/y=y', 'x=x']],
    ['WORKDIR /w\nCOPY a.txt .', ['w/', 'w/a.txt=a']],
    ['ARG D=q\nCOPY a.txt /$D/${N:-n}', ['q/', 'q/n=a']],
    ['COPY a.txt \\\n  # between\n  /f', ['f=a']],
  ];
  for (const [step, expected] of cases) {
    const built = await build(work.socket, `FROM scratch\n${step}\n`, LS);
    expect(built.error, step).toBeUndefined();
    expect(shown((await layersOf(work, built.id!)).at(-1)!), step).toEqual(expected);
  }
});

test('stages hand files on, owners and permissions are as asked, archives are unpacked', async () => {
  const work = await engineAtWork();
  const dockerfile = `
    FROM scratch AS files
    COPY a.txt /etc/passwd
    COPY dir /data
    FROM scratch
    COPY --from=files --chown=7:8 --chmod=700 /data/x /x
    COPY --from=0 /data/deep /deep/
    ADD inner.tar /unpacked/
  `;
  const files = [
    { name: 'a.txt', text: 'me:x:42:43::/:\n' },
    ...LS.slice(3),
    { name: 'inner.tar', text: await tarOf([{ name: 'one/two', text: '2' }]) },
  ];
  const built = await build(work.socket, dockerfile, files);
  expect(built.error).toBeUndefined();
  const layers = await layersOf(work, built.id!);
  expect(layers[0]![0]).toMatchObject({ path: 'x', uid: 7, gid: 8, mode: 0o700 });
  expect(shown(layers[1]!)).toEqual(['deep/', 'deep/y=y']);
  expect(shown(layers[2]!)).toEqual(['unpacked/', 'unpacked/one/', 'unpacked/one/two=2']);
  const named = await build(
    work.socket,
    'FROM scratch\nCOPY a.txt /etc/passwd\nCOPY --chown=me:9 a.txt /b\n',
    files,
  );
  expect((await layersOf(work, named.id!)).at(-1)![0]).toMatchObject({ uid: 42, gid: 9 });
  const target = await build(work.socket, dockerfile, files, { target: 'files' });
  expect(await layersOf(work, target.id!)).toHaveLength(2);
});

test('the configuration is what the instructions say', async () => {
  const work = await engineAtWork();
  const dockerfile = `
    ARG TAG=3.20
    FROM alpine:$TAG
    ARG WHO
    ENV A=1 B="two \${WHO:-nobody}" C=$WHO
    LABEL x=y "a b"='c d'
    EXPOSE 80 81/udp 8000-8001
    VOLUME ["/data"]
    USER 5:6
    WORKDIR /w/$A
    STOPSIGNAL SIGINT
    HEALTHCHECK --interval=1m30s --retries=3 CMD true
    SHELL ["/bin/ash", "-c"]
    ENTRYPOINT ["/e"]
    CMD run $A
    MAINTAINER me@example.com
  `;
  const query = {
    buildargs: JSON.stringify({ WHO: 'you', UNUSED: '1' }),
    labels: '{"z":"it\'s"}',
    t: 'config:1',
  };
  const built = await build(work.socket, dockerfile, [], query);
  expect(built.error).toBeUndefined();
  expect(built.output).toContain('[Warning] One or more build-args [UNUSED] were not consumed\n');
  const { Config, Author } = await inspect(work, 'config:1');
  expect(Author).toBe('me@example.com');
  expect(Config).toMatchObject({
    Env: [expect.stringMatching(/^PATH=/), 'A=1', 'B=two you', 'C=you'],
    ExposedPorts: { '80/tcp': {}, '81/udp': {}, '8000/tcp': {}, '8001/tcp': {} },
    Volumes: { '/data': {} },
    User: '5:6',
    WorkingDir: '/w/1',
    StopSignal: 'SIGINT',
    Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 90e9, Retries: 3 },
    Shell: ['/bin/ash', '-c'],
    Entrypoint: ['/e'],
    Cmd: ['/bin/ash', '-c', 'run $A'],
  });
  expect(Config.Labels).toMatchObject({ x: 'y', 'a b': 'c d', z: "it's" });
  const history = (await work.docker.getImage('config:1').history()) as {
    CreatedBy: string;
    Created: number;
  }[];
  expect(history[0]!.CreatedBy).toBe("/bin/ash -c #(nop)  LABEL z=it's");
  expect(history.every(({ Created }) => Created > 0)).toBe(true);
});

test('with SOURCE_DATE_EPOCH nothing in the image is younger', async () => {
  const work = await engineAtWork();
  const query = { buildargs: JSON.stringify({ SOURCE_DATE_EPOCH: '1000000000' }), t: 'epoch' };
  const built = await build(work.socket, 'FROM scratch\nCOPY . /\n', LS, query);
  expect((await inspect(work, 'epoch')).Created).toBe('2001-09-09T01:46:40Z');
  const times = (await layersOf(work, built.id!)).flat().map(({ mtime }) => mtime!.getTime());
  expect(Math.max(...times)).toBe(1_000_000_000_000);
});

test('what cannot be built is refused in the words of the builder', async () => {
  const { socket } = await engineAtWork();
  const cases: readonly (readonly [dockerfile: string, error: string])[] = [
    ['FROM scratch\nFOO bar', 'dockerfile parse error line 2: unknown instruction: FOO'],
    ['COPY a b', 'no build stage in current context'],
    [' \n', 'the Dockerfile (Dockerfile) cannot be empty'],
    ['FROM scratch', 'No image was generated. Is your Dockerfile empty?'],
    [
      'FROM scratch\nCOPY nosuch /x',
      'file not found in build context or excluded by .dockerignore: stat nosuch',
    ],
    ['FROM scratch\nCOPY ../x /x', 'COPY failed: forbidden path outside the build context: ../x ()'],
    ['FROM scratch\nCOPY a.txt', 'COPY requires at least two arguments, but only one was provided'],
    ['FROM scratch\nCOPY a.txt b.txt /x', 'the destination must be a directory and end with a /'],
    ['FROM scratch\nCOPY *.zip /x', 'COPY failed: no source files were specified'],
    ['FROM scratch\nCOPY --from=5 a /x', 'invalid from flag value 5: index out of bounds'],
    ['FROM scratch\nCOPY --what=1 a /x', 'Unknown flag: what'],
    ['FROM $NONE\nLABEL a=b', 'base name ($NONE) should not be blank'],
    ['FROM nosuch:1', 'pull access denied for nosuch'],
    ['FROM scratch\nLABEL a="b', 'unexpected end of statement while looking for matching double-quote'],
    ['FROM scratch\nRUN make', 'practice runs no Linux processes, so it cannot do `RUN make`'],
    ['FROM scratch\nADD http://example.com/x /x', 'practice uses no network'],
    ['FROM scratch\nCOPY <<EOF /x\nhi\nEOF', 'COPY with a here-document needs BuildKit'],
    ['FROM scratch\nEXPOSE abc', 'Invalid containerPort: abc'],
    ['FROM scratch\nCOPY --chown=bob a.txt /', "can't find uid for user bob"],
  ];
  for (const [dockerfile, error] of cases) {
    expect((await build(socket, dockerfile, LS)).error, dockerfile).toContain(error);
  }
  expect((await build(socket, 'FROM scratch\nLABEL a=b', [], { target: 'no' })).error).toBe(
    'failed to reach build target no in Dockerfile',
  );
  expect((await build(socket, 'FROM scratch', [], { dockerfile: 'Other' })).error).toBe(
    'Cannot locate specified Dockerfile: Other',
  );
});

test('what a build remembers outlives the engine, and goes when it is pruned', async () => {
  const first = await engineAtWork();
  const dockerfile = 'FROM scratch AS files\nCOPY a.txt /\nFROM scratch\nCOPY --from=files /a.txt /b\n';
  await build(first.socket, dockerfile, LS, { t: 'kept' });
  await first.engine.close();
  const again = await engineAtWork(first.folder);
  const rebuilt = await build(again.socket, dockerfile, LS);
  expect(rebuilt.output.match(/Using cache/g)).toHaveLength(2);
  const pruned = (await request(again.socket, 'POST', '/build/prune')).json;
  expect(pruned.SpaceReclaimed).toBeGreaterThan(0);
  expect((await build(again.socket, dockerfile, LS)).output).not.toContain('Using cache');
});
