import { Agent, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { contentOf, pushImage, type Content } from '../content.ts';
import { startRegistry } from '../start.ts';
import { inUse } from './in-use.ts';

/** Caches are full and everything is compiled after so many rounds; whatever grows in the others, goes on growing. */
const WARM_ROUNDS = 4;
const ROUNDS = 4;
const AT_ONCE = 4;
/** What is in use goes up and down by some tens of kilobytes from round to round, so that chance gets several looks. */
const LOOKS = 4;
/** By how much one round may leave more in use than the one before. An upload that is never forgotten takes some hundred, and there are hundreds. */
const GROWTH_BYTES = 60_000;

type Ask = (method: string, path: string, body?: string | Buffer) => Promise<string>;

const layer = contentOf('layer of v1');
const begin = (ask: Ask) => ask('POST', '/v2/a/blobs/uploads/');

interface Work {
  readonly times: number;
  once(ask: Ask, manifest: Content): Promise<unknown>;
}

/** What is done again and again, always with the same content: what a registry remembers of content is for the better. */
const works: Record<string, Work> = {
  'uploads that are cancelled': {
    times: 400,
    once: async (ask) => ask('DELETE', await begin(ask)),
  },
  'uploads in pieces': {
    times: 250,
    async once(ask) {
      // One of something else, too.
      await ask('PUT', `${await begin(ask)}?digest=${layer.digest}`, 'y');
      const upload = await begin(ask);
      await ask('PATCH', upload, 'layer of ');
      await ask('GET', upload);
      await ask('PUT', `${upload}?digest=${layer.digest}`, 'v1');
    },
  },
  manifests: {
    times: 250,
    async once(ask, { bytes, digest }) {
      await ask('PUT', '/v2/a/manifests/v1', bytes);
      await ask('HEAD', `/v2/a/manifests/${digest}`);
      await ask('GET', '/v2/a/manifests/v1');
      await ask('GET', '/v2/a/manifests/nobody');
    },
  },
  pulls: {
    times: 500,
    async once(ask) {
      await ask('HEAD', `/v2/a/blobs/${layer.digest}`);
      await ask('GET', `/v2/a/blobs/${layer.digest}`);
      await ask('GET', '/v2/a/tags/list');
    },
  },
};

/** Bytes by which a number grows from one to the next: the median of all pairs, that one odd number does not move. */
function slope(numbers: readonly number[]): number {
  const slopes = numbers
    .flatMap((later, to) => numbers.slice(0, to).map((earlier, from) => (later - earlier) / (to - from)))
    .sort((one, other) => one - other);
  return slopes[Math.floor(slopes.length / 2)]!;
}

test.each(Object.entries(works))(
  'nothing is kept of a request: %s',
  async (what, { times, once }) => {
    const { url, port, events } = await startRegistry();
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    onTestFinished(() => agent.destroy());
    const ask: Ask = (method, path, body) =>
      new Promise((resolve, reject) => {
        const length = { 'Content-Length': body === undefined ? 0 : Buffer.byteLength(body) };
        request({ agent, port, host: '127.0.0.1', method, path, headers: length }, (response) => {
          const { location } = response.headers;
          response.resume().on('end', () => resolve(location ? new URL(location, url).pathname : ''));
        })
          .on('error', reject)
          .end(body);
      });
    const manifest = await pushImage(url, 'a', 'v1');
    const round = async () => {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let i = 0; i < times / AT_ONCE; i += 1) await once(ask, manifest);
        }),
      );
      // The test's own list, not the registry's.
      events.length = 0;
      return inUse();
    };
    for (let i = 0; i < WARM_ROUNDS; i += 1) await round();
    const looks: number[] = [];
    do {
      const after: number[] = [];
      for (let i = 0; i < ROUNDS; i += 1) after.push(await round());
      looks.push(slope(after));
    } while (Math.min(...looks) > GROWTH_BYTES && looks.length < LOOKS);
    const each = looks.map((bytes) => (bytes / times).toFixed(1)).join(', ');
    console.log(`${what}: each leaves ${each} bytes more in use`);
    expect(Math.min(...looks)).toBeLessThan(GROWTH_BYTES);
  },
  300_000,
);
