import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { startPracticeEngine } from '../../src/practice/engine.ts';
import type { PracticeEngine } from '../../src/practice/engine.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { build, send, tarOf } from './build-request.ts';
import type { Answer, ContextFile } from './build-request.ts';
import { pull, request, temporaryFolder } from './engine-at-work.ts';

/** Small limits, so that a bomb need not be large to be one. */
const LIMITS = { unpackedBytes: 8 * 1024 * 1024, entries: 2000 };
/** What the engine's folder may weigh after a refusal, in bytes: records and stand-ins, and no bomb. */
const QUIET_FOLDER = 4 * 1024 * 1024;

interface Yard {
  /** Holds the engine's folder, and beside it what nobody may touch. */
  readonly root: string;
  readonly folder: string;
  readonly socket: string;
}

const engines: PracticeEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

async function yard(): Promise<Yard> {
  const root = temporaryFolder();
  const folder = path.join(root, 'a', 'b', 'engine');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(root, 'secret'), 'secret');
  const socket = path.join(root, 's');
  engines.push(await startPracticeEngine({ folder, socket, limits: LIMITS }));
  return { root, folder, socket };
}

/** Names in the yard outside of the engine's folder. */
const outside = ({ root }: Yard): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith(path.join('a', 'b', 'engine')))
    .sort();

const weight = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false }))
    .reduce((sum, stats) => sum + (stats?.isFile() ? stats.size : 0), 0);

/** Nothing outside was touched, nothing half done is left, and the engine still answers. */
async function unharmed(place: Yard): Promise<void> {
  expect(outside(place)).toEqual(['a', path.join('a', 'b'), 's', 'secret']);
  expect(readFileSync(path.join(place.root, 'secret'), 'utf8')).toBe('secret');
  expect(readdirSync(path.join(place.folder, 'drafts'))).toEqual([]);
  expect((await request(place.socket, 'GET', '/_ping')).text).toBe('OK');
}

const sha = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

interface Archive {
  readonly layers: readonly Uint8Array[];
  readonly diffIds?: readonly string[];
  readonly names?: readonly string[];
  readonly layerNames?: readonly string[];
  readonly more?: readonly ContextFile[];
}

/** An archive as `docker save` writes it, with whatever lies one likes. */
async function archiveOf({
  layers,
  diffIds,
  names = ['bad:1'],
  layerNames,
  more = [],
}: Archive): Promise<Buffer> {
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['/x'] },
    rootfs: { type: 'layers', diff_ids: diffIds ?? layers.map((bytes) => `sha256:${sha(bytes)}`) },
  });
  const files = layers.map((bytes, index) => ({ name: `${index}.tar`, text: bytes }));
  const manifest = [
    { Config: 'config.json', RepoTags: names, Layers: layerNames ?? files.map(({ name }) => name) },
  ];
  return tarOf([
    { name: 'config.json', text: config },
    ...files,
    { name: 'manifest.json', text: JSON.stringify(manifest) },
    ...more,
  ]);
}

const load = ({ socket }: Yard, bytes: Uint8Array): Promise<Answer> =>
  send(socket, '/images/load?quiet=1', bytes);
const importTar = ({ socket }: Yard, bytes: Uint8Array): Promise<Answer> =>
  send(socket, '/images/create?fromSrc=-&repo=bad&tag=1', bytes);

/** Every way in for an archive of files: as a context, as an image to import, as a base to build on and to copy from. */
async function everyWayIn(
  place: Yard,
  files: readonly ContextFile[],
  copy = '.',
): Promise<(string | undefined)[]> {
  const tar = await tarOf(files);
  const asContext = await build(place.socket, `FROM scratch\nCOPY ${copy} /x/\n`, files);
  const asImport = await importTar(place, tar);
  await load(place, await archiveOf({ layers: [tar], names: ['base:1'] }));
  const onTop = await build(place.socket, 'FROM base:1\nWORKDIR /new\nCOPY Dockerfile /new/\n');
  const from = await build(place.socket, `FROM scratch\nCOPY --from=base:1 ${copy} /x/\n`);
  const added = await build(place.socket, 'FROM scratch\nADD a.tar /x/\n', [{ name: 'a.tar', text: tar }]);
  return [asContext, asImport, onTop, from, added].map(({ error }) => error);
}

const LEAVES = expect.stringContaining('leaves the folder that it is unpacked in') as string;

test('paths that climb out are refused, whichever way they come', async () => {
  const place = await yard();
  const up = '../'.repeat(6);
  const errors = await everyWayIn(place, [{ name: `${up}escaped`, text: 'x' }]);
  expect(errors).toEqual([
    LEAVES,
    LEAVES,
    LEAVES,
    expect.stringContaining('leaves the folder') as string,
    LEAVES,
  ]);
  await unharmed(place);
});

test('absolute paths are paths below the root', async () => {
  const place = await yard();
  const errors = await everyWayIn(place, [{ name: path.join(place.root, 'escaped'), text: 'x' }]);
  expect(errors).toEqual([undefined, undefined, undefined, undefined, undefined]);
  await unharmed(place);
});

test('links that lead out are followed within the image only', async () => {
  const place = await yard();
  const files: ContextFile[] = [
    { name: 'absolute', type: 'symlink', linkname: place.root },
    { name: 'climbing', type: 'symlink', linkname: `${'../'.repeat(12)}${place.root.slice(1)}` },
    { name: 'absolute/escaped', text: 'x' },
    { name: 'climbing/escaped', text: 'x' },
    { name: 'new', type: 'symlink', linkname: place.root },
    { name: 'loop', type: 'symlink', linkname: 'loop' },
  ];
  expect(await everyWayIn(place, files)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  const through = await build(place.socket, `FROM scratch\nCOPY absolute/secret /x\n`, files);
  expect(through.error).toContain('file not found in build context');
  const looping = await build(place.socket, `FROM scratch\nCOPY loop/x /x\n`, files);
  expect(looping.error).toContain('too many links');
  await unharmed(place);
});

test('hard links to what is not in the archive are refused', async () => {
  const place = await yard();
  const files: ContextFile[] = [{ name: 'x', type: 'link', linkname: path.join(place.root, 'secret') }];
  const built = await build(place.socket, 'FROM scratch\nCOPY . /\n', files);
  expect(built.error).toContain('hard link "x" to what is not in the archive');
  const climbing: ContextFile[] = [{ name: 'x', type: 'link', linkname: '../../../secret' }];
  expect((await build(place.socket, 'FROM scratch\nCOPY . /\n', climbing)).error).toContain(
    'leaves the folder',
  );
  await unharmed(place);
});

test('devices and pipes are never made', async () => {
  const place = await yard();
  const files: ContextFile[] = [
    { name: 'null', type: 'character-device' },
    { name: 'pipe', type: 'fifo' },
  ];
  const built = await build(place.socket, 'FROM scratch\nCOPY . /\n', files);
  expect(built.error).toContain('practice makes no devices and pipes in images: /null');
  await unharmed(place);
});

test('a deletion in a layer deletes in that image alone, and a build context cannot smuggle one in', async () => {
  const place = await yard();
  const below = await tarOf([
    { name: 'etc/keep', text: 'k' },
    { name: 'etc/gone', text: 'g' },
  ]);
  const above = await tarOf([
    { name: 'etc/.wh.gone' },
    { name: '.wh...', text: '' },
    { name: 'opt/.wh..wh..opq' },
  ]);
  await load(place, await archiveOf({ layers: [below, above], names: ['both:1'] }));
  await load(place, await archiveOf({ layers: [below], names: ['one:1'] }));
  const copy = (image: string, file: string): Promise<Answer> =>
    build(place.socket, `FROM scratch\nCOPY --from=${image} /etc/${file} /x\n`);
  expect((await copy('both:1', 'gone')).error).toContain('file does not exist');
  expect((await copy('both:1', 'keep')).error).toBeUndefined();
  expect((await copy('one:1', 'gone')).error).toBeUndefined();
  const smuggled = await build(place.socket, 'FROM one:1\nCOPY . /etc/\n', [{ name: '.wh.keep' }]);
  expect(smuggled.error).toContain('names that begin with .wh. mean that something was deleted');
  await unharmed(place);
});

test('a few kilobytes that grow are cut off, and leave nothing behind', async () => {
  const place = await yard();
  const zeros = Buffer.alloc(64 * 1024 * 1024);
  const big = gzipSync(await tarOf([{ name: 'zeros', text: zeros }]));
  expect(big.length).toBeLessThan(200_000);
  const tooMuch = `grows to more than ${LIMITS.unpackedBytes} bytes`;
  expect((await send(place.socket, '/build', big)).error).toContain(tooMuch);
  expect((await load(place, big)).error).toContain(tooMuch);
  expect((await importTar(place, big)).error).toContain(tooMuch);
  const inner = await archiveOf({ layers: [big], diffIds: [`sha256:${'0'.repeat(64)}`] });
  expect((await load(place, inner)).error).toContain(tooMuch);
  const added = await build(place.socket, 'FROM scratch\nADD big.tgz /x/\n', [
    { name: 'big.tgz', text: big },
  ]);
  expect(added.error).toContain(tooMuch);
  expect(weight(place.folder)).toBeLessThan(QUIET_FOLDER);
  await unharmed(place);
});

test('an archive of very many entries is cut off', async () => {
  const place = await yard();
  const many = await tarOf(Array.from({ length: LIMITS.entries + 1 }, (_, index) => ({ name: `f${index}` })));
  expect((await importTar(place, gzipSync(many))).error).toContain(`more than ${LIMITS.entries} entries`);
  expect((await send(place.socket, '/build', many)).error).toContain(`more than ${LIMITS.entries} entries`);
  await unharmed(place);
});

test('a pulled layer that grows is cut off too', async () => {
  const place = await yard();
  const registry = createRegistry({ root: path.join(place.folder, '..', 'registry') });
  const { url } = await registry.listen({ host: '127.0.0.1', port: 0 });
  try {
    const big = gzipSync(await tarOf([{ name: 'zeros', text: Buffer.alloc(32 * 1024 * 1024) }]));
    const config = JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux' },
      rootfs: { type: 'layers', diff_ids: [`sha256:${'1'.repeat(64)}`] },
    });
    const put = async (bytes: Uint8Array | string): Promise<object> => {
      const digest = `sha256:${sha(bytes)}`;
      const started = await fetch(`${url}/v2/bomb/blobs/uploads/`, { method: 'POST' });
      const where = new URL(started.headers.get('location')!, url);
      where.searchParams.set('digest', digest);
      await fetch(where, { method: 'PUT', body: Buffer.from(bytes) });
      return { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: bytes.length };
    };
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: await put(config),
      layers: [await put(big)],
    });
    await fetch(`${url}/v2/bomb/manifests/1`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' },
      body: manifest,
    });
    const pulled = await pull(place.socket, `${new URL(url).host}/bomb`, '1');
    expect(pulled.text).toContain(`failed to register layer: the archive grows to more than`);
    expect(existsSync(path.join(place.folder, 'blobs', 'sha256', sha(big)))).toBe(false);
    expect((await request(place.socket, 'GET', '/images/json')).json).toEqual([]);
  } finally {
    await registry.close();
  }
});

test('layers whose bytes are others than the configuration says are not taken', async () => {
  const place = await yard();
  const layer = await tarOf([{ name: 'x', text: 'x' }]);
  const lie = await load(place, await archiveOf({ layers: [layer], diffIds: [`sha256:${'0'.repeat(64)}`] }));
  expect(lie.error).toContain('invalid diffID for layer 0');
  const fewer = await load(place, await archiveOf({ layers: [layer], diffIds: [] }));
  expect(fewer.error).toContain('layers length mismatch: expected 1, got 0');
  expect((await request(place.socket, 'GET', '/images/json')).json).toEqual([]);
  expect(readdirSync(path.join(place.folder, 'blobs', 'sha256'))).toEqual([]);
  await unharmed(place);
});

test('an OCI layout whose digests lie is not taken', async () => {
  const place = await yard();
  const digest = `sha256:${sha('other')}`;
  const layout = (more: readonly ContextFile[], size = 2): Promise<Buffer> =>
    tarOf([
      { name: 'oci-layout', text: '{"imageLayoutVersion":"1.0.0"}' },
      {
        name: 'index.json',
        text: JSON.stringify({
          schemaVersion: 2,
          manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size }],
        }),
      },
      ...more,
    ]);
  const blob = { name: `blobs/sha256/${digest.slice(7)}`, text: '{}' };
  expect((await load(place, await layout([blob]))).error).toContain('has other bytes than');
  expect((await load(place, await layout([]))).error).toContain('which its manifest names');
  await unharmed(place);
});

test('manifests that name files elsewhere, huge ones, and ones that are none, are refused', async () => {
  const place = await yard();
  const layer = await tarOf([{ name: 'x', text: 'x' }]);
  const elsewhere = await load(
    place,
    await archiveOf({ layers: [layer], layerNames: [`../../../../../../${place.root}/secret`] }),
  );
  expect(elsewhere.error).toContain('which its manifest names');
  const huge = await tarOf([{ name: 'manifest.json', text: Buffer.alloc(5 * 1024 * 1024, ' ') }]);
  expect((await load(place, huge)).error).toContain('manifest.json in the archive is larger than');
  for (const text of ['', 'null', '{}', '[{}]', '[null]', '[{"Config":1,"Layers":[]}]', '[', '"x"']) {
    const answer = await load(place, await tarOf([{ name: 'manifest.json', text }]));
    expect(answer.error, text).toContain('invalid manifest.json');
  }
  const linked = await load(
    place,
    await archiveOf({
      layers: [layer],
      layerNames: ['out'],
      more: [{ name: 'out', type: 'symlink', linkname: path.join(place.root, 'secret') }],
    }),
  );
  expect(linked.error).toContain('which its manifest names');
  await unharmed(place);
});

test('of two files of one name the later counts, and names that are none are refused', async () => {
  const place = await yard();
  const layer = await tarOf([
    { name: 'x', text: 'first' },
    { name: './x', text: 'second' },
    { name: 'x/y', text: 'a file below a file' },
  ]);
  expect((await load(place, await archiveOf({ layers: [layer] }))).error).toBeUndefined();
  expect((await build(place.socket, 'FROM scratch\nCOPY --from=bad:1 /x/y /y\n')).error).toBeUndefined();
  const named = await load(place, await archiveOf({ layers: [layer], names: ['../../etc/passwd:1'] }));
  expect(named.error).toContain('invalid tag');
  await unharmed(place);
});

test('bytes that are no archive, or only half of one, are refused', async () => {
  const place = await yard();
  const whole = await tarOf([{ name: 'x', text: Buffer.alloc(9000, 'x') }]);
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 251));
  for (const bytes of [noise, whole.subarray(0, 4000), gzipSync(whole).subarray(0, 30)]) {
    expect((await importTar(place, bytes)).error).toMatch(
      /invalid tar header|unexpected EOF|archive\/tar|gzip:/,
    );
    expect((await send(place.socket, '/build', bytes)).error).toMatch(
      /invalid tar header|unexpected EOF|archive\/tar|gzip:/,
    );
    expect((await load(place, bytes)).error).toMatch(/invalid tar header|unexpected EOF|archive\/tar|gzip:/);
  }
  const zstd = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), noise]);
  expect((await load(place, zstd)).error).toContain('compressed with zstd; gzip it can');
  await unharmed(place);
});
