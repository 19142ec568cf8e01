import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { passwordsOf } from '../../../src/registry/auth/passwords.ts';
import { memberRights } from '../../../src/registry/auth/rights.ts';
import { tokenAuth } from '../../../src/registry/auth/token-auth.ts';
import { contentOf, imageOf } from '../content.ts';
import { startRegistry, temporaryFolder } from '../start.ts';
import { findProgram, run } from './programs.ts';
import { startSecured } from './secured.ts';

const curl = findProgram('curl');

/** A registry's URL, and what curl needs to be let in. */
interface Entry {
  readonly url: string;
  readonly login: readonly string[];
  readonly certificate: readonly string[];
}

const entries: Record<string, () => Promise<Entry>> = {
  async 'plain HTTP'() {
    return { url: (await startRegistry()).url, login: [], certificate: [] };
  },
  async 'htpasswd over TLS'() {
    const { host, certs } = await startSecured();
    const certificate = ['--cacert', `${certs}/ca.crt`];
    return { url: `https://${host}`, login: ['-u', 'me:pw'], certificate };
  },
  async 'a token'() {
    const passwords = passwordsOf({ me: 'pw' });
    const { url } = await startRegistry({
      auth: tokenAuth({ service: 's', passwords, rights: memberRights }),
    });
    const scopes =
      ['app', 'copy'].map((name) => `scope=repository:${name}:pull,push,delete`).join('&') +
      '&scope=registry:catalog:*';
    const answer = await run(curl!, ['-sSf', '-u', 'me:pw', `${url}/token?service=s&${scopes}`]);
    const { token } = JSON.parse(answer) as { token: string };
    return { url, login: ['-H', `Authorization: Bearer ${token}`], certificate: [] };
  },
};

describe.skipIf(!curl)('curl', () => {
  test.each(Object.entries(entries))(
    'with %s: pushes, lists, inspects, pulls, copies, deletes',
    async (_how, enter) => {
      const { url, login, certificate } = await enter();
      const v2 = `${url}/v2`;
      const folder = await temporaryFolder();
      const ask = (...args: string[]) =>
        run(curl!, ['-sS', '--fail-with-body', ...certificate, ...login, ...args]);
      const location = async (...args: string[]) =>
        /^location: (\S+)/im.exec(await ask('-D', '-', '-o', `${folder}/out`, ...args))![1]!;
      const [config, layer] = [contentOf('{}'), contentOf(randomBytes(3_000_000))];
      for (const [name, { bytes, digest }] of Object.entries({ config, layer })) {
        await writeFile(`${folder}/${name}`, bytes);
        const started = await location('-X', 'POST', `${v2}/app/blobs/uploads/`);
        // curl sends `Expect: 100-continue` before a body like this layer.
        const sent = await location('-X', 'PATCH', '-T', `${folder}/${name}`, started);
        await ask('-X', 'PUT', `${sent}&digest=${digest}`);
      }
      const manifest = imageOf(config, [layer]);
      await writeFile(`${folder}/manifest`, manifest.bytes);
      const accept = 'Accept: application/vnd.oci.image.manifest.v1+json';
      const type = 'Content-Type: application/vnd.oci.image.manifest.v1+json';
      await ask('-T', `${folder}/manifest`, '-H', type, `${v2}/app/manifests/v1`);
      expect(JSON.parse(await ask(`${v2}/app/tags/list`))).toEqual({ name: 'app', tags: ['v1'] });
      expect((await ask('-I', `${v2}/app/manifests/v1`)).toLowerCase()).toContain(
        `docker-content-digest: ${manifest.digest}`,
      );
      await ask('-o', `${folder}/got`, `${v2}/app/blobs/${layer.digest}`);
      await run('cmp', [`${folder}/got`, `${folder}/layer`]);
      await ask('-X', 'POST', `${v2}/copy/blobs/uploads/?mount=${layer.digest}&from=app`);
      expect(await ask('-I', `${v2}/copy/blobs/${layer.digest}`)).toContain('200');
      // A copy: what one repository gives out, another one takes, byte for byte.
      await ask('-o', `${folder}/got-config`, `${v2}/app/blobs/${config.digest}`);
      const begun = await location('-X', 'POST', `${v2}/copy/blobs/uploads/`);
      await ask('-T', `${folder}/got-config`, `${begun}&digest=${config.digest}`);
      await ask('-o', `${folder}/got-manifest`, '-H', accept, `${v2}/app/manifests/v1`);
      await run('cmp', [`${folder}/got-manifest`, `${folder}/manifest`]);
      for (const tag of ['v1', 'v2']) {
        await ask('-T', `${folder}/got-manifest`, '-H', type, `${v2}/copy/manifests/${tag}`);
      }
      expect(JSON.parse(await ask(`${v2}/_catalog`))).toEqual({ repositories: ['app', 'copy'] });
      // Of two tags one goes, then the manifest with the other, then its layer.
      const gone = (url: string) => expect(ask(url)).rejects.toThrow('404');
      await ask('-X', 'DELETE', `${v2}/copy/manifests/v2`);
      await gone(`${v2}/copy/manifests/v2`);
      expect(JSON.parse(await ask(`${v2}/copy/tags/list`))).toEqual({ name: 'copy', tags: ['v1'] });
      await ask('-X', 'DELETE', `${v2}/copy/manifests/${manifest.digest}`);
      await gone(`${v2}/copy/manifests/v1`);
      await ask('-X', 'DELETE', `${v2}/copy/blobs/${layer.digest}`);
      await gone(`${v2}/copy/blobs/${layer.digest}`);
      // What it was copied from has it all.
      expect((await ask('-I', `${v2}/app/blobs/${layer.digest}`)).toLowerCase()).toContain(
        `content-length: ${layer.bytes.length}`,
      );
      await ask('-X', 'DELETE', `${v2}/app/manifests/${manifest.digest}`);
      await gone(`${v2}/app/manifests/v1`);
      if (login.length > 0) {
        await expect(run(curl!, ['-sS', '--fail', ...certificate, `${v2}/`])).rejects.toThrow('401');
      }
    },
  );
});
