import { writeFile } from 'node:fs/promises';
import bcrypt from 'bcryptjs';
import { onTestFinished } from 'vitest';
import { serveRegistry } from '../../../src/registry/serve.ts';
import { certificate } from '../certificate.ts';
import { temporaryFolder } from '../start.ts';

/** htpasswd over TLS, as a learner sets it up; the password of `me` is `pw`. */
export async function startSecured() {
  const { folder } = await certificate();
  const root = await temporaryFolder();
  await writeFile(`${root}/htpasswd`, `me:${await bcrypt.hash('pw', 5)}\n`);
  const lines: string[] = [];
  const served = await serveRegistry({
    addr: '127.0.0.1:0',
    root,
    htpasswd: `${root}/htpasswd`,
    tlsCert: `${folder}/ca.crt`,
    tlsKey: `${folder}/key.pem`,
    deleteEnabled: true,
    onLine: (line) => lines.push(line),
  });
  onTestFinished(() => served.close());
  return { host: `127.0.0.1:${served.port}`, certs: folder, lines };
}
