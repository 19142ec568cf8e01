import { familiarName, familiarReference } from '../../image/reference.ts';
import type { Reference } from '../../image/reference.ts';
import { RegistryError } from '../../registry/client/client.ts';
import { ApiFailure, notFound, serverError } from '../http/failure.ts';
import type { Credentials } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';

/** What a registry's refusal, or its absence, reads like when a real engine reports it. */
export function explain(
  error: unknown,
  what: {
    action: 'pull' | 'push' | 'login';
    reference?: Reference;
    endpoint: Endpoint;
    credentials?: Credentials | undefined;
  },
): Error {
  if (!(error instanceof RegistryError)) return error as Error;
  const { action, reference, endpoint, credentials } = what;
  const network = networkReason(error);
  if (network) return serverError(`Get "${endpoint.shown}/v2/": ${dial(endpoint, network)}`);
  const hub = reference?.domain === 'docker.io';
  switch (error.status) {
    case 401:
      if (action === 'login') {
        if (error.message.startsWith('incorrect')) {
          return new ApiFailure(401, `Get "${endpoint.shown}/v2/": unauthorized: ${error.message}`);
        }
        return new ApiFailure(
          401,
          `login attempt to ${endpoint.shown}/v2/ failed with status: 401 Unauthorized`,
        );
      }
      if (/incorrect username or password/.test(error.message)) {
        return serverError(`unauthorized: ${error.message}`);
      }
      if (hub) return denied(action, reference);
      // A token that opens other doors: the engine tells the challenge's error and the body's.
      if (error.scheme === 'bearer' && action === 'push') {
        return serverError(
          credentials ? `errors:\n${DENIED}\nunauthorized: authentication required\n` : DENIED,
        );
      }
      // A registry's own sentence says more than ours, where it has one.
      if (
        error.message !== 'authentication required' &&
        error.code === 'UNAUTHORIZED' &&
        !/answered 401$/.test(error.message)
      )
        return serverError(`unauthorized: ${error.message}`);
      if (credentials) return serverError('unauthorized: authentication required');
      return serverError(
        action === 'pull' && reference
          ? `Head "${endpoint.shown}/v2/${reference.path}/manifests/${reference.digest ?? reference.tag ?? 'latest'}": no basic auth credentials`
          : 'no basic auth credentials',
      );
    case 403:
      return reference && (hub || /^requested access|answered 403$/.test(error.message))
        ? denied(action, reference)
        : serverError(`denied: ${error.message}`);
    case 405:
      return serverError(`unsupported: ${error.message}`);
    default:
      return serverError(
        error.code ? `${error.code.toLowerCase().replaceAll('_', ' ')}: ${error.message}` : error.message,
      );
  }
}

const DENIED = 'denied: requested access to the resource is denied';

function denied(action: 'pull' | 'push' | 'login', reference: Reference): Error {
  if (action !== 'pull') return serverError(DENIED);
  return notFound(
    `pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ${DENIED}`,
  );
}

export function manifestUnknown(reference: Reference): Error {
  return notFound(
    `manifest for ${familiarReference(reference)} not found: manifest unknown: manifest unknown`,
  );
}

function networkReason({ code }: RegistryError): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connect: connection refused';
    case 'ECONNRESET':
      return 'read: connection reset by peer';
    case 'ETIMEDOUT':
      return 'i/o timeout';
    case 'EPROTO':
      return 'http: server gave HTTP response to HTTPS client';
    default:
      return undefined;
  }
}

function dial({ url }: Endpoint, reason: string): string {
  const { hostname, port, protocol } = new URL(url);
  const address = hostname === 'localhost' ? '127.0.0.1' : hostname;
  return `dial tcp ${address}:${port || (protocol === 'https:' ? '443' : '80')}: ${reason}`;
}
