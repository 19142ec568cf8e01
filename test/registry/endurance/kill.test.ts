import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MEDIA_TYPES } from '../../../src/image/media-types.ts';
import { connectRegistry, type RegistryClient } from '../../../src/registry/client/client.ts';
import { contentOf, imageOf, type Content } from '../content.ts';
import { temporaryFolder } from '../start.ts';
import { bundleServer, startServer } from './serve-process.ts';

const KILLS = Number(process.env.REGISTRY_KILLS ?? 200);
const PUSHERS = 4;
/** The kill comes after up to this many acknowledgments and then up to this much time, on fast and slow machines. */
const LIFE_ACKNOWLEDGED = 12;
const LIFE_MS = 20;

interface Ledger {
  /** What the registry said it has. */
  readonly blobs: Map<string, Buffer>;
  readonly onAcknowledged: () => void;
  /** The manifest that each tag was last said to be, and the one that a push in progress may have made it. */
  readonly tags: Map<string, { said: Content | undefined; tried: Content }>;
}

/** Pushes images until the registry is gone. */
async function pushUntilKilled(
  client: RegistryClient,
  name: string,
  { blobs, tags, onAcknowledged }: Ledger,
): Promise<void> {
  try {
    for (;;) {
      const config = contentOf(`{"config":"${randomBytes(8).toString('hex')}"}`);
      const layer = contentOf(randomBytes(Math.floor(Math.random() * 400_000)));
      for (const { digest, bytes } of [config, layer]) {
        await client.pushBlob(name, digest, bytes.length, () => Readable.from([bytes]));
        blobs.set(`${name}@${digest}`, bytes);
        onAcknowledged();
      }
      const manifest = imageOf(config, [layer]);
      const tag = `t${Math.floor(Math.random() * 3)}`;
      const said = tags.get(`${name}:${tag}`)?.said;
      tags.set(`${name}:${tag}`, { said, tried: manifest });
      await client.putManifest(name, tag, MEDIA_TYPES.ociManifest, manifest.bytes);
      tags.set(`${name}:${tag}`, { said: manifest, tried: manifest });
      blobs.set(`${name}@${manifest.digest}`, manifest.bytes);
      onAcknowledged();
    }
  } catch (error) {
    if (!/ECONNRESET|ECONNREFUSED|EPIPE|socket hang up/.test((error as Error).message)) throw error;
  }
}

async function verifyBlobs(client: RegistryClient, blobs: Ledger['blobs']): Promise<void> {
  for (const [key, bytes] of blobs) {
    const [name, digest] = key.split('@') as [string, string];
    const manifest = bytes.includes('"schemaVersion"');
    const got = manifest
      ? (await client.manifest(name, digest))?.bytes
      : await client.blob(name, digest).then(all);
    if (!got || !Buffer.from(got).equals(bytes))
      throw new Error(`${key} was acknowledged and is not there whole`);
  }
}

async function verifyTags(client: RegistryClient, tags: Ledger['tags']): Promise<void> {
  for (const [key, { said, tried }] of tags) {
    const [name, tag] = key.split(':') as [string, string];
    const got = await client.manifest(name, tag);
    const possible = [said?.digest, tried.digest];
    if (!possible.includes(got?.digest))
      throw new Error(`${key} is ${got?.digest}, and was ${possible.join(' or ')}`);
    if (!got) continue;
    const { config, layers } = got.json as { config: { digest: string }; layers: { digest: string }[] };
    for (const { digest } of [config, ...layers]) {
      // Verified against the digest while it is read, so half a blob would fail here.
      if (!(await client.blob(name, digest).then(all))) throw new Error(`${key} lacks ${digest}`);
    }
    // From now on the tag is what it is.
    tags.set(key, { said: { bytes: Buffer.from(got.bytes), digest: got.digest }, tried });
  }
}

const all = (stream: Readable | undefined) => stream && buffer(stream);

test(`what was acknowledged survives ${KILLS} kills at random moments, and nothing is there by half`, async () => {
  const program = bundleServer(await temporaryFolder());
  const root = await temporaryFolder();
  const tags: Ledger['tags'] = new Map();
  let acknowledged = 0;
  let fresh = new Map<string, Buffer>();
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const { url, child } = await startServer(program, root);
    const client = connectRegistry({ url });
    await verifyBlobs(client, fresh);
    await verifyTags(client, tags);
    acknowledged += fresh.size;
    fresh = new Map();
    if (kill === KILLS) break;
    let left = Math.floor(Math.random() * LIFE_ACKNOWLEDGED);
    let lived = () => {};
    const life = new Promise<void>((resolve) => (lived = resolve));
    const onAcknowledged = () => void (left-- <= 0 && lived());
    const pushing = Array.from({ length: PUSHERS }, (_, pusher) =>
      pushUntilKilled(client, `team/app${pusher}`, { blobs: fresh, tags, onAcknowledged }),
    );
    await Promise.race([life, ...pushing]);
    await wait(Math.random() * LIFE_MS);
    child.kill('SIGKILL');
    await Promise.all([...pushing, once(child, 'exit')]);
  }
  // If hardly anything was pushed between the kills, this test would show nothing.
  expect(acknowledged).toBeGreaterThan(KILLS);
  console.log(`${KILLS} kills, ${acknowledged} acknowledged blobs and manifests, all whole`);
}, 1_800_000);
