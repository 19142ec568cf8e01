import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../free-port.ts';
import { cleanSession } from '../../src/session/clean.ts';
import { realDocker } from './real-docker.ts';
import { testLab, type, workbench } from './workbench.ts';

const { engine, whyNot } = await realDocker('a lab on a crowded engine');

// Others may work on the same engine, so everything has a name of its own.
const theirs = `crowd-${randomBytes(4).toString('hex')}`;
const ours = `my-${theirs}`;

const docker = async (...args: string[]): Promise<string> => {
  const env = { ...process.env, DOCKER_HOST: engine!.host };
  return (await promisify(execFile)('docker', args, { env })).stdout.trim();
};

/** Every object with one of the two names in its own, and what tells it from a later one of that name. */
async function crowd(): Promise<string[]> {
  const lists = await Promise.all([
    docker('ps', '-a', '--no-trunc', '--format', 'container {{.Names}} {{.ID}} {{.State}}'),
    docker('images', '--no-trunc', '--format', 'image {{.Repository}}:{{.Tag}} {{.ID}}'),
    docker('volume', 'ls', '--format', 'volume {{.Name}}'),
    docker('network', 'ls', '--no-trunc', '--format', 'network {{.Name}} {{.ID}}'),
  ]);
  return lists
    .flatMap((list) => list.split('\n'))
    .filter((line) => line.includes(theirs))
    .sort();
}

/** The image of the registry came by this test. */
let pulled = false;
const answers = (port: number | string) =>
  expect
    .poll(async () => (await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined))?.status)
    .toBe(200);

afterAll(async () => {
  if (whyNot) return;
  const name = (line: string): string => line.split(' ')[1]!;
  const left = await crowd();
  const of = (kind: string): string[] => left.filter((line) => line.startsWith(`${kind} `)).map(name);
  for (const one of of('container')) await docker('rm', '-f', '-v', one);
  for (const one of of('network')) await docker('network', 'rm', one);
  for (const one of of('volume')) await docker('volume', 'rm', '-f', one);
  for (const one of of('image')) await docker('rmi', one);
  // Unless somebody else uses it by now.
  if (pulled) await docker('rmi', 'registry:2').catch(() => undefined);
});

const place = { file: '', line: 1, column: 1 };

/** A lab that makes a registry with a volume, in a network, all called by its variable. */
function registryLab(port: number) {
  const spec = {
    name: '${who}-registry',
    network: '${who}-net',
    mounts: [{ type: 'volume', source: '${who}-store' }],
    publishes: '${port}:5000',
  };
  const steps = testLab().steps.map((step) => ({ ...step, check: [{ kind: 'container', spec, place }] }));
  return testLab({
    vars: { who: { type: 'text', default: theirs }, port: { type: 'port', default: port } },
    steps,
  });
}

test.skipIf(whyNot !== '')(
  `whoever has containers, images, volumes, networks and a running registry keeps them all${whyNot}`,
  async () => {
    const port = await freePort();
    const bench = workbench();
    const lab = registryLab(port);
    const run = (name: string, at: number | string) => [
      ...['run', '-d', '--name', `${name}-registry`, '--network', `${name}-net`],
      ...['-v', `${name}-store:/var/lib/registry`, '-p', `127.0.0.1:${at}:5000`, 'registry:2'],
    ];
    pulled = (await docker('images', '-q', 'registry:2')) === '';
    await docker('network', 'create', `${theirs}-net`);
    await docker(...run(theirs, port));
    await answers(port);
    await docker('tag', 'registry:2', `localhost:${port}/${theirs}:1`);
    await docker('push', `localhost:${port}/${theirs}:1`);
    const before = await crowd();
    expect(before.map((line) => line.split(' ')[0])).toEqual(['container', 'image', 'network', 'volume']);

    const where = { lab, engineKind: 'docker', engineHost: engine!.host } as const;
    const fault = await bench.open(where).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      what: expect.stringMatching(
        new RegExp(
          `a container \`${theirs}-registry\`.*a volume \`${theirs}-store\`.*a network \`${theirs}-net\``,
        ),
      ) as string,
      todo: expect.stringContaining(`docker rename ${theirs}-registry my-${theirs}-registry`) as string,
      exit: 3,
    });
    expect(await crowd()).toEqual(before);

    const { session, notices } = await bench.open({ ...where, given: { who: ours } });
    expect(session.vars.port).not.toBe(String(port));
    expect(notices.join()).toContain(`${port}`);
    const mine = session.vars.port!;
    const lines = [
      `docker network create ${ours}-net`,
      `docker ${run(ours, mine).join(' ')}`,
      `docker tag registry:2 localhost:${mine}/${ours}:1 && docker push localhost:${mine}/${ours}:1`,
    ];
    for (const line of lines) {
      const { exitCode, stderr } = await type(session, line);
      expect([line, exitCode], stderr).toEqual([line, 0]);
      if (line.includes(' run ')) await answers(mine);
    }
    expect(await crowd()).toHaveLength(2 * before.length);
    const { items } = await cleanSession(session);
    expect(items.map(({ entry, outcome }) => `${entry.kind} ${entry.name} ${outcome}`).sort()).toEqual([
      `container ${ours}-registry removed`,
      `image localhost:${mine}/${ours}:1 removed`,
      `network ${ours}-net removed`,
      `volume ${ours}-store removed`,
    ]);
    expect(await crowd()).toEqual(before);
    const tags = await fetch(`http://127.0.0.1:${port}/v2/${theirs}/tags/list`);
    expect(await tags.json()).toEqual({ name: theirs, tags: ['1'] });
  },
);
