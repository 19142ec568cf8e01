import { connect } from 'node:tls';
import { serverError } from '../http/failure.ts';

/** How long a registry on this machine may take to answer a TLS greeting, in milliseconds. */
const GREETING_MS = 2000;

/** Where a registry is really reached. */
export interface Endpoint {
  readonly url: string;
  /** The address that messages name: what a real engine would have asked. */
  readonly shown: string;
  /** Certificate to trust, PEM. */
  readonly ca?: string | undefined;
}

/** Where the hosted registries that practice plays are reached. */
export interface StandInUrls {
  /** Base URL of the stand-in that plays a domain; undefined when none does. */
  urlOf(domain: string): Promise<string | undefined>;
}

/** This machine, for which Docker allows plain HTTP: localhost, 127.0.0.0/8, ::1. */
const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/**
 * Finds a registry by its domain: a stand-in, or this machine. Practice has no network: any other domain is refused,
 * much as a real engine refuses a name that it cannot look up.
 */
export async function findEndpoint(domain: string, standIns: StandInUrls): Promise<Endpoint> {
  const shownHost = domain === 'docker.io' ? 'registry-1.docker.io' : domain;
  const standIn = await standIns.urlOf(domain);
  if (standIn) return { url: standIn, shown: `https://${shownHost}` };
  if (!LOCAL.test(domain)) {
    throw serverError(
      `Get "https://${shownHost}/v2/": dial tcp: lookup ${shownHost.replace(/:\d+$/, '')}: no such host: practice uses no network, and has no stand-in for ${domain}; a real engine goes there (--engine docker)`,
    );
  }
  const certificate = await greet(domain);
  const url = `${certificate === undefined ? 'http' : 'https'}://${domain}`;
  return { url, shown: url, ca: certificate };
}

/**
 * The certificate of a registry on this machine that speaks TLS, PEM; undefined when it does not. As Docker does for
 * these addresses, any certificate will do.
 */
function greet(domain: string): Promise<string | undefined> {
  const { hostname, port } = new URL(`https://${domain}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      rejectUnauthorized: false,
      timeout: GREETING_MS,
      ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }),
    });
    const finish = (certificate: string | undefined): void => {
      socket.destroy();
      resolve(certificate);
    };
    socket.once('secureConnect', () => {
      const { raw } = socket.getPeerCertificate();
      finish(raw ? pem(raw) : undefined);
    });
    socket.once('timeout', () => finish(undefined));
    socket.once('error', () => finish(undefined));
  });
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
