import { afterAll, expect, test } from 'vitest';
import { runCommand } from '../docker/run-docker.ts';
import { aloneOnRealEngine } from '../real-engine.ts';
import { engineAtWork, request } from './engine-at-work.ts';

const host = process.env.WORKSHOP_TEST_DOCKER_HOST;
if (!host) console.log('practice images on a real engine: skipped, WORKSHOP_TEST_DOCKER_HOST is not set');

aloneOnRealEngine();

const real = (...argv: string[]) => runCommand(['docker', ...argv], { DOCKER_HOST: host });
const pulled: string[] = [];
afterAll(async () => {
  for (const name of pulled) await real('image', 'rm', '-f', name);
});

test.skipIf(!host)(
  'a real engine pulls the practice images from the stand-in and runs them natively',
  async () => {
    const { socket } = await engineAtWork();
    const { json } = await request(socket, 'GET', '/workshop/registries');
    const hub = String(json['docker.io']).replace('http://', '');
    const image = async (name: string) => {
      const full = `${hub}/library/${name}`;
      pulled.push(full);
      const { code, stderr } = await real('pull', '-q', full);
      expect(code, stderr).toBe(0);
      return full;
    };
    const hello = await real('run', '--rm', await image('hello-world'));
    expect(hello).toMatchObject({ code: 0, stderr: '' });
    expect(hello.stdout).toContain('Hello from a practice image!');

    const alpine = await image('alpine');
    expect((await real('run', '--rm', alpine, 'echo', 'a  b')).stdout).toBe('a  b\n');
    expect((await real('run', '--rm', alpine, 'cat', '/etc/os-release')).stdout).toContain('practice');
    expect((await real('run', '--rm', alpine, 'false')).code).toBe(1);

    const registry = await real('run', '--rm', '--entrypoint', '/bin/registry', await image('registry:2'));
    expect(registry.code).toBe(1);
    expect(registry.stderr).toContain('only the practice engine can run it');
  },
);
