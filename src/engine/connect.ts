import http from 'node:http';
import https from 'node:https';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { EXIT, Fault } from '../fault.ts';
import { addressOf, ask, tlsOptions } from './ask.ts';
import type { Engine, EngineKind, RegistryEndpoint } from './engine.ts';
import { failingWhenCut } from './whole-answers.ts';

/**
 * As Node's own agent does it: connections are used again, and let go of when nothing is asked for a while. The name is
 * one for TLS, which is not spoken here; without it Node looks whether the host is an address, also beside a socket, and
 * compiles long patterns for that at the first request of each command.
 */
const KEPT_OPEN: http.AgentOptions & { readonly servername: string } = {
  keepAlive: true,
  scheduling: 'lifo',
  timeout: 5000,
  servername: '',
};

/** A client for an engine; nothing is asked yet. Throws a Fault for a host that is neither a socket nor TCP. */
export function connectEngine({ kind, host, tls }: Pick<Engine, 'kind' | 'host' | 'tls'>): Engine {
  const address = addressOf(host, tls);
  if (!address) {
    throw new Fault({
      what: `cannot reach an engine at ${host}`,
      todo: 'Give its address as unix:///path/to/docker.sock or tcp://host:port.',
      exit: EXIT.missing,
    });
  }
  const agent = toldBriefly(
    failingWhenCut(tls ? new https.Agent(tlsOptions(tls)) : new http.Agent(KEPT_OPEN)),
  );
  return {
    kind,
    host,
    tls,
    api: clientFor({ ...address, agent }),
    registry: (domain) => endpointOf(kind, host, domain),
  };
}

/**
 * docker-modem writes each request down as text for its debug log, also when nobody reads that, with all that hangs on the
 * agent: its sockets and theirs. That took longer than most requests; a name will do.
 */
function toldBriefly<A extends http.Agent>(agent: A): A {
  return Object.defineProperty(agent, inspect.custom, { value: () => 'Agent' });
}

/**
 * dockerode takes DOCKER_HOST and DOCKER_CERT_PATH from the environment for whatever it is not given, also beside a
 * socket: with them, practice would be another engine than the one that was asked for.
 */
function clientFor(options: Docker.DockerOptions & { agent?: unknown }): Docker {
  const hidden = Object.entries(process.env).filter(([name]) => /^DOCKER_/.test(name));
  for (const [name] of hidden) delete process.env[name];
  try {
    return new Docker(options);
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}

/** A domain that plain HTTP is allowed for: this machine, as Docker has it (127.0.0.0/8, ::1, localhost). */
const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

async function endpointOf(kind: EngineKind, host: string, domain: string): Promise<RegistryEndpoint> {
  if (LOCAL.test(domain)) return { url: `http://${domain}`, standIn: false };
  if (kind === 'practice') {
    const asked = (query: string) => ask(host, `/workshop/registries?${query}=${encodeURIComponent(domain)}`);
    const answer = await asked('domain');
    const url =
      answer?.status === 200 ? (JSON.parse(answer.text) as Record<string, string>)[domain] : undefined;
    if (url) return { url, standIn: true };
    const others = await asked('beside');
    const beside = others?.status === 200 ? Object.keys(JSON.parse(others.text) as object) : [];
    // Practice uses no network: port 1 of this machine, where nobody listens, stands for a name that leads nowhere.
    return { url: 'http://127.0.0.1:1', standIn: false, missing: true, beside };
  }
  return {
    url: domain === 'docker.io' ? 'https://registry-1.docker.io' : `https://${domain}`,
    standIn: false,
  };
}
