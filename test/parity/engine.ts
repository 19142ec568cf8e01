import http from 'node:http';
import type { Normalizer } from './normalize.ts';

/** The Engine API that everything here is asked by: the oldest engine that is compared speaks it. */
const API = '/v1.41';

interface Item {
  readonly [field: string]: unknown;
}

interface Stock {
  readonly containers: readonly Item[];
  readonly images: readonly Item[];
  readonly volumes: readonly Item[];
  readonly networks: readonly Item[];
  readonly services: readonly Item[];
}

/** An engine as the harness itself sees it: what it has, and how that is taken away again. */
export class EngineUnderTest {
  readonly #socket: string;
  #before = new Set<string>();
  /** Since the last cleaning. */
  #sawSwarm = false;

  /** @param host `unix:///path` */
  constructor(host: string) {
    this.#socket = host.replace(/^unix:\/\//, '');
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse((await this.#ask('GET', path)).text) as T;
  }

  /** Everything that is there now belongs to somebody else: it is neither told nor removed. */
  async keepWhatIsThere(): Promise<void> {
    this.#before = new Set((await this.#keys()).map(({ key }) => key));
  }

  /** Names of what belongs to somebody else. */
  strangers(): string[] {
    return [...this.#before].filter(
      (key) => !/^network (bridge|host|none|docker_gwbridge|ingress)$/.test(key),
    );
  }

  /** Unnamed volumes without a container, and images of the mirror that no container uses: other tests leave them. */
  async removeLeftovers(): Promise<void> {
    if (!(await this.#inSwarm())) await this.#ask('DELETE', '/networks/docker_gwbridge');
    const { containers, images, volumes } = await this.#stock();
    const used = new Set(containers.map(({ ImageID }) => ImageID));
    for (const { Id, RepoTags } of images) {
      const names = ((RepoTags ?? []) as string[]).filter((name) => name !== '<none>:<none>');
      if (used.has(Id) || !names.every((name) => /^(registry:2|alpine:latest)$/.test(name))) continue;
      await this.#ask('DELETE', `/images/${String(Id)}?force=1`);
    }
    for (const { Name } of volumes) {
      if (UNNAMED.test(String(Name))) await this.#ask('DELETE', `/volumes/${String(Name)}`);
    }
  }

  /** What there is, one line each. Whatever has a name is told by it from now on, and not by its id. */
  async state(normalizer: Normalizer): Promise<string[]> {
    const { containers, images, volumes, networks, services } = await this.#stock();
    for (const { ID, Spec } of services)
      normalizer.name(String(ID), `service ${String((Spec as { Name: string }).Name)}`);
    for (const { Id, Names, Mounts } of containers) {
      const name = withoutChance((Names as string[])[0])?.slice(1);
      normalizer.name(String(Id), `container ${name}`);
      for (const { Name, Destination } of Mounts as Item[]) {
        if (UNNAMED.test(String(Name)))
          normalizer.name(String(Name), `volume of ${name} at ${String(Destination)}`);
      }
    }
    for (const { Id, RepoTags, RepoDigests } of images) {
      normalizer.name(String(Id), `image of ${named(RepoTags)[0] ?? 'no name'}`);
      for (const text of named(RepoDigests))
        normalizer.name(text.split('@')[1]!, `digest in ${text.split('@')[0]}`);
    }
    for (const { Name } of volumes)
      if (UNNAMED.test(String(Name))) normalizer.name(String(Name), 'unnamed volume');
    for (const { Id, Name } of networks) normalizer.name(String(Id), `network ${String(Name)}`);
    const list = (items: unknown): string =>
      `(${named(items)
        .map((item) => normalizer.text(item))
        .sort()
        .join(', ')})`;
    const lines = [
      ...services.map(({ Spec }) => {
        const { Name, Labels, Mode, TaskTemplate, EndpointSpec } = Spec as Record<string, unknown>;
        const { Image } = (TaskTemplate as { ContainerSpec: Item }).ContainerSpec;
        // What is wished for: what a swarm makes of it comes when it likes.
        const { Ports } = (EndpointSpec ?? {}) as Item;
        return `service ${String(Name)} ${String(Image)} ${JSON.stringify(Mode)} labels ${labels(Labels)} ports ${JSON.stringify(Ports ?? [])}`;
      }),
      // Containers of tasks come and go when the swarm likes.
      ...containers
        .filter((it) => !isTask(it))
        .map((it) => {
          const ports = (it.Ports as Item[]).map(
            ({ IP, PrivatePort, PublicPort, Type }) =>
              `${IP === undefined ? '' : `${String(IP)}:${String(PublicPort)}->`}${String(PrivatePort)}/${String(Type)}`,
          );
          const mounts = (it.Mounts as Item[]).map(
            ({ Type, Name, Destination, RW }) =>
              `${String(Type)} ${String(Name ?? '')} at ${String(Destination)}${RW ? '' : ' (ro)'}`,
          );
          const { Networks } = it.NetworkSettings as { Networks: object };
          // Without the time in it: `Exited (0) 3 seconds ago`.
          const status = String(it.Status).replace(/ (\d|Less|About).*$/, '');
          const names = (it.Names as string[]).map(withoutChance);
          return `container ${list(names)} ${String(it.Image)} [${String(it.Command)}] ${String(it.State)} ${status} ports ${list(ports)} mounts ${list(mounts)} networks ${list(Object.keys(Networks))} labels ${labels(it.Labels)}`;
        }),
      ...images.map(
        (it) =>
          `image ${String(it.Id)} ${list(it.RepoTags)} ${list(it.RepoDigests)} ${labels(it.Labels)} ${String(it.Size)} bytes`,
      ),
      // Those of tasks come and go when the swarm likes.
      ...volumes
        .filter(({ Name }) => !this.#sawSwarm || !UNNAMED.test(String(Name)))
        .map((it) => `volume ${String(it.Name)} ${String(it.Driver)} ${labels(it.Labels)}`),
      ...networks.map(
        (it) =>
          `network ${String(it.Name)} ${String(it.Driver)} ${String(it.Scope)} ${labels(it.Labels)}${it.Internal ? ' internal' : ''}`,
      ),
    ];
    return lines.map((line) => normalizer.text(line)).sort();
  }

  /** Removes whatever was not there at the beginning, and what is remembered of builds. */
  async clean(): Promise<void> {
    await this.#ask('POST', '/build/prune?all=1');
    if (await this.#inSwarm()) await this.#leaveSwarm();
    this.#sawSwarm = false;
    for (let round = 0; round < 3; round++) {
      const made = (await this.#keys()).filter(({ key }) => !this.#before.has(key));
      if (made.length === 0) return;
      for (const { remove } of made) await this.#ask('DELETE', remove);
    }
    const left = (await this.#keys()).filter(({ key }) => !this.#before.has(key)).map(({ key }) => key);
    if (left.length > 0) throw new Error(`cannot be removed from ${this.#socket}: ${left.join(', ')}`);
  }

  async #inSwarm(): Promise<boolean> {
    const { Swarm } = await this.get<{ Swarm?: { LocalNodeState: string } }>('/info');
    const active = Swarm?.LocalNodeState === 'active';
    this.#sawSwarm ||= active;
    return active;
  }

  /** Services go first: what their tasks run in ends with them. */
  async #leaveSwarm(): Promise<void> {
    for (const { ID } of await this.get<Item[]>('/services'))
      await this.#ask('DELETE', `/services/${String(ID)}`);
    await this.#ask('POST', '/swarm/leave?force=1');
    // It stays behind otherwise, for any prune to tell.
    await this.#ask('DELETE', '/networks/docker_gwbridge');
  }

  async #keys(): Promise<{ key: string; remove: string }[]> {
    const { containers, images, volumes, networks } = await this.#stock();
    return [
      ...containers.map(({ Id }) => ({
        key: `container ${String(Id)}`,
        remove: `/containers/${String(Id)}?force=1&v=1`,
      })),
      ...images.map(({ Id }) => ({ key: `image ${String(Id)}`, remove: `/images/${String(Id)}?force=1` })),
      ...volumes.map(({ Name }) => ({
        key: `volume ${String(Name)}`,
        remove: `/volumes/${String(Name)}?force=1`,
      })),
      ...networks.map(({ Name }) => ({
        key: `network ${String(Name)}`,
        remove: `/networks/${String(Name)}`,
      })),
    ];
  }

  async #stock(): Promise<Stock> {
    const [containers, images, { Volumes }, networks, services] = await Promise.all([
      this.get<Item[]>('/containers/json?all=1'),
      this.get<Item[]>('/images/json'),
      this.get<{ Volumes: Item[] | null }>('/volumes'),
      this.get<Item[]>('/networks'),
      this.#inSwarm().then((yes) => (yes ? this.get<Item[]>('/services') : [])),
    ]);
    const mine = <T extends Item>(kind: string, field: string, items: readonly T[]): T[] =>
      items.filter((item) => !this.#before.has(`${kind} ${String(item[field])}`));
    return {
      containers: mine('container', 'Id', containers),
      images: mine('image', 'Id', images),
      volumes: mine('volume', 'Name', Volumes ?? []),
      // The swarm makes these when it likes, and with names of its own.
      networks: mine('network', 'Name', networks).filter(
        ({ Name }) => !/^(docker_gwbridge|ingress)$/.test(String(Name)),
      ),
      services,
    };
  }

  #ask(method: string, path: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        { socketPath: this.#socket, method, path: API + path, agent: false },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            const text = Buffer.concat(chunks).toString();
            if (method === 'GET' && status !== 200) reject(new Error(`${path}: ${status} ${text}`));
            else resolve({ status, text });
          });
        },
      );
      request.on('error', reject);
      request.end();
    });
  }
}

const isTask = ({ Labels }: Item): boolean => 'com.docker.swarm.task' in ((Labels ?? {}) as object);

const UNNAMED = /^[\da-f]{64}$/;

/** Engines give names of their own, of two words and by chance, to containers without one. */
const withoutChance = <T extends string | undefined>(name: T): T | '/a_name' =>
  name !== undefined && /^\/[a-z]+_[a-z]+\d*$/.test(name) ? '/a_name' : name;

/** The list without the place holders that the API has for "none". */
const named = (items: unknown): string[] =>
  ((items ?? []) as string[]).filter((item) => !/^<none>[:@]<none>$/.test(item)).sort();

const labels = (map: unknown): string => JSON.stringify(Object.entries((map ?? {}) as object).sort());
