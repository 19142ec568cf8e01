import type { Socket } from 'node:net';
import type { Container } from './container.ts';
import { networkNames } from './container.ts';
import type { ContainerStore } from './container-store.ts';
import { openWay } from './way.ts';
import type { Way } from './way.ts';

/** Base URL of the stand-in that plays a hosted registry. */
export type Outside = (domain: string) => Promise<string | undefined>;

export interface Neighborhood {
  readonly outside: Outside;
  readonly store: ContainerStore;
  /** Hands a connection to what a running container serves at a port (`5000/tcp`); false when nothing does. */
  deliver(id: string, port: string, socket: Socket): boolean;
}

/**
 * Opens a way to what a URL names, as seen from a container. As Docker's networks have it: a container finds others by
 * name in networks that people made, not in the default one; `localhost` is itself.
 */
export async function wayTo(
  url: string,
  from: Container,
  { outside, store, deliver }: Neighborhood,
): Promise<Way> {
  const { protocol, hostname, host, port } = new URL(url);
  const hosted = await outside(host === 'registry-1.docker.io' ? 'docker.io' : host);
  if (hosted) return { url: hosted, close: () => undefined };
  const inside = `${port || (protocol === 'https:' ? 443 : 80)}/tcp`;
  return openWay(protocol, (socket) => {
    const mine = networkNames(store.get(from.id) ?? from).filter((name) => name !== 'bridge');
    const other = store
      .all()
      .find(
        (one) =>
          [one.name, one.id.slice(0, 12), one.config.Hostname].includes(hostname) &&
          networkNames(one).some((name) => mine.includes(name)),
      );
    return other !== undefined && deliver(other.id, inside, socket);
  });
}
