import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ApiFailure } from '../http/failure.ts';
import { Records } from '../store/records.ts';
import { removeFolder } from '../store/remove-folder.ts';
import type { Cluster, Node, Service, Task } from './objects.ts';

type Change<T> = Partial<Omit<T, 'id' | 'version' | 'created'>>;

/** What a swarm knows, on disk before a method returns: cluster, nodes, services, tasks. */
export class SwarmStore {
  readonly #folder: string;
  readonly #log: (line: string) => void;
  #cluster!: Records<Cluster>;
  nodes!: Objects<Node>;
  services!: Objects<Service>;
  tasks!: Objects<Task>;
  #index = 0;

  constructor(folder: string, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
    this.#open();
  }

  #open(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const at = (name: string): string => path.join(this.#folder, name);
    const next = (): number => ++this.#index;
    this.#cluster = new Records<Cluster>(at('cluster'), ({ id }) => id, this.#log);
    this.nodes = new Objects(new Records<Node>(at('nodes'), ({ id }) => id, this.#log), next, 'node');
    this.services = new Objects(
      new Records<Service>(at('services'), ({ id }) => id, this.#log),
      next,
      'service',
    );
    this.tasks = new Objects(new Records<Task>(at('tasks'), ({ id }) => id, this.#log), next, 'task');
    const all = [...this.#cluster.values(), ...this.nodes.all(), ...this.services.all(), ...this.tasks.all()];
    this.#index = Math.max(9, ...all.map(({ version }) => version));
  }

  get cluster(): Cluster | undefined {
    return this.#cluster.values()[0];
  }

  putCluster(cluster: Omit<Cluster, 'version' | 'updated'>): Cluster {
    return this.#cluster.put({ ...cluster, version: ++this.#index, updated: new Date().toISOString() });
  }

  /** Forgets everything. The cluster's record goes first: a kill in between leaves no half swarm. */
  clear(): void {
    const { cluster } = this;
    if (cluster) this.#cluster.delete(cluster.id);
    removeFolder(this.#folder);
    this.#index = 0;
    this.#open();
  }

  tasksOf(serviceId: string): Task[] {
    return this.tasks.all().filter((task) => task.serviceId === serviceId);
  }

  serviceNamed(name: string): Service | undefined {
    return this.services.all().find(({ spec }) => spec.Name === name);
  }

  node(text: string): Node {
    return this.nodes.require(
      text,
      this.nodes.all().filter(({ hostname, name }) => hostname === text || name === text),
    );
  }

  service(text: string): Service {
    const named = this.serviceNamed(text);
    return this.services.require(text, named ? [named] : []);
  }
}

/** One kind of object, by id. */
export class Objects<T extends { readonly id: string; readonly version: number; readonly created: string }> {
  readonly #records: Records<T>;
  readonly #next: () => number;
  readonly #kind: string;

  constructor(records: Records<T>, next: () => number, kind: string) {
    this.#records = records;
    this.#next = next;
    this.#kind = kind;
  }

  /** Oldest first. */
  all(): T[] {
    return this.#records.values().sort((one, other) => (one.created < other.created ? -1 : 1));
  }

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  add(object: Omit<T, 'version' | 'created' | 'updated'>): T {
    const version = this.#next();
    // Objects are told apart by age: the version counts on where the clock's milliseconds end.
    const now = new Date().toISOString().replace('Z', `${String(version % 1_000_000).padStart(6, '0')}Z`);
    return this.#records.put({ ...object, version, created: now, updated: now } as unknown as T);
  }

  /** Changes an object that is still there; undefined when it is gone. */
  change(id: string, change: Change<T>): T | undefined {
    const known = this.get(id);
    if (!known) return undefined;
    return this.#records.put({
      ...known,
      ...change,
      version: this.#next(),
      updated: new Date().toISOString(),
    });
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  delete(id: string): boolean {
    return this.#records.delete(id);
  }

  /** By id, by one of the named ones, or by the beginning of an id. Refuses as the engine does. */
  require(text: string, named: readonly T[] = []): T {
    const exact = this.get(text) ?? (named.length === 1 ? named[0] : undefined);
    if (exact) return exact;
    const fitting =
      named.length > 1 ? named : this.all().filter(({ id }) => text !== '' && id.startsWith(text));
    if (fitting.length === 1) return fitting[0]!;
    if (fitting.length > 1)
      throw new ApiFailure(400, `${this.#kind} ${text} is ambiguous (${fitting.length} matches found)`);
    throw new ApiFailure(404, `${this.#kind} ${text} not found`);
  }
}
