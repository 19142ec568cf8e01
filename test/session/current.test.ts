import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { kinds } from '../../src/checks/kinds.ts';
import { packageRoot } from '../../src/engine/package-root.ts';
import { stopPracticeEngine } from '../../src/engine/practice-process.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { loadLab } from '../../src/lab/load.ts';
import { lockOwner } from '../../src/practice/lock.ts';
import { currentSession } from '../../src/session/current.ts';
import { envLines, shellOf } from '../../src/session/env-lines.ts';
import { listSessions } from '../../src/session/list-sessions.ts';
import { withStep } from '../../src/session/progress.ts';
import { type, workbench } from './workbench.ts';

const lab: Lab = loadLab(path.join(packageRoot(), 'labs', 'local-registry.yaml'), { kinds }).lab!;

test('where nothing was started there is no current session', async () => {
  expect(await currentSession(workbench().env)).toBeUndefined();
});

test('another terminal finds the session, its progress, what was typed, and tells the app what it did', async () => {
  const bench = workbench();
  const { session } = await bench.open({ lab });
  await session.progress.update((was) => ({ ...was, current: 'run' }));
  await type(session, 'x=1; echo $x');
  const other = (await currentSession(bench.env))!;
  expect(other.vars).toEqual(session.vars);
  expect(other.labId).toBe('local-registry');
  expect(other.engine.host).toBe(session.engine.host);
  expect((await other.world('run')).typed.map(({ line }) => line)).toEqual(['x=1; echo $x']);
  expect((await type(other, 'echo $x')).stdout).toBe('1\n');

  const told = new Promise<string | undefined>((resolve) => {
    session.progress.watch(({ current }) => resolve(current));
  });
  await other.progress.update((was) => withStep({ ...was, current: 'push' }, 'run', { state: 'done' }));
  expect(await told).toBe('push');
  await other.close();
});

test('of several sessions the latest used is the current one; a lab’s name or the session’s own shell decide', async () => {
  const bench = workbench();
  const first = await bench.open({ lab });
  const second = await bench.open({ lab: { ...lab, id: 'second' } });
  const current = async (env: Record<string, string>, id?: string) =>
    (await currentSession({ ...bench.env, ...env }, id, { startEngine: false }))?.name;
  expect(await current({})).toBe('second');
  await first.session.progress.update((was) => was);
  expect(await current({})).toBe('local-registry');
  expect(await current({}, 'second')).toBe('second');
  expect(await current({ WORKSHOP_SESSION: 'second' })).toBe('second');
  expect(await current({}, 'third')).toBeUndefined();
  expect(second.session.env().WORKSHOP_SESSION).toBe('second');
  expect(listSessions(bench.env).map(({ name }) => name)).toEqual(['local-registry', 'second']);
});

test('asking for hints starts no engine, checking does', async () => {
  const bench = workbench();
  const { session } = await bench.open({ lab });
  await session.close();
  await stopPracticeEngine(session.paths.engine);
  const asleep = (await currentSession(bench.env, undefined, { startEngine: false }))!;
  await expect(asleep.engine.api.ping()).rejects.toThrow();
  const awake = (await currentSession(bench.env))!;
  expect(String(await awake.engine.api.ping())).toBe('OK');
});

test('an engine that was killed is started again at the next command, with its data', async () => {
  const { session } = await workbench().open();
  await type(session, 'docker volume create kept');
  process.kill(lockOwner(path.join(session.paths.engine, 'owner'))!.pid, 'SIGKILL');
  const { stdout, notices } = await type(session, 'docker volume ls -q');
  expect(stdout).toBe('kept\n');
  expect(notices.join()).toContain('started again');
});

test('the lines of `workshop env` bring a shell into the session', async () => {
  const { session } = await workbench({ DOCKER_CONTEXT: 'other', PATH: "/usr/bin:/bin:/it's here" }).open();
  const lines = envLines(session.envChanges(), 'bash').join('\n');
  const script = `${lines}\necho "$DOCKER_HOST|$DOCKER_CONFIG|\${DOCKER_CONTEXT-none}|$WORKSHOP_SESSION|$PATH"`;
  const told = execFileSync('sh', ['-c', script], {
    env: { DOCKER_CONTEXT: 'other', PATH: '/bin' },
  }).toString();
  expect(told.trim()).toBe(
    `${session.engine.host}|${session.paths.docker}|none|test-lab|${session.paths.bin}:/usr/bin:/bin:/it's here`,
  );
  const fish = envLines(session.envChanges(), 'fish');
  expect(fish).toContain(`set -gx PATH '${session.paths.bin}' '/usr/bin' '/bin' '/it\\'s here';`);
  expect(fish).toContain('set -e DOCKER_CONTEXT;');
  expect([shellOf({ SHELL: '/usr/bin/fish' }), shellOf({ SHELL: '/bin/zsh' }), shellOf({})]).toEqual([
    'fish',
    'zsh',
    'sh',
  ]);
});
