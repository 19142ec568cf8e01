import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { basicAuth } from '../../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../../src/registry/auth/passwords.ts';
import { namespaceRights } from '../../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../../src/registry/auth/token-auth.ts';
import { certificate } from '../certificate.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { ociLayout } from './oci-layout.ts';
import { findProgram, run } from './programs.ts';

const passwords = passwordsOf({ me: 'pw' });
const logins = {
  none: undefined,
  basic: basicAuth({ realm: 'practice', passwords }),
  token: tokenAuth({ service: 'practice', passwords, rights: namespaceRights }),
};

/** Storage of its own, so that nothing of the machine's is touched. */
const storageIn = (folder: string) => [
  ...['--root', `${folder}/root`, '--runroot', `${folder}/run`, '--storage-driver', 'vfs'],
];

/** The program when it can work here; otherwise a line that says why not. */
async function runnable(name: string): Promise<string | undefined> {
  const program = findProgram(name);
  if (!program) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'peer-'));
  try {
    await run(program, [...storageIn(folder), 'images']);
    return program;
  } catch (error) {
    console.warn(
      `skipped: ${name} does not work here: ${(error as Error).message.trim().split('\n').at(-1)}`,
    );
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
  }
}

for (const name of ['podman', 'buildah']) {
  const program = await runnable(name);

  describe.skipIf(!program)(name, () => {
    test.each(Object.entries(logins))('pushes and pulls with login %s', async (kind, auth) => {
      const { port, events } = await startRegistry({ auth });
      const folder = await temporaryFolder();
      const cli = (...args: string[]) => run(program!, [...storageIn(folder), ...args]);
      const image = `127.0.0.1:${port}/me/app:v1`;
      const creds = kind === 'none' ? [] : ['--creds', 'me:pw'];
      const id = (await cli('pull', '-q', await ociLayout(folder))).trim();
      if (kind !== 'none') {
        const refused = cli('push', '--tls-verify=false', '--creds', 'me:no', id, `docker://${image}`);
        await expect(refused).rejects.toThrow(/unauthorized|authentication required/);
      }
      await cli('push', '--tls-verify=false', ...creds, id, `docker://${image}`);
      if (name === 'podman') {
        const login = ['--tls-verify=false', '--authfile', `${folder}/auth.json`];
        if (kind !== 'none') await cli('login', ...login, '-u', 'me', '-p', 'pw', `127.0.0.1:${port}`);
        else await writeFile(`${folder}/auth.json`, '{}');
        const listed = await cli('search', '--list-tags', ...login, image.replace(/:v1$/, ''));
        expect(listed).toMatch(/me\/app\s+v1/);
      }
      await cli('rmi', '-f', id);
      expect((await cli('pull', '-q', '--tls-verify=false', ...creds, image)).trim()).toBe(id);
      expect(await cli('inspect', ...(name === 'buildah' ? ['--type', 'image'] : []), id)).toContain(
        'layers',
      );
      expect(events.filter(({ status }) => status >= 500)).toEqual([]);
    });

    test('over TLS with a certificate of one’s own', async () => {
      const { cert, key, folder: certs } = await certificate();
      const { port } = await startRegistry({ auth: logins.basic, tls: { cert, key } });
      const folder = await temporaryFolder();
      const cli = (...args: string[]) => run(program!, [...storageIn(folder), ...args]);
      const image = `127.0.0.1:${port}/me/app:v1`;
      const id = (await cli('pull', '-q', await ociLayout(folder))).trim();
      const push = (...args: string[]) => cli('push', '--creds', 'me:pw', ...args, id, `docker://${image}`);
      await expect(push()).rejects.toThrow(/certificate/);
      await push('--cert-dir', certs);
      await cli('rmi', '-f', id);
      expect((await cli('pull', '-q', '--cert-dir', certs, '--creds', 'me:pw', image)).trim()).toBe(id);
    });

    // Of inspecting and listing at a registry buildah has nothing.
    if (name === 'buildah') return;
    test('inspects an index and lists tags over TLS', async () => {
      const { cert, key, folder: certs } = await certificate();
      const { port } = await startRegistry({ auth: logins.basic, tls: { cert, key } });
      const folder = await temporaryFolder();
      const host = `127.0.0.1:${port}`;
      // Inspecting takes neither a folder of certificates nor a login as options.
      const env = { SSL_CERT_FILE: `${certs}/ca.crt`, XDG_RUNTIME_DIR: folder };
      const cli = (...args: string[]) => run(program!, [...storageIn(folder), ...args], env);
      const id = (await cli('pull', '-q', await ociLayout(folder))).trim();
      await cli('login', '-u', 'me', '-p', 'pw', host);
      await cli('push', id, `docker://${host}/me/app:v1`);
      await cli('manifest', 'create', 'list');
      await cli('manifest', 'add', '--creds', 'me:pw', 'list', `docker://${host}/me/app:v1`);
      await cli('manifest', 'push', '--all', 'list', `docker://${host}/me/list:v1`);
      await cli('manifest', 'rm', 'list');
      const { manifests } = JSON.parse(await cli('manifest', 'inspect', `${host}/me/list:v1`)) as {
        manifests: { platform: { architecture: string } }[];
      };
      expect(manifests.map(({ platform }) => platform.architecture)).toEqual(['amd64']);
      expect(await cli('search', '--list-tags', `${host}/me/list`)).toMatch(/me\/list\s+v1/);
      await cli('logout', host);
      await expect(cli('manifest', 'inspect', `${host}/me/list:v1`)).rejects.toThrow(
        /unauthorized|authentication required/,
      );
    });
  });
}
