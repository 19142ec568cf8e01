import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aloneOnRealEngine } from '../real-engine.ts';
import { program, runCommand, startPractice } from './run-docker.ts';
import type { Outcome, Practice } from './run-docker.ts';

const realHost = process.env.WORKSHOP_TEST_DOCKER_HOST;
aloneOnRealEngine();
if (!realHost) console.log('builds on a real engine: left out, WORKSHOP_TEST_DOCKER_HOST is not set');

let practice: Practice;
let context: string;
beforeAll(async () => {
  practice = await startPractice();
  context = path.join(practice.folder, 'context');
  mkdirSync(path.join(context, 'sub', 'deep'), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(path.join(context, name), text);
  write('Dockerfile', 'FROM scratch\nCOPY . /srv/\nLABEL made=here\n');
  write('.dockerignore', '# secrets stay here\n*.key\nsub/**/skip*\n!sub/deep/skip-not\nDockerfile\n');
  write('app.txt', 'app');
  write('my.key', 'secret');
  write('sub/deep/skip-this', 'no');
  write('sub/deep/skip-not', 'yes');
  write('sub/kept', 'yes');
});
afterAll(() => practice.close());

const clients = [
  { name: 'our docker', command: [process.execPath, '--', program] },
  ...['/usr/bin/docker', '/usr/local/bin/docker']
    .filter((file) => existsSync(file))
    .map((file) => ({ name: file, command: [file] })),
];
if (clients.length === 1) console.log('no real docker command on this machine: only ours builds');

const run = (command: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Outcome> =>
  runCommand(command, { ...env, DOCKER_BUILDKIT: '0' }, input);

async function filesOf(image: string, env: NodeJS.ProcessEnv = practice.env): Promise<string[]> {
  const archive = path.join(practice.folder, 'files.tar');
  expect(await run([...clients[0]!.command, 'save', '-o', archive, image], env)).toMatchObject({ code: 0 });
  const { unpackTar } = await import('modern-tar');
  const outer = await unpackTar(new Uint8Array(readFileSync(archive)));
  const text = (name: string): string =>
    Buffer.from(outer.find(({ header }) => header.name === name)!.data!).toString();
  const [{ Layers }] = JSON.parse(text('manifest.json')) as [{ Layers: string[] }];
  const layers = await Promise.all(
    Layers.map((name) => unpackTar(outer.find(({ header }) => header.name === name)!.data!)),
  );
  return layers
    .flat()
    .filter(({ header }) => header.type === 'file')
    .map(({ header }) => header.name);
}

test('every client sends the same files, and gets the same image', async () => {
  const ids = new Set<string>();
  for (const { name, command } of clients) {
    const built = await run(
      [...command, 'build', '--no-cache', '-t', 'app:1', '-t', 'app:2', context],
      practice.env,
    );
    expect(built, name).toMatchObject({ code: 0 });
    expect(built.stdout, name).toMatch(
      /^Sending build context to Docker daemon +[\d.]+kB\r\r\nStep 1\/3 : FROM scratch\n/,
    );
    expect(built.stdout, name).toMatch(
      /Successfully built [0-9a-f]{12}\nSuccessfully tagged app:1\nSuccessfully tagged app:2\n$/,
    );
    ids.add((await practice.docker('image', 'inspect', '-f', '{{.Id}}', 'app:2')).stdout);
  }
  expect(ids.size).toBe(1);
  expect(await filesOf('app:1')).toEqual([
    'srv/.dockerignore',
    'srv/app.txt',
    'srv/sub/deep/skip-not',
    'srv/sub/kept',
  ]);
}, 60_000);

test('an image that was pulled is saved and loaded like one that was built', async () => {
  await practice.docker('pull', '-q', 'alpine');
  const id = (await practice.docker('image', 'inspect', '-f', '{{.Id}} {{.Size}}', 'alpine')).stdout;
  const archive = path.join(practice.folder, 'pulled.tar');
  expect(await practice.docker('save', '-o', archive, 'alpine')).toMatchObject({ code: 0, stderr: '' });
  await practice.docker('image', 'rm', 'alpine');
  expect(await practice.docker('load', '-i', archive)).toMatchObject({ code: 0, stderr: '' });
  expect((await practice.docker('image', 'inspect', '-f', '{{.Id}} {{.Size}}', 'alpine')).stdout).toBe(id);
});

test('an image is as large as its files, and not as the archive around them', async () => {
  await practice.docker('build', '-q', '-t', 'sized', context);
  const size = (await practice.docker('image', 'inspect', '-f', '{{.Size}}', 'sized')).stdout;
  const files = ['.dockerignore', 'app.txt', 'sub/deep/skip-not', 'sub/kept'];
  const bytes = files.map((file) => readFileSync(path.join(context, file)).length);
  expect(Number(size)).toBe(bytes.reduce((sum, one) => sum + one));
});

test('a Dockerfile may come from elsewhere, and from standard input; so may the files', async () => {
  const elsewhere = path.join(practice.folder, 'Elsewhere');
  const dockerfile = 'FROM scratch\nCOPY app.txt /x\n';
  writeFileSync(elsewhere, dockerfile);
  const build = (input: string, ...argv: string[]): Promise<Outcome> =>
    practice.dockerWithInput(input, 'build', '-q', ...argv);
  const id = (await build('', '-f', elsewhere, context)).stdout;
  expect(id).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  expect((await build(dockerfile, '-f', '-', context)).stdout).toBe(id);
  const file = path.join(practice.folder, 'id');
  expect((await build('FROM scratch\nLABEL a=b\n', '--iidfile', file, '-')).stdout.trim()).toBe(
    readFileSync(file, 'utf8'),
  );
  const failed = await build(dockerfile, '-');
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('COPY failed: file not found in build context');
});

test('what cannot be sent is refused before anything is', async () => {
  const cases: readonly (readonly [argv: readonly string[], error: string])[] = [
    [['nosuch'], 'unable to prepare context: path "nosuch" not found\n'],
    [
      [path.join(context, 'app.txt')],
      `unable to prepare context: context must be a directory: ${context}/app.txt\n`,
    ],
    [
      ['-f', path.join(context, 'nosuch', 'x'), context],
      `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${context}/nosuch: no such file or directory\n`,
    ],
    [['-f', '-', '-'], "invalid argument: can't use stdin for both build context and dockerfile\n"],
  ];
  for (const [argv, error] of cases) {
    expect(await practice.docker('build', ...argv)).toEqual({ code: 1, stdout: '', stderr: error });
  }
  expect(await practice.docker('build', '-t', 'BAD', context)).toMatchObject({ code: 125 });
});

test('images go to archives and come back', async () => {
  const archive = path.join(practice.folder, 'images.tar');
  await practice.docker('build', '-q', '-t', 'saved:1', '-t', 'saved:2', context);
  const id = (await practice.docker('image', 'inspect', '-f', '{{.Id}}', 'saved:1')).stdout;
  for (const { name, command } of clients) {
    const docker = (...argv: string[]): Promise<Outcome> => run([...command, ...argv], practice.env);
    expect(await docker('save', '-o', archive, 'saved'), name).toMatchObject({ code: 0 });
    expect(await docker('image', 'rm', 'saved:1', 'saved:2'), name).toMatchObject({ code: 0 });
    const loaded = await docker('load', '-i', archive);
    expect(loaded, name).toMatchObject({ code: 0, stdout: 'Loaded image: saved:1\nLoaded image: saved:2\n' });
    expect((await docker('image', 'inspect', '-f', '{{.Id}}', 'saved:2')).stdout, name).toBe(id);
    expect(await docker('save', 'nosuch'), name).toMatchObject({
      code: 1,
      stderr: 'Error response from daemon: No such image: nosuch\n',
    });
    const imported = await docker('import', '-m', 'hello', '-c', 'CMD ["x"]', archive, 'imported:1');
    expect(imported.stdout, name).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    const about = await docker('inspect', '-f', '{{.Comment}} {{.Config.Cmd}}', 'imported:1');
    expect(about.stdout, name).toBe('hello [x]\n');
  }
}, 60_000);

test.skipIf(!realHost)(
  'our docker builds on a real engine, and archives go both ways',
  async () => {
    const real = { ...practice.env, DOCKER_HOST: realHost };
    const [here, there] = [`both-${process.pid}:here`, `both-${process.pid}:there`];
    const docker = (env: NodeJS.ProcessEnv, ...argv: string[]): Promise<Outcome> =>
      run([...clients[0]!.command, ...argv], env);
    try {
      expect(await docker(real, 'build', '-q', '-t', there, context)).toMatchObject({ code: 0 });
      expect(await filesOf(there, real)).toEqual([
        'srv/.dockerignore',
        'srv/app.txt',
        'srv/sub/deep/skip-not',
        'srv/sub/kept',
      ]);
      await docker(practice.env, 'build', '-q', '-t', here, context);
      for (const [image, from, to] of [
        [here, practice.env, real],
        [there, real, practice.env],
      ] as const) {
        const archive = path.join(practice.folder, 'between.tar');
        expect(await docker(from, 'save', '-o', archive, image)).toMatchObject({ code: 0 });
        expect(await docker(to, 'load', '-i', archive)).toMatchObject({
          code: 0,
          stdout: `Loaded image: ${image}\n`,
        });
        const id = async (env: NodeJS.ProcessEnv): Promise<string> =>
          (await docker(env, 'image', 'inspect', '-f', '{{.Id}}', image)).stdout;
        expect(await id(to)).toBe(await id(from));
      }
    } finally {
      await docker(real, 'image', 'rm', here, there);
    }
  },
  60_000,
);
