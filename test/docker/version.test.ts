import { afterAll, beforeAll, expect, test } from 'vitest';
import { program, runCommand, startPractice, type Practice } from './run-docker.ts';

let practice: Practice;
beforeAll(async () => (practice = await startPractice()));
afterAll(() => practice.close());

test('templates tell the API that both speak, by the name that Docker has for it', async () => {
  const format = '{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}}';
  const { code, stdout } = await practice.docker('version', '--format', format);
  expect([code, stdout]).toEqual([0, '1.47 1.47 1.24\n']);
  const { stdout: json } = await practice.docker('version', '--format', '{{json .Server}}');
  expect(JSON.parse(json)).toMatchObject({ ApiVersion: '1.47' });
  expect(json).not.toContain('APIVersion":"1.47"');
});

test('DOCKER_API_VERSION asks for another one, which an engine may not have', async () => {
  const asked = (version: string, ...argv: string[]) =>
    runCommand([process.execPath, '--', program, ...argv], { ...practice.env, DOCKER_API_VERSION: version });
  const format = '{{.Client.APIVersion}}';
  expect((await asked('1.40', 'version', '--format', format)).stdout).toBe('1.40\n');
  expect(await asked('v1.40', 'volume', 'ls', '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await asked('1.99', 'volume', 'ls')).stderr).toBe(
    'Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.47\n',
  );
});
