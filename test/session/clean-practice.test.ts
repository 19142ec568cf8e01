import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { ensurePracticeEngine } from '../../src/engine/practice-process.ts';
import { cleanSession } from '../../src/session/clean.ts';
import { openLedger } from '../../src/session/ledger/ledger.ts';
import { removeFromEngine } from '../../src/session/ledger/remove-from-engine.ts';
import { sessionPaths } from '../../src/session/paths.ts';
import { portFree } from '../../src/session/ports.ts';
import { testLab, type, workbench } from './workbench.ts';

const lab = testLab({ vars: { port: { type: 'port', default: 25_000 + Math.floor(Math.random() * 5000) } } });

test(
  'docker in practice: what the commands create is in the ledger, and goes',
  { timeout: 120_000 },
  async () => {
    const bench = workbench();
    const { session } = await bench.open({ lab });
    const port = session.vars.port!;
    const lines = [
      `docker run -d -p ${port}:5000 --name registry registry:2`,
      'docker pull alpine',
      `docker tag alpine localhost:${port}/alpine`,
      `docker push localhost:${port}/alpine`,
      'docker volume create data',
      `curl -s localhost:${port}/v2/alpine/tags/list`,
    ];
    for (const line of lines) {
      const { exitCode, stderr } = await type(session, line);
      expect([line, exitCode, stderr]).toEqual([line, 0, stderr]);
    }
    const names = session.ledger.entries().map(({ kind, name }) => `${kind} ${name}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'container registry',
        'image registry:2',
        'image alpine:latest',
        `image localhost:${port}/alpine:latest`,
        'volume data',
      ]),
    );
    expect(await portFree(Number(port))).toBe(false);

    const { items, engineStopped } = await cleanSession(session);
    expect(items.filter(({ outcome }) => outcome !== 'removed')).toEqual([]);
    expect(engineStopped).toBe(true);
    expect(existsSync(session.paths.engine)).toBe(false);
    expect(await portFree(Number(port))).toBe(true);
  },
);

test(
  'after a cleaning the session goes on, on a new engine, and can be cleaned again',
  { timeout: 120_000 },
  async () => {
    const bench = workbench();
    const first = await bench.open({ lab });
    await type(first.session, 'docker pull alpine');
    await cleanSession(first.session);
    await first.session.close();
    const { session } = await bench.open({ lab });
    expect((await type(session, 'docker network create shop')).exitCode).toBe(0);
    const { items } = await cleanSession(session);
    expect(items.map(({ entry, outcome }) => `${entry.kind} ${entry.name} ${outcome}`)).toEqual([
      'network shop removed',
    ]);
  },
);

test(
  'an image that came by its digest and got a name later is not told to stay',
  { timeout: 120_000 },
  async () => {
    const { session } = await workbench().open({ lab });
    const app = `localhost:${session.vars.port!}/app`;
    const lines = [
      `docker run -d -p ${session.vars.port!}:5000 --name registry registry:2`,
      `docker pull alpine && docker tag alpine ${app}:v1 && docker push ${app}:v1`,
      `docker image inspect --format '{{index .RepoDigests 1}}' alpine > pinned.txt`,
      `docker image rm alpine ${app}:v1`,
      'docker pull "$(cat pinned.txt)"',
      `docker tag "$(cat pinned.txt)" ${app}:v1-first`,
    ];
    for (const line of lines) expect([line, (await type(session, line)).exitCode]).toEqual([line, 0]);
    const told = async (dryRun: boolean) =>
      (await cleanSession(session, { dryRun })).items
        .filter(({ outcome }) => outcome === 'kept' || outcome === 'failed')
        .map(({ entry, reason }) => `${entry.kind} ${entry.name}: ${reason}`);
    expect(await told(true)).toEqual([]);
    expect(await told(false)).toEqual([]);
  },
);

test('a port that our own container holds is no reason for a notice', { timeout: 120_000 }, async () => {
  const bench = workbench();
  const first = await bench.open({ lab });
  await type(first.session, `docker run -d -p ${first.session.vars.port!}:5000 --name registry registry:2`);
  await first.session.close();
  const { resumed, notices } = await bench.open({ lab });
  expect([resumed, notices]).toEqual([true, []]);
});

test('what comes from another terminal is found when one looks', { timeout: 120_000 }, async () => {
  const { session } = await workbench().open();
  await session.engine.api.createVolume({ Name: 'from-elsewhere' });
  writeFileSync(path.join(session.paths.work, 'by-an-editor'), '');
  const found = await session.ledger.observe();
  expect(found.map(({ kind, name, command }) => [kind, name, command])).toEqual([
    ['volume', 'from-elsewhere', undefined],
    ['file', 'by-an-editor', undefined],
  ]);
  expect(await session.ledger.observe()).toEqual([]);
});

test('what was on the engine before the session stays', { timeout: 120_000 }, async () => {
  const bench = workbench();
  const paths = sessionPaths(path.join(bench.env.WORKSHOP_STATE!, 'sessions', 'test-lab'));
  mkdirSync(paths.engine, { recursive: true });
  const { host } = await ensurePracticeEngine(paths.engine);
  const { api } = connectEngine({ kind: 'practice', host });
  await api.createVolume({ Name: 'old' });
  const { session } = await bench.open();
  for (const line of ['docker volume create new', 'docker volume rm old', 'docker volume create old']) {
    expect((await type(session, line)).exitCode).toBe(0);
  }
  expect(session.ledger.entries().map(({ name }) => name)).toEqual(['new']);
  const ledger = openLedger(paths, session.engine);
  const items = await removeFromEngine(session.engine, ledger.entries(), ledger.baseline().engine, false);
  expect(items.map(({ entry, outcome }) => [entry.name, outcome])).toEqual([['new', 'removed']]);
  const { Volumes } = await api.listVolumes();
  expect(Volumes.map(({ Name }) => Name)).toEqual(['old']);
});
