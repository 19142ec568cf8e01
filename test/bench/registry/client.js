// The client of the bench, a process of its own and the same for every server: raw sockets, so that it is never the slow side.
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const MIB = 1024 * 1024;
/** Sent again and again; only the last bytes differ between blobs, so that the digest is at hand before the clock starts. */
const piece = randomBytes(16 * MIB);
const TAIL = 4096;
const hashed = new Map();

/** The pieces and the digest of a blob that nobody has seen. */
function newBlob(size) {
  let hash = hashed.get(size);
  const pieces = [];
  for (let left = size - TAIL; left > 0; left -= piece.length) pieces.push(piece.subarray(0, left));
  if (!hash) {
    hash = createHash('sha256');
    for (const part of pieces) hash.update(part);
    hashed.set(size, hash);
  }
  const tail = randomBytes(TAIL);
  return { pieces: [...pieces, tail], digest: `sha256:${hash.copy().update(tail).digest('hex')}`, size };
}

/** One keep-alive connection: a request at a time. */
class Connection {
  #socket;
  #head = '';
  #left = -1;
  #hash;
  #method;
  #answered;

  static async open(port) {
    const connection = new Connection();
    await new Promise((resolve, reject) => {
      const onread = {
        buffer: Buffer.alloc(MIB),
        callback: (count, buffer) => connection.#read(buffer.subarray(0, count)),
      };
      connection.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread }, resolve).on(
        'error',
        reject,
      );
    });
    connection.#socket.on('close', () =>
      connection.#answered?.reject(new Error('the server ended the connection')),
    );
    return connection;
  }

  /** Resolves with status and headers when the whole answer is read. */
  request(method, path, { headers = {}, body = [], chunked = false, hash } = {}) {
    this.#method = method;
    this.#hash = hash;
    const size = body.reduce((sum, part) => sum + part.length, 0);
    const lengths = chunked
      ? { 'Transfer-Encoding': 'chunked' }
      : size > 0 || method !== 'GET'
        ? { 'Content-Length': size }
        : {};
    const lines = Object.entries({ Host: 'bench', ...lengths, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.#socket.write([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      this.#send(body, chunked);
    });
  }

  /** The same request `count` times or until `ms` are over, read with as little work as can be: every answer has the length of the first. */
  async repeat(bytes, ms) {
    let answers = 0;
    const began = performance.now();
    const first = await this.request(bytes.method, bytes.path, { headers: bytes.headers });
    const length = first.length;
    let got = 0;
    const text = bytes.text;
    await new Promise((resolve, reject) => {
      this.raw = (data) => {
        if (got === 0 && data.latin1Slice(9, 12) !== '200')
          return reject(new Error(data.latin1Slice(0, 400)));
        got += data.length;
        if (got < length) return;
        if (got > length) return reject(new Error(`an answer of ${got} bytes instead of ${length}`));
        got = 0;
        answers += 1;
        if (performance.now() - began >= ms) return resolve();
        this.#socket.write(text);
      };
      this.#socket.write(text);
    });
    this.raw = undefined;
    return answers;
  }

  close() {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  async #send(body, chunked) {
    for (const part of body) {
      // As docker sends a layer: 32 KiB to a chunk.
      const step = chunked ? 32 * 1024 : part.length;
      for (let at = 0; at < part.length; at += step) {
        const bytes = part.subarray(at, at + step);
        if (chunked) {
          this.#socket.cork();
          this.#socket.write(`${bytes.length.toString(16)}\r\n`, 'latin1');
        }
        const more = this.#socket.write(bytes);
        if (chunked) {
          this.#socket.write('\r\n', 'latin1');
          this.#socket.uncork();
        }
        if (!more && this.#socket.writableNeedDrain)
          await new Promise((resolve) => this.#socket.once('drain', resolve));
      }
    }
    if (chunked) this.#socket.write('0\r\n\r\n');
  }

  #read(data) {
    if (this.raw) return void this.raw(data);
    if (this.#left < 0) {
      this.#head += data.latin1Slice();
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /^content-length: (\d+)/im.exec(this.#head.slice(0, end));
      this.#left = this.#method === 'HEAD' || !length ? 0 : Number(length[1]);
      const rest = this.#head.length - end - 4;
      const answer = this.#head;
      this.length = end + 4 + this.#left;
      data = rest > 0 ? data.subarray(data.length - rest) : data.subarray(0, 0);
      this.answer = { status: Number(answer.slice(9, 12)), head: answer.slice(0, end), length: this.length };
    }
    this.#hash?.update(data);
    this.#left -= data.length;
    if (this.#left > 0) return;
    this.#left = -1;
    this.#head = '';
    this.#answered.resolve(this.answer);
  }
}

async function expectStatus(status, answering) {
  const answer = await answering;
  if (answer.status !== status) throw new Error(`${answer.head}\n(expected ${status})`);
  return answer;
}

async function startUpload(connection) {
  const { head } = await expectStatus(202, connection.request('POST', '/v2/bench/app/blobs/uploads/'));
  const location = /^location: (.*?)\r?$/im.exec(head)[1];
  return location.replace(/^https?:\/\/[^/]*/, '');
}

const finish = (location, digest) =>
  `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
const octets = { 'Content-Type': 'application/octet-stream' };

/** As containerd: POST, then everything in one PUT. */
async function put(connection, blob) {
  const location = finish(await startUpload(connection), blob.digest);
  await expectStatus(201, connection.request('PUT', location, { headers: octets, body: blob.pieces }));
}

/** As docker: POST, a streamed PATCH, and an empty PUT. */
async function patch(connection, blob) {
  const started = await startUpload(connection);
  const { head } = await expectStatus(
    202,
    connection.request('PATCH', started, { headers: octets, body: blob.pieces, chunked: true }),
  );
  const location = /^location: (.*?)\r?$/im.exec(head)[1].replace(/^https?:\/\/[^/]*/, '');
  await expectStatus(201, connection.request('PUT', finish(location, blob.digest)));
}

const jobs = {
  /** Milliseconds of `count` uploads at once. */
  async upload({ port, style, size, count }) {
    const blobs = Array.from({ length: count }, () => newBlob(size));
    const connections = await Promise.all(blobs.map(() => Connection.open(port)));
    const began = performance.now();
    await Promise.all(
      blobs.map((blob, index) => (style === 'patch' ? patch : put)(connections[index], blob)),
    );
    const ms = performance.now() - began;
    for (const connection of connections) connection.close();
    return { ms, digest: blobs[0].digest };
  },
  /** Milliseconds of one download; with `check` its bytes are hashed, which takes longer. */
  async download({ port, digest, check }) {
    const connection = await Connection.open(port);
    const hash = check ? createHash('sha256') : undefined;
    const began = performance.now();
    await expectStatus(200, connection.request('GET', `/v2/bench/app/blobs/${digest}`, { hash }));
    const ms = performance.now() - began;
    connection.close();
    if (hash && `sha256:${hash.digest('hex')}` !== digest)
      throw new Error('the blob came back with other bytes');
    return { ms };
  },
  /** Pushes a small image as `bench/app:v1`. */
  async image({ port }) {
    const connection = await Connection.open(port);
    const config = newBlob(TAIL + 2000);
    const layer = newBlob(TAIL + 100_000);
    await put(connection, config);
    await put(connection, layer);
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const manifest = {
      schemaVersion: 2,
      mediaType: type,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: config.digest,
        size: config.size,
      },
      layers: [
        { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: layer.digest, size: layer.size },
      ],
    };
    const body = [Buffer.from(JSON.stringify(manifest))];
    await expectStatus(
      201,
      connection.request('PUT', '/v2/bench/app/manifests/v1', { headers: { 'Content-Type': type }, body }),
    );
    connection.close();
    return {};
  },
  /** Answers per second to the same request on `connections` connections. */
  async requests({ port, method, connections: count, ms }) {
    const path = '/v2/bench/app/manifests/v1';
    const headers = { Accept: 'application/vnd.oci.image.manifest.v1+json', 'User-Agent': 'bench' };
    const lines = Object.entries({ Host: 'bench', ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const text = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(port)));
    const began = performance.now();
    const answers = await Promise.all(
      connections.map((one) => one.repeat({ method, path, headers, text }, ms)),
    );
    const seconds = (performance.now() - began) / 1000;
    for (const connection of connections) connection.close();
    return { rate: answers.reduce((sum, some) => sum + some, 0) / seconds };
  },
};

process.on('message', ({ id, job, options }) => {
  jobs[job](options).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.message }),
  );
});
