// What this machine could do at best, through the same client: a server that only reads what it is sent, only answers,
// only hashes, or only writes to disk.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';

const MIB = 1024 * 1024;
const piece = randomBytes(MIB);
const manifest = Buffer.alloc(500, 'x');

function hashOnly(size) {
  const hash = createHash('sha256');
  for (let done = 0; done < size; done += MIB) hash.update(piece);
  hash.digest();
}

function writeOnly(size, file) {
  const descriptor = openSync(file, 'w');
  for (let done = 0; done < size; done += MIB) writeSync(descriptor, piece);
  fdatasyncSync(descriptor);
  closeSync(descriptor);
}

/** Sends memory, no file: what the socket alone can do. */
async function send(response, size) {
  response.writeHead(200, { 'Content-Length': size });
  for (let done = 0; done < size; done += MIB) {
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

const server = createServer({ keepAliveTimeout: 95_000, requestTimeout: 0 }, (request, response) => {
  const url = new URL(request.url, 'http://bench');
  const size = Number(url.searchParams.get('size'));
  const began = performance.now();
  const done = () => response.end(String(performance.now() - began));
  if (url.pathname === '/hash') {
    hashOnly(size);
    done();
  } else if (url.pathname === '/write') {
    const file = url.searchParams.get('file');
    writeOnly(size, file);
    done();
    rmSync(file);
  } else if (request.method === 'POST') {
    request.resume();
    response.writeHead(202, { Location: '/upload', 'Content-Length': 0 }).end();
  } else if (request.method === 'PUT' || request.method === 'PATCH') {
    request.on('data', () => undefined);
    const status = request.method === 'PUT' ? 201 : 202;
    request.on('end', () => response.writeHead(status, { Location: '/upload', 'Content-Length': 0 }).end());
  } else if (url.pathname.includes('/blobs/')) {
    void send(response, 256 * MIB);
  } else {
    response
      .writeHead(200, { 'Content-Length': manifest.length })
      .end(request.method === 'HEAD' ? undefined : manifest);
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
