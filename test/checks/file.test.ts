import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createHash, createPrivateKey } from 'node:crypto';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { evaluateStep } from '../../src/checks/evaluate.ts';
import { issueCertificate, makeCertificate } from '../../src/registry/certificate.ts';
import { step, temporaryFolder, told, typed, verdict, world } from './world.ts';

/** A working folder with these files; a name that ends in `/` is a folder. */
function workdir(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const absolute = path.join(folder, name);
    mkdirSync(name.endsWith('/') ? absolute : path.dirname(absolute), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(absolute, content);
  }
  return folder;
}

const check = (spec: object, files: Record<string, string>) =>
  verdict({ file: spec }, world({ workdir: workdir(files) }));

const BLOB = '{"rootfs":{}}';
const DIGEST = `sha256:${createHash('sha256').update(BLOB).digest('hex')}`;
const MANIFEST = `{"config":{"digest":"sha256:${createHash('sha256').update(BLOB).digest('hex')}"}}`;

test.each<[object, Record<string, string>]>([
  [{ path: 'a.txt' }, { 'a.txt': '' }],
  [{ path: 'data', kind: 'directory' }, { 'data/': '' }],
  [{ path: 'data', absent: true }, {}],
  [{ path: 'a.txt', contains: ['x', 'y'], lacks: 'z' }, { 'a.txt': 'x and y' }],
  [{ path: 'data/**/link' }, { 'data/a/b/link': 'sha256:1' }],
  [
    { path: 'data/*/link', contains: 'sha256' },
    { 'data/a/link': '', 'data/b/link': 'sha256:1' },
  ],
  [
    { path: 'config.json', digestIn: 'manifest.json' },
    { 'config.json': BLOB, 'manifest.json': MANIFEST },
  ],
  [{ path: 'd.txt', is: 'digest' }, { 'd.txt': `${DIGEST}\n` }],
  [{ path: 'd.txt', is: 'reference' }, { 'd.txt': `localhost:5000/shop@${DIGEST}\n` }],
  [
    { path: 'new', digestIn: 'two.json', digestNotIn: 'one.json' },
    { new: BLOB, 'two.json': MANIFEST, 'one.json': '{"layers":[]}' },
  ],
])('%o holds', async (spec, files) => {
  expect(await check(spec, files)).toMatchObject({ status: 'passed' });
});

test('the parts of a script stand in their order, on one line or on several, with others between them', async () => {
  const spec = { path: 'hook', contains: ['build base', 'build app'], inOrder: true };
  const holds = async (hook: string) => (await check(spec, { hook })).status === 'passed';
  expect(await holds('build base && build app')).toBe(true);
  expect(await holds('set -e\nbuild base\necho next\nbuild app\n')).toBe(true);
  expect(await holds('build app\nbuild base\nbuild app\n')).toBe(true);
  expect(told(await check(spec, { hook: 'build app && build base' }))).toMatch(
    /`build app` stands before `build base` in `hook` \| .*runs from top to bottom/,
  );
  expect(
    told(await check({ ...spec, help: 'The base first.' }, { hook: 'build app && build base' })),
  ).toMatch(/\| The base first\./);
  expect(told(await check(spec, { hook: 'build app' }))).toMatch(/does not contain `build base`/);
  expect(told(await check(spec, {}))).toMatch(/there is no `hook`/);
});

test('a script that the shell filled in while it was written is told from one that lacks a line', async () => {
  const spec = { path: 'build.sh', contains: ['#!/', '$1'], help: 'Take the lines of the text.' };
  expect(told(await check(spec, { 'build.sh': '#!/bin/sh\nname=\n' }))).toMatch(
    /does not contain `\$1` \| there is not one `\$` in it \| .*`<<'END'`/,
  );
  expect(told(await check(spec, { 'build.sh': '#!/bin/sh\nname=$2\n' }))).toBe(
    '`build.sh` does not contain `$1` | it begins with `#!/bin/sh` | Take the lines of the text.',
  );
});

test.each<[object, Record<string, string>, string]>([
  [
    { path: 'digest.txt' },
    { 'digets.txt': '' },
    'there is no `digest.txt` | there is `digets.txt` | Compare the two names.',
  ],
  [
    { path: 'app/Dockerfile' },
    { Dockerfile: '', 'app/': '' },
    'there is no `app/Dockerfile` | there is `Dockerfile`, in another folder | Move it: `mv Dockerfile app/Dockerfile`.',
  ],
  [
    { path: 'digest.txt' },
    { 'app/digest.txt': '' },
    'there is no `digest.txt` | there is `app/digest.txt`, in another folder | Move it: `mv app/digest.txt digest.txt`.',
  ],
  [
    { path: 'data/a/b' },
    { 'dat/': '' },
    'there is no `data/a/b`: even `data` is not there | there is `dat` | Compare the two names.',
  ],
  [
    { path: 'data/tags/x' },
    { 'data/repositories/': '' },
    'there is no `data/tags/x`: even `data/tags` is not there | `data` has `repositories` | Relative names',
  ],
  [
    { path: 'data', absent: true },
    { 'data/x': '' },
    '`data` is still there | A folder goes with all it holds: `rm -r`.',
  ],
  [{ path: 'data', kind: 'directory' }, { data: '' }, '`data` is a file, not a directory'],
  [{ path: 'data', contains: 'x' }, { 'data/': '' }, '`data` is a directory, not a file'],
  [
    { path: 'm.json', contains: '"layers"' },
    { 'm.json': '' },
    '`m.json` does not contain `"layers"` | `m.json` is empty | What was to print into it ended with an error, or printed nothing',
  ],
  [
    { path: 'm.json', contains: '"layers"' },
    { 'm.json': '404 page not found' },
    '`m.json` does not contain `"layers"` | it begins with `404 page not found`',
  ],
  [
    { path: 'm.json', contains: '"layers"' },
    { 'm.json': '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}' },
    '`m.json` does not contain `"layers"` | it holds an answer of a registry that refused: MANIFEST_UNKNOWN, manifest unknown | Compare the address',
  ],
  [
    { path: 'headers.txt', contains: 'ratelimit-remaining' },
    {
      'headers.txt': 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="https://auth.example/token"',
    },
    '`headers.txt` does not contain `ratelimit-remaining` | it begins with `HTTP/1.1 401 Unauthorized` | Status 401 is a refusal',
  ],
  [
    { path: 'm.json', contains: '"layers"' },
    { 'm.json': '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}' },
    'refused: UNAUTHORIZED, authentication required | It wants a login: with `curl` that is `-u NAME:PASSWORD`.',
  ],
  [{ path: 'a', lacks: 'password' }, { a: 'password: x' }, '`a` still contains `password`'],
  [
    { path: 'config.json', contains: '"rootfs"' },
    { 'config.json': '{"schemaVersion":2,"config":{"digest":"sha256:1"},"layers":[]}' },
    '`config.json` does not contain `"rootfs"` | it is the manifest of an image',
  ],
  [
    { path: 'm.json', contains: '"layers"' },
    { 'm.json': '{"schemaVersion":2,"manifests":[]}' },
    '`m.json` does not contain `"layers"` | it is an index, which lists manifests for several platforms',
  ],
  [
    { path: 'm.json', contains: '"layers"' },
    { 'm.json': '{"name":"app","tags":["1"]}' },
    '`m.json` does not contain `"layers"` | it is a list of tags',
  ],
  [
    { path: 'config.json', contains: '"rootfs"' },
    { 'config.json': '[{"Id":"sha256:1","RootFS":{}}]' },
    '`config.json` does not contain `"rootfs"` | it is what `docker inspect` says of it',
  ],
  [
    { path: 'layer.tar.gz', lacks: '"rootfs"' },
    { 'layer.tar.gz': '{"architecture":"amd64","rootfs":{"type":"layers"}}' },
    '`layer.tar.gz` still contains `"rootfs"` | it is the configuration of an image',
  ],
  [
    { path: 'layer.tar.gz', digestIn: 'm.json' },
    { 'layer.tar.gz': `${'\0'.repeat(257)}ustar`, 'm.json': MANIFEST },
    'does not stand in `m.json` | it is a tar archive that is not compressed: what `docker save` writes, or a layer unpacked',
  ],
  [
    { path: 'new', digestIn: 'two.json', digestNotIn: 'one.json' },
    { new: BLOB, 'two.json': MANIFEST, 'one.json': MANIFEST },
    '`two.json` and `one.json` are the same | Each is to be the answer to another address.',
  ],
  [
    { path: 'new', digestIn: 'two.json', digestNotIn: 'one.json' },
    { new: BLOB, 'two.json': MANIFEST, 'one.json': `${MANIFEST}\n{}` },
    'stands in `one.json` as well | Look for a digest that only `two.json` has.',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': `HTTP/1.1 200 OK\r\nEtag: "${DIGEST}"\r\n` },
    '`d.txt` holds a whole answer with all its headers, not the digest alone | it begins with',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': `${DIGEST}\n${DIGEST}\n` },
    '`d.txt` holds 2 digests, and is to hold one',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': `localhost:5000/shop@${DIGEST}` },
    '`d.txt` holds a whole reference: its digest is what stands behind the `@`',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': `Docker-Content-Digest: ${DIGEST}` },
    '`d.txt` holds a digest and something around it',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': 'sha256:0123456789ab' },
    '`d.txt` has 12 digits behind `sha256:`, and a digest has 64',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': DIGEST.slice('sha256:'.length) },
    '`d.txt` has the digits alone, without `sha256:` before them',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': `${DIGEST}\r\n` },
    '`d.txt` holds a carriage return behind the digest',
  ],
  [
    { path: 'd.txt', is: 'digest' },
    { 'd.txt': `${DIGEST.slice('sha256:'.length)}  -\n` },
    '`d.txt` has the digits alone, without `sha256:` before them',
  ],
  [
    { path: 'd.txt', is: 'reference' },
    { 'd.txt': `[localhost:5000/shop@${DIGEST}]\n` },
    '`d.txt` holds a reference and something around it',
  ],
  [
    { path: 'd.txt', is: 'reference' },
    { 'd.txt': `localhost:5000/shop@${DIGEST}\nlocalhost:5000/shop@${DIGEST}\n` },
    '`d.txt` holds 2 lines, and is to hold one',
  ],
  [
    { path: 'd.txt', is: 'reference' },
    { 'd.txt': DIGEST },
    '`d.txt` holds a digest alone: the name and an `@` stand before it',
  ],
  [
    { path: 'd.txt', is: 'reference' },
    { 'd.txt': 'localhost:5000/shop:1.0' },
    '`d.txt` holds a name without a digest',
  ],
  [{ path: 'd.txt', is: 'digest' }, { 'd.txt': '1.0' }, '`d.txt` holds no digest | it begins with `1.0`'],
  [{ path: 'd.txt', is: 'digest' }, { 'd.txt': '' }, '`d.txt` holds no digest | `d.txt` is empty'],
  [{ path: 'data/*/link' }, { 'data/': '' }, 'nothing fits `data/*/link` | `data` is empty'],
  [
    { path: 'config.json', digestIn: 'manifest.json' },
    { 'config.json': MANIFEST, 'manifest.json': MANIFEST },
    'which does not stand in `manifest.json`',
  ],
])('%o fails and says why', async (spec, files, expected) => {
  const found = await check(spec, files);
  expect(found.status).toBe('failed');
  expect(told(found)).toContain(expected);
});

test.each([
  ['me:secret', 'behind `me:` stands a password in the open, not a bcrypt hash'],
  ['me:$apr1$abc$def', "behind `me:` stands Apache's MD5 hash (`$apr1$`), not a bcrypt hash"],
  ['me:{SHA}abc=', 'behind `me:` stands a SHA-1 hash (`{SHA}`), not a bcrypt hash'],
  [
    'you:$2y$05$abc',
    'its line is for the user `you` | A login is asked for by its name: make the line for `me`.',
  ],
  ['$2y$05$abc', '`auth` holds a hash without a name'],
])('a line of a password file is judged, and not shown: %s', async (line, expected) => {
  const found = told(await check({ path: 'auth', contains: 'me:$2' }, { auth: `${line}\n` }));
  expect(found).toContain(expected);
  expect(found).not.toMatch(/secret|abc/);
});

test('a script counts when it may be run, and one that is missing is told in words for people', async () => {
  const where = world({ workdir: workdir({ 'build.sh': '#!/bin/sh' }) });
  const look = (more: object) =>
    verdict(
      { file: { path: 'build.sh', executable: true, title: 'the script', help: 'Write it.', ...more } },
      where,
    );
  expect(told(await look({}))).toBe('`build.sh` may not be run | `chmod +x build.sh` makes it executable.');
  chmodSync(path.join(where.workdir, 'build.sh'), 0o755);
  expect(await look({})).toMatchObject({ status: 'passed', title: 'the script' });
  expect((await look({ path: 'other.sh' })).help).toBe('Write it.');
});

test('where nothing more is known of a content, the words of the lab tell what to try', async () => {
  const spec = { path: 'plan.txt', contains: 'marking', help: 'Mount the folder.' };
  expect(told(await check(spec, { 'plan.txt': '0 blobs marked' }))).toBe(
    '`plan.txt` does not contain `marking` | it begins with `0 blobs marked` | Mount the folder.',
  );
  expect(told(await check(spec, { 'plan.txt': '' }))).toContain('ended with an error, or printed nothing');
});

test('a certificate counts when it is made for the name, and belongs to the key', async () => {
  const [mine, other, address] = await Promise.all([
    makeCertificate(['localhost'], 1),
    makeCertificate(['elsewhere.example'], 1),
    makeCertificate(['127.0.0.1'], 1),
  ]);
  const { key } = mine;
  const look = (crt: string, wanted: object = { for: 'localhost', key: 'a.key' }, files = { 'a.key': key }) =>
    check({ path: 'a.crt', certificate: wanted }, { 'a.crt': crt, ...files });
  expect(await look(mine.certificate)).toMatchObject({
    status: 'passed',
    title: 'file `a.crt` with a certificate for `localhost` and its key in `a.key`',
  });
  expect((await look(address.certificate, { for: '127.0.0.1' })).status).toBe('passed');
  expect(told(await look(other.certificate))).toBe(
    '`a.crt` is made for other names than `localhost` | it has `DNS:elsewhere.example` | Clients compare the name they asked for with `subjectAltName`: make it anew, with `DNS:localhost` there.',
  );
  expect(told(await look((await makeCertificate(['localhost'], 1)).certificate))).toContain(
    '`a.crt` does not belong to the key in `a.key` | They come from two runs',
  );
  expect(told(await look((await makeCertificate(['localhost'], -1)).certificate))).toContain('has expired');
  expect(told(await look(key))).toBe('`a.crt` holds a key, not a certificate | Are the two files swapped?');
  expect(told(await look('hello'))).toContain('`a.crt` is no certificate');
  expect(told(await look(mine.certificate, undefined, { 'a.key': mine.certificate }))).toContain(
    'has no private key in `a.key`',
  );
  const encrypted = createPrivateKey(key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();
  expect(told(await look(mine.certificate, undefined, { 'a.key': encrypted }))).toContain(
    'has a key in `a.key` that is encrypted',
  );
  const nameless = await issueCertificate({
    name: 'localhost',
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [{ name: 'basicConstraints', cA: true }],
  });
  expect(told(await look(nameless.certificate))).toContain('`a.crt` names no host in its `subjectAltName`');
});

test('content that may be secret is not shown', async () => {
  const found = await check({ path: 'auth', contains: 'you:' }, { auth: 'me:$2y$05$abcdefghijklmnopqrstuv' });
  expect(told(found)).toBe('`auth` does not contain `you:`');
});

test('a file that was made in another folder is found there', async () => {
  const other = workdir({ 'a.txt': '' });
  const found = await verdict(
    { file: { path: 'a.txt' } },
    world({
      workdir: workdir({}),
      typed: typed('touch a.txt').map((command) => ({ ...command, cwd: other })),
    }),
  );
  expect(found.nearest).toBe(`there is one in \`${other}\`, where you typed a command`);
});

test('what has to be compared with a missing file waits for it', async () => {
  const where = world({ workdir: workdir({ 'config.json': BLOB }) });
  const checks = step(
    { file: { path: 'manifest.json' } },
    { file: { path: 'config.json', digestIn: 'manifest.json' } },
  );
  const [first, second] = await evaluateStep(checks, where);
  expect(first!.status).toBe('failed');
  expect(second).toMatchObject({
    status: 'blocked',
    help: 'First this: file `manifest.json`. There is no `manifest.json`.',
  });
});

test('archives are told from text', async () => {
  const folder = workdir({ 'manifest.json': MANIFEST });
  writeFileSync(path.join(folder, 'config.json'), gzipSync('a layer'));
  const where = world({ workdir: folder });
  const wanted = { path: 'config.json', contains: '"rootfs"' };
  expect((await verdict({ file: wanted }, where)).nearest).toBe(
    'it is a compressed archive, such as a layer',
  );
  writeFileSync(path.join(folder, 'config.json'), `${'x'.repeat(257)}ustar`);
  const digestIn = { path: 'config.json', digestIn: 'manifest.json' };
  for (const spec of [wanted, digestIn])
    expect((await verdict({ file: spec }, where)).nearest).toBe(
      'it is a tar archive that is not compressed: what `docker save` writes, or a layer unpacked',
    );
});
