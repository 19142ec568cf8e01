import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRegistry } from '../../../src/registry/client/client.ts';
import { basicAuth } from '../../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../../src/registry/auth/passwords.ts';
import { namespaceRights } from '../../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../../src/registry/auth/token-auth.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { aloneOnRealEngine } from '../../real-engine.ts';
import { answeringEngines } from './engine.ts';
import { ociLayout } from './oci-layout.ts';
import { findProgram, run } from './programs.ts';

const passwords = passwordsOf({ me: 'pw' });
const logins = {
  none: undefined,
  basic: basicAuth({ realm: 'practice', passwords }),
  token: tokenAuth({ service: 'practice', passwords, rights: namespaceRights }),
};

const engines = await answeringEngines();
aloneOnRealEngine();

describe.each(engines)('$name', (engine) => {
  test.each(Object.entries(logins))('pushes, mounts, pulls with login %s', async (kind, auth) => {
    const { port, url, events } = await startRegistry({ auth });
    const host = `127.0.0.1:${port}`;
    const folder = await temporaryFolder();
    const cli = (...args: string[]) => engine.docker(folder, ...args);
    await writeFile(`${folder}/file`, randomBytes(300_000));
    await run('tar', ['-C', folder, '-cf', `${folder}/a.tar`, 'file']);
    const [one, two] = [`${host}/me/one:v1`, `${host}/me/two:v1`];
    onTestFinished(() =>
      cli('rmi', '-f', one, two).then(
        () => undefined,
        () => undefined,
      ),
    );
    await cli('import', `${folder}/a.tar`, one);
    await cli('tag', one, two);
    if (kind !== 'none') {
      await expect(cli('push', one)).rejects.toThrow(/no basic auth credentials|denied|unauthorized/);
      await expect(cli('login', '-u', 'me', '-p', 'wrong', host)).rejects.toThrow(/unauthorized/i);
      expect(await cli('login', '-u', 'me', '-p', 'pw', host)).toContain('Login Succeeded');
    }
    await cli('push', one);
    expect(await cli('push', two)).toContain('Mounted from me/one');
    const inspected = JSON.parse(await cli('manifest', 'inspect', '--insecure', one)) as {
      layers: unknown[];
    };
    expect(inspected.layers).toHaveLength(1);
    await cli('rmi', one, two);
    const pulled = await cli('pull', one);
    expect(pulled).toContain('Downloaded newer image');
    const head = await connectRegistry({ url, credentials: { username: 'me', password: 'pw' } }).headManifest(
      'me/one',
      'v1',
    );
    expect(pulled).toContain(head!.digest);
    expect(events.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test('is denied somebody else’s namespace', async () => {
    const { port } = await startRegistry({ auth: logins.token });
    const folder = await temporaryFolder();
    const cli = (...args: string[]) => engine.docker(folder, ...args);
    await writeFile(`${folder}/file`, 'x');
    await run('tar', ['-C', folder, '-cf', `${folder}/a.tar`, 'file']);
    const image = `127.0.0.1:${port}/library/alpine:v1`;
    await cli('import', `${folder}/a.tar`, image);
    onTestFinished(() => cli('rmi', '-f', image).then(() => undefined));
    await cli('login', '-u', 'me', '-p', 'pw', `127.0.0.1:${port}`);
    await expect(cli('push', image)).rejects.toThrow('denied: requested access to the resource is denied');
  });
});

const skopeo = findProgram('skopeo');

describe.skipIf(!skopeo)('skopeo', () => {
  test.each(Object.entries(logins))(
    'copies, inspects, lists and deletes with login %s',
    async (kind, auth) => {
      const { port } = await startRegistry({ auth });
      const folder = await temporaryFolder();
      const image = `docker://127.0.0.1:${port}/me/app`;
      const login = kind === 'none' ? [] : ['--creds', 'me:pw'];
      const both = kind === 'none' ? [] : ['--src-creds', 'me:pw', '--dest-creds', 'me:pw'];
      const to = kind === 'none' ? [] : ['--dest-creds', 'me:pw'];
      await run(skopeo!, ['copy', '--dest-tls-verify=false', ...to, await ociLayout(folder), `${image}:v1`]);
      await run(skopeo!, [
        ...['copy', '--src-tls-verify=false', '--dest-tls-verify=false', ...both],
        ...[`${image}:v1`, `${image}-copy:v2`],
      ]);
      const tags = await run(skopeo!, ['list-tags', '--tls-verify=false', ...login, `${image}-copy`]);
      expect(JSON.parse(tags)).toMatchObject({ Tags: ['v2'] });
      const inspected = await run(skopeo!, ['inspect', '--tls-verify=false', ...login, `${image}:v1`]);
      expect(JSON.parse(inspected)).toMatchObject({ Architecture: 'amd64', Os: 'linux' });
      await run(skopeo!, ['delete', '--tls-verify=false', ...login, `${image}:v1`]);
      await expect(run(skopeo!, ['inspect', '--tls-verify=false', ...login, `${image}:v1`])).rejects.toThrow(
        /unknown/,
      );
    },
  );
});
