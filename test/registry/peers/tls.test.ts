import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../start.ts';
import { aloneOnRealEngine } from '../../real-engine.ts';
import { answeringEngines } from './engine.ts';
import { ociLayout } from './oci-layout.ts';
import { findProgram, run } from './programs.ts';
import { startSecured } from './secured.ts';

const skopeo = findProgram('skopeo');

describe.skipIf(!skopeo)('skopeo, with htpasswd over TLS', () => {
  test('copies, lists, inspects and deletes; not without password or certificate', async () => {
    const { host, certs } = await startSecured();
    const folder = await temporaryFolder();
    const image = `docker://${host}/me/app`;
    const layout = await ociLayout(folder);
    const push = (...args: string[]) => run(skopeo!, ['copy', ...args, layout, `${image}:v1`]);
    await expect(push('--dest-creds', 'me:pw')).rejects.toThrow(/certificate/);
    await expect(push('--dest-cert-dir', certs)).rejects.toThrow(/authentication required|unauthorized/);
    await expect(push('--dest-cert-dir', certs, '--dest-creds', 'me:no')).rejects.toThrow(/unauthorized/);
    await push('--dest-cert-dir', certs, '--dest-creds', 'me:pw');
    const login = ['--cert-dir', certs, '--creds', 'me:pw'];
    const both = [
      '--src-cert-dir',
      certs,
      '--src-creds',
      'me:pw',
      '--dest-cert-dir',
      certs,
      '--dest-creds',
      'me:pw',
    ];
    await run(skopeo!, ['copy', ...both, `${image}:v1`, `docker://${host}/other:v2`]);
    const tags = await run(skopeo!, ['list-tags', ...login, `docker://${host}/other`]);
    expect(JSON.parse(tags)).toMatchObject({ Tags: ['v2'] });
    const inspected = await run(skopeo!, ['inspect', ...login, `${image}:v1`]);
    expect(JSON.parse(inspected)).toMatchObject({ Os: 'linux' });
    await run(skopeo!, ['delete', ...login, `${image}:v1`]);
    await expect(run(skopeo!, ['inspect', ...login, `${image}:v1`])).rejects.toThrow(/unknown/);
  });
});

const engines = await answeringEngines();
aloneOnRealEngine();

// Docker does not verify certificates of 127.0.0.0/8, so that nothing needs to be put into /etc/docker/certs.d.
describe.each(engines)('$name, with htpasswd over TLS', (engine) => {
  test('logs in, pushes, mounts, inspects and pulls; not without the password', async () => {
    const { host, lines } = await startSecured();
    const folder = await temporaryFolder();
    const cli = (...args: string[]) => engine.docker(folder, ...args);
    const [image, second] = [`${host}/me/app:v1`, `${host}/me/second:v2`];
    await writeFile(`${folder}/file`, randomBytes(50_000));
    await run('tar', ['-C', folder, '-cf', `${folder}/a.tar`, 'file']);
    await cli('import', `${folder}/a.tar`, image);
    await cli('tag', image, second);
    onTestFinished(() =>
      cli('rmi', '-f', image, second).then(
        () => undefined,
        () => undefined,
      ),
    );
    await expect(cli('push', image)).rejects.toThrow(/no basic auth credentials/);
    await expect(cli('login', '-u', 'me', '-p', 'no', host)).rejects.toThrow(/unauthorized/i);
    await cli('login', '-u', 'me', '-p', 'pw', host);
    await cli('push', image);
    expect(await cli('push', second)).toContain('Mounted from me/app');
    for (const name of [image, second]) {
      const inspected = JSON.parse(await cli('manifest', 'inspect', '--insecure', name)) as {
        layers: unknown[];
      };
      expect(inspected.layers).toHaveLength(1);
    }
    await cli('rmi', image, second);
    expect(await cli('pull', image)).toContain('Downloaded newer image');
    expect(await cli('pull', second)).toMatch(/Downloaded newer image|Image is up to date/);
    expect(lines.some((line) => line.includes('"PUT /v2/me/app/manifests/v1 HTTP/1.1" 201'))).toBe(true);
  });
});
