import { existsSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Certificate } from '../../../registry/certificate.ts';
import { writeAtomic } from '../../store/write-atomic.ts';
import { listening } from '../loopback.ts';
import type { Loopback } from '../loopback.ts';
import { makeAuthority, makeServer } from './certificate.ts';
import { authorityFile } from './files.ts';

const AUTHORITY_NAME = 'registry-workshop practice stand-ins (this session only)';
/** A name of a host may hold so many certificates in memory; more names than these nobody plays. */
const CONTEXTS_MAX = 500;

/**
 * One HTTPS server for all names that stand-ins play: each gets a certificate of its own when it is first asked for,
 * signed by the authority of the session.
 */
export async function openFront(
  root: string,
  handler: RequestListener,
  { plays, port }: { plays: (host: string) => boolean; port: number },
): Promise<Loopback> {
  const authority = await authorityIn(root);
  const contexts = new Map<string, Promise<SecureContext>>();
  const contextOf = (host: string): Promise<SecureContext> => {
    const known = contexts.get(host);
    if (known) return known;
    if (contexts.size >= CONTEXTS_MAX) contexts.clear();
    const made = makeServer(host, authority).then(({ certificate, key }) =>
      createSecureContext({ cert: certificate, key }),
    );
    contexts.set(host, made);
    made.catch(() => contexts.delete(host));
    return made;
  };
  const server = createServer(
    {
      keepAliveTimeout: 95_000,
      requestTimeout: 0,
      SNICallback: (host, done) => {
        if (plays(host)) contextOf(host).then((context) => done(null, context), done);
        else done(new Error(`no stand-in plays ${host}`));
      },
    },
    handler,
  );
  return listening(server, port);
}

/** Plain HTTP, which hosted registries speak only to say that they speak HTTPS. */
export function openRedirect(): Promise<Loopback> {
  const server = createPlainServer((request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const headers = { Location: `https://${host}${request.url ?? '/'}`, 'Content-Length': 0 };
    response.writeHead(301, headers).end();
  });
  return listening(server, 0);
}

async function authorityIn(root: string): Promise<Certificate> {
  const [certFile, keyFile] = [authorityFile(root), path.join(root, 'ca.key')];
  if (existsSync(certFile) && existsSync(keyFile))
    return { certificate: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  const made = await makeAuthority(AUTHORITY_NAME);
  // The key first: a certificate whose key is lost would be of no use.
  writeAtomic(keyFile, made.key);
  writeAtomic(certFile, made.certificate);
  return made;
}
