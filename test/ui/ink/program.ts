/*
 * What the tests start in a pseudo-terminal: `menu`, `steps`, or both, on a scripted walk; `slow`: a walk that is
 * there when a file is.
 */
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { runMenu, runScreens } from '../../../src/ui/ink/index.tsx';
import { lab, ScriptedWalk } from './scripted-walk.ts';

const [what = 'steps', pace = '0'] = process.argv.slice(2);

if (what === 'menu' || what === 'both') {
  const ending = new AbortController();
  process.once('SIGTERM', () => ending.abort());
  const { id, title, summary, level, minutes } = lab;
  const other = { level, minutes, needs: [], engines: ['practice'], steps: 8, done: 0 } as const;
  const choice = await runMenu({
    signal: ending.signal,
    labs: [
      {
        ...other,
        id: 'references',
        title: 'What an image name says',
        summary: 'Domain, repository, tag, digest: read any reference.',
        minutes: 15,
        done: 8,
        used: 1,
      },
      {
        ...other,
        id: 'docker-hub',
        title: 'Share an image on Docker Hub',
        summary: 'Log in, tag, push and pull, and be refused.',
        needs: [],
      },
      {
        ...other,
        id: 'versions',
        title: 'Tags as versions, layers as storage',
        summary: 'Push versions, move a tag, pin by digest.',
        level: 'intermediate',
        minutes: 30,
      },
      { ...other, id, title, summary, minutes, steps: 12, done: 3, used: 5 },
      {
        ...other,
        id: 'swarm',
        title: 'A registry for a cluster',
        summary: 'Why an image built on one node cannot start on the others.',
        level: 'advanced',
        minutes: 40,
        needs: ['swarm'],
      },
    ],
    engines: [
      {
        kind: 'practice',
        about:
          'Practice: an engine and registries of our own. Nothing is installed, nothing leaves this machine.',
      },
      { kind: 'docker', about: 'Docker 28.2 at /var/run/docker.sock: the real engine of this machine.' },
    ],
  });
  process.stdout.write(`chosen: ${JSON.stringify(choice ?? null)}\n`);
}
if (what !== 'menu') {
  await runScreens({
    opening:
      what === 'slow'
        ? { title: lab.title, engine: 'practice', states: ['done', 'open', 'open'], index: 1 }
        : undefined,
    async walk(terminal) {
      while (what === 'slow' && !existsSync(pace)) await wait(10);
      return new ScriptedWalk(terminal, what === 'slow' ? 0 : Number(pace));
    },
  });
  process.stdout.write('left\n');
}
