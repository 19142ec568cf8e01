import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createRegistry } from '../../src/registry/registry.ts';
import { cleanSession } from '../../src/session/clean.ts';
import { exit, program } from './child.ts';
import { realDocker } from './real-docker.ts';
import { testLab, type, workbench } from './workbench.ts';

const { engine, whyNot } = await realDocker('cleaning up on a real engine');

/** An app in a process of its own, that types one line; the line ends with it, as with a terminal that is closed. */
const killable = program(`
  import { openSession } from './open.ts';
  const { session } = await openSession(JSON.parse(process.argv[2]));
  await session.run(process.argv[3]);
`);

// Others may work on the same engine, so everything has a name of its own.
const mine = `session-${randomBytes(4).toString('hex')}`;
const before = (...args: string[]): string =>
  execFileSync('docker', args, { env: { ...process.env, DOCKER_HOST: engine!.host } })
    .toString()
    .trim();
const all = (): string[] =>
  [
    ...before('ps', '-a', '--format', 'container {{.Names}}').split('\n'),
    ...before('images', '--format', 'image {{.Repository}}:{{.Tag}}').split('\n'),
    ...before('volume', 'ls', '--format', 'volume {{.Name}}').split('\n'),
  ]
    .filter((line) => line.includes(mine))
    .map((line) => line.replaceAll(mine, 'X'))
    .sort();

afterAll(() => {
  if (whyNot) return;
  for (const line of all()) {
    const [kind, name] = line.replaceAll('X', mine).split(' ');
    if (kind === 'container') before('rm', '-f', name!);
  }
  for (const line of all()) {
    const [kind, name] = line.replaceAll('X', mine).split(' ');
    if (kind === 'image') before('rmi', '-f', name!);
    if (kind === 'volume') before('volume', 'rm', '-f', name!);
  }
});

test.skipIf(whyNot !== '')(`on a real engine only what the session created goes${whyNot}`, async () => {
  const bench = workbench();
  const context = path.join(bench.folder, 'context');
  execFileSync('sh', [
    '-c',
    `mkdir '${context}' && printf 'FROM scratch\\nLABEL a=1\\nCMD ["/x"]\\n' > '${context}/Dockerfile' && printf 'FROM scratch\\nLABEL a=2\\nCMD ["/x"]\\n' > '${context}/two'`,
  ]);
  before('build', '-q', '-t', `${mine}-old:1`, context);
  before('create', '--name', `${mine}-old`, `${mine}-old:1`);
  before('volume', 'create', `${mine}-old`);
  const old = ['container X-old', 'image X-old:1', 'volume X-old'];
  expect(all()).toEqual(old);

  const { session } = await bench.open({ engineKind: 'docker', engineHost: engine!.host });
  expect(session.name).toBe('test-lab@docker');
  const lines = [
    `docker tag ${mine}-old:1 ${mine}-new:1`,
    `docker build -q -t ${mine}-built:1 -f '${context}/two' '${context}'`,
    `docker create --name ${mine}-new -v ${mine}-data:/data ${mine}-built:1`,
    `docker volume create ${mine}-new`,
    `docker volume create ${mine}-taken`,
    `docker create --name ${mine}-replaced ${mine}-built:1`,
    // The image loses its own name; another of the session's is its last then.
    `docker tag ${mine}-old:1 ${mine}-old:2 && docker rmi ${mine}-new:1 && docker tag ${mine}-old:1 ${mine}-new:2`,
  ];
  for (const line of lines) expect([line, (await type(session, line)).exitCode]).toEqual([line, 0]);
  // Somebody else, behind the session's back.
  before('rm', `${mine}-replaced`);
  before('create', '--name', `${mine}-replaced`, `${mine}-old:1`);
  before('create', '--name', `${mine}-foreign`, `${mine}-old:1`);
  before('volume', 'rm', `${mine}-new`, `${mine}-taken`);
  before('volume', 'create', `${mine}-taken`);

  const planned = await cleanSession(session, { dryRun: true });
  const { items } = await cleanSession(session);
  const told = (report: typeof items) =>
    report
      .map(({ entry, outcome }) => `${entry.kind} ${entry.name.replaceAll(mine, 'X')}: ${outcome}`)
      .map((line) => line.replace(/sha256:[0-9a-f]{64}/, 'in between'))
      .sort();
  expect(told(items)).toEqual([
    'container X-new: removed',
    'container X-replaced: gone',
    'image X-built:1: removed',
    'image X-new:1: gone',
    'image X-new:2: removed',
    'image X-old:2: removed',
    // What the build made on the way: the classic builder keeps an image for each instruction.
    'image in between: removed',
    'volume X-data: removed',
    'volume X-taken: kept',
  ]);
  expect(told(planned.items).map((line) => line.replace('would-remove', 'removed'))).toEqual(told(items));
  expect(all()).toEqual([...old, 'container X-foreign', 'container X-replaced', 'volume X-taken'].sort());
  expect(session.ledger.entries().map(({ name }) => name.replace(mine, 'X'))).toEqual(['X-taken']);
});

test.skipIf(whyNot !== '')(`an image that was there before outlives its last name${whyNot}`, async () => {
  const bench = workbench();
  const name = `${mine}-kept`;
  execFileSync('sh', [
    '-c',
    `printf 'FROM scratch\\nLABEL a=3\\n' | DOCKER_HOST=${engine!.host} docker build -q -t ${name}:1 -`,
  ]);
  const id = before('image', 'inspect', '-f', '{{.Id}}', `${name}:1`);
  const { session } = await bench.open({ engineKind: 'docker', engineHost: engine!.host });
  await type(session, `docker tag ${name}:1 ${name}:2 && docker rmi ${name}:1`);
  const { items } = await cleanSession(session);
  expect(items.map(({ entry, outcome }) => `${entry.name} ${outcome}`)).toEqual([`${name}:2 kept`]);
  expect(before('image', 'inspect', '-f', '{{.Id}}', id)).toBe(id);
});

test.skipIf(whyNot !== '')(
  `the learner’s own logins and keychain are not touched by a real docker command${whyNot}`,
  async () => {
    const { session } = await workbench().open({ engineKind: 'docker', engineHost: engine!.host });
    const { stdout } = await type(
      session,
      'cat "$DOCKER_CONFIG/config.json"; docker version >/dev/null && echo fine',
    );
    expect(stdout).toContain('registry-workshop.invalid');
    expect(stdout).toContain('fine');
  },
);

test.skipIf(whyNot !== '')(
  `what somebody else makes at the same moment is theirs, what a script makes is the session’s${whyNot}`,
  async () => {
    const { session } = await workbench().open({ engineKind: 'docker', engineHost: engine!.host });
    const name = `${mine}-same`;
    before('import', '/dev/null', `${name}:1`);
    writeFileSync(
      path.join(session.paths.work, 'script'),
      `docker create -v /data ${name}:1 /x && docker tag ${name}:1 ${name}:script\nwhile [ ! -e go ]; do sleep 0.05; done\n`,
    );
    const running = type(session, 'sh ./script');
    await expect.poll(() => all()).toContain('image X-same:script');
    before('create', '--name', `${name}-foreign`, '-v', `${name}-foreign:/data`, `${name}:1`, '/x');
    before('tag', `${name}:1`, `${name}:foreign`);
    writeFileSync(path.join(session.paths.work, 'go'), '');
    expect((await running).exitCode).toBe(0);
    const kinds = session.ledger
      .entries()
      .filter(({ kind }) => kind !== 'file')
      .map(({ kind, name: of }) => (kind === 'image' ? of.replace(mine, 'X') : kind));
    expect(kinds).toEqual(['container', 'volume', 'X-same:script']);
    await cleanSession(session);
    expect(all().filter((line) => line.includes('-same'))).toEqual([
      'container X-same-foreign',
      'image X-same:1',
      'image X-same:foreign',
      'volume X-same-foreign',
    ]);
  },
);

test.skipIf(whyNot !== '')(`a lab does not begin where its names are taken${whyNot}`, async () => {
  const bench = workbench();
  const name = `${mine}-name`;
  before('import', '/dev/null', `${name}:1`);
  before('create', '--name', name, '-v', `${name}-data:/data`, `${name}:1`, '/x');
  const check = (kind: string, spec: object) => ({ kind, spec, place: { file: '', line: 1, column: 1 } });
  const [step] = testLab().steps;
  const lab = testLab({
    vars: { who: { type: 'text', default: 'free' } },
    steps: [
      {
        ...step!,
        check: [
          check('container', { name: '${who}', mounts: [{ type: 'volume', source: `${name}-data` }] }),
          check('container', { name: `${name}-gone`, absent: true }),
          check('image', { name: `${name}:1`, absent: true }),
        ],
      },
    ],
  });
  const where = { lab, engineKind: 'docker', engineHost: engine!.host } as const;
  const fault = await bench.open({ ...where, given: { who: name } }).catch((error: unknown) => error);
  expect(fault).toMatchObject({
    what: expect.stringMatching(
      `this lab makes a container \`${name}\`, and there is one already \\(made of ${name}:1, .*a volume \`${name}-data\``,
    ) as string,
    todo: expect.stringContaining(`--var who=my-${name}`) as string,
    exit: 3,
  });
  before('rm', name);
  before('volume', 'rm', `${name}-data`);
  const { session, notices, resumed } = await bench.open({ ...where, given: { who: name } });
  expect([resumed, notices.join()]).toEqual([false, expect.stringContaining(`The image \`${name}:1\``)]);
  await type(session, `docker create --name ${name} -v ${name}-data:/data ${name}:1 /x`);
  await session.close();
  expect(await bench.open(where)).toMatchObject({ resumed: true, notices: [] });
});

test.skipIf(whyNot !== '')(
  `what a command made whose app was killed is found at the next start${whyNot}`,
  async () => {
    const bench = workbench();
    const name = `${mine}-killed`;
    before('import', '/dev/null', `${name}:1`);
    const where = { engineKind: 'docker', engineHost: engine!.host } as const;
    const { session } = await bench.open(where);
    await session.close();
    const child = (await killable)(
      JSON.stringify({ lab: testLab(), given: {}, env: bench.env, ...where }),
      `
      docker create --name ${name} ${name}:1 /x; docker volume create ${name}; docker tag ${name}:1 ${name}:2; sleep 600`,
    );
    await expect.poll(() => all()).toContain('image X-killed:2');
    child.kill('SIGKILL');
    await exit(child);
    const again = await bench.open(where);
    expect(again.resumed).toBe(true);
    const { items } = await cleanSession(again.session);
    expect(
      items.map(({ entry, outcome }) => `${entry.kind} ${entry.name.replace(mine, 'X')} ${outcome}`),
    ).toEqual(['container X-killed removed', 'volume X-killed removed', 'image X-killed:2 removed']);
    expect(all().filter((line) => line.includes('-killed'))).toEqual(['image X-killed:1']);
  },
);

test.skipIf(whyNot !== '')(
  `what a build pulls for FROM, and what a rebuild leaves without a name, goes too${whyNot}`,
  async () => {
    const bench = workbench();
    const name = `${mine}-base`;
    const registry = createRegistry({ root: path.join(bench.folder, 'registry') });
    onTestFinished(() => registry.close());
    const { port } = await registry.listen();
    const base = `127.0.0.1:${port}/${name}`;
    const build = (tag: string, text: string) =>
      `printf '${text}' > Dockerfile; docker build -q -t ${tag} . && docker push -q ${tag}`;
    before('import', '/dev/null', `${name}-seed:1`);
    before('tag', `${name}-seed:1`, `${base}:1`);
    // The registry serves within this process, which must not wait for the push.
    await promisify(execFile)('docker', ['push', `${base}:1`], {
      env: { ...process.env, DOCKER_HOST: engine!.host },
    });
    before('rmi', `${base}:1`, `${name}-seed:1`);
    // Somebody else's image without a name.
    execFileSync('sh', ['-c', `printf 'FROM scratch\\nLABEL by=${name}\\n' > '${bench.folder}/Dockerfile'`]);
    const foreign = before('build', '-q', bench.folder);
    const labeled = () => before('images', '-aq', '--no-trunc', '--filter', `label=by=${name}`).split('\n');

    const { session } = await bench.open({ engineKind: 'docker', engineHost: engine!.host });
    const built = `127.0.0.1:${port}/${mine}-rebuilt:1`;
    const text = (step: number) => `FROM ${base}:1\\nLABEL by=${name} step=${step}\\n`;
    for (const line of [
      'export DOCKER_BUILDKIT=0',
      build(built, text(1)),
      build(built, text(2)),
      // The earlier ones keep only the digest under which they were pushed.
      build(built, text(3)),
    ]) {
      const { exitCode, stderr } = await type(session, line);
      expect([line, exitCode], stderr).toEqual([line, 0]);
    }
    expect(session.ledger.entries().map((entry) => entry.name)).toContain(`${base}:1`);
    expect(new Set(labeled()).size).toBe(4);
    const planned = await cleanSession(session, { dryRun: true });
    const { items } = await cleanSession(session);
    expect(items.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(planned.items.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(labeled()).toEqual([foreign]);
    expect(before('images', '-q', base)).toBe('');
    before('rmi', foreign);
  },
);
