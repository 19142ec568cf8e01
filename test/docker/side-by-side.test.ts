import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aloneOnRealEngine } from '../real-engine.ts';
import { program, runCommand, type Outcome } from './run-docker.ts';
import { removeFolder } from '../remove-folder.ts';

const host = process.env.WORKSHOP_TEST_DOCKER_HOST;
aloneOnRealEngine();
const real = realCommand();
const reason = !host
  ? 'WORKSHOP_TEST_DOCKER_HOST is not set'
  : !real
    ? 'there is no docker command on PATH'
    : undefined;
if (reason) console.log(`side by side with the real docker command: skipped, ${reason}`);

function realCommand(): { major: number } | undefined {
  try {
    const text = execFileSync('docker', ['--version'], { encoding: 'utf8' });
    return { major: Number(/version (\d+)/.exec(text)?.[1] ?? 0) };
  } catch {
    return undefined;
  }
}

/** Every name that is made here has this in front, and only such are removed. */
const own = `side-${process.pid}`;
const image = `${own}-image:1`;

/** Lines that both commands must answer alike; older commands word some differently, which `from` tells. */
const lines: readonly { readonly argv: readonly string[]; readonly from?: number }[] = [
  { argv: ['images', '--format', '{{.Repository}}:{{.Tag}} {{.Size}}', image] },
  { argv: ['images', '--format', 'table {{.Tag}}\\t{{.ID}}', image] },
  { argv: ['image', 'ls', '--no-trunc', '-q', image] },
  { argv: ['image', 'inspect', image] },
  { argv: ['image', 'inspect', image, '--format', '{{.Id}} {{json .RootFS}} {{.Config.Labels}}'] },
  { argv: ['image', 'inspect', image, '--format', '{{range .RepoTags}}[{{.}}]{{end}}'] },
  { argv: ['inspect', '--format', '{{.Foo}}', image] },
  { argv: ['inspect', '--format', '{{.Foo', image] },
  { argv: ['history', '--no-trunc', '--human=false', image] },
  { argv: ['history', '-q', image] },
  { argv: ['volume', 'create', `${own}-data`] },
  { argv: ['volume', 'ls', '--filter', `name=${own}`] },
  { argv: ['volume', 'inspect', `${own}-data`] },
  { argv: ['volume', 'rm', `${own}-nosuch`], from: 28 },
  { argv: ['network', 'ls'] },
  { argv: ['network', 'inspect', 'none'] },
  { argv: ['ps', '--filter', `name=${own}`] },
  {
    argv: [
      'ps',
      '-a',
      '--filter',
      `name=${own}`,
      '--format',
      '{{.Names}}|{{.Image}}|{{.Command}}|{{.State}}|{{.Ports}}',
    ],
  },
  {
    argv: [
      'inspect',
      `${own}-box`,
      '--format',
      '{{json .HostConfig.RestartPolicy}} {{.Config.Env}} {{.Config.Cmd}}',
    ],
  },
  { argv: ['port', `${own}-box`] },
  { argv: ['logs', `${own}-box`] },
  { argv: ['ps', '--filter', 'foo=bar'] },
  { argv: ['pull', 'BAD'], from: 28 },
  { argv: ['tag', image, 'me/App'], from: 28 },
  { argv: ['tag', image, 'a b'] },
  { argv: ['tag', `${own}-nosuch`, 'b'] },
  { argv: ['rmi', `${own}-nosuch`], from: 28 },
  { argv: ['start', `${own}-nosuch`] },
  { argv: ['stop', `${own}-nosuch`] },
  { argv: ['rm', `${own}-nosuch`], from: 28 },
  { argv: ['exec', `${own}-nosuch`, 'ls'], from: 28 },
  { argv: ['push', `${own}-nosuch`] },
  { argv: ['logout', 'localhost:1'] },
  { argv: ['tag'], from: 28 },
  { argv: ['images', '--foo'], from: 28 },
  { argv: ['foo'], from: 28 },
  { argv: ['run', '-p', 'x:y', image], from: 28 },
  { argv: ['run', '--rm', '--restart', 'always', image], from: 28 },
];

describe.skipIf(reason !== undefined)('both commands answer alike', () => {
  let folder: string;
  const run = (command: readonly string[]): Promise<Outcome> =>
    runCommand(command, { DOCKER_HOST: host, DOCKER_CONFIG: folder });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'side-by-side-'));
    // An archive with nothing in it is an image as well.
    const tar = Buffer.alloc(1024).toString('latin1');
    const made = await runCommand(
      ['docker', 'import', '-c', 'CMD ["/bin/true"]', '-c', 'LABEL a=b', '-c', 'EXPOSE 80', '-', image],
      { DOCKER_HOST: host, DOCKER_CONFIG: folder },
      tar,
    );
    expect(made.stderr).toBe('');
    const created = await run([
      program,
      'create',
      '--name',
      `${own}-box`,
      '--network',
      'none',
      '-e',
      'A=1',
      image,
      'x',
    ]);
    expect(created.stderr).toBe('');
  });

  afterAll(async () => {
    await run(['docker', 'rm', '-f', `${own}-box`]);
    await run(['docker', 'volume', 'rm', `${own}-data`]);
    await run(['docker', 'rmi', '-f', image]);
    await removeFolder(folder);
  });

  for (const { argv, from = 0 } of lines) {
    const tooOld = real !== undefined && real.major < from;
    if (tooOld)
      console.log(`docker ${argv.join(' ')}: not compared, docker ${real.major} words it differently`);
    test.skipIf(tooOld)(`docker ${argv.join(' ').replaceAll(own, 'own')}`, async () => {
      const theirs = await run(['docker', ...argv]);
      expect(await run([program, ...argv])).toEqual(theirs);
    });
  }
});
