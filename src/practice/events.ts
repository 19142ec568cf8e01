/** One line of `docker events`. */
export interface EngineEvent {
  readonly Type: 'container' | 'image' | 'volume' | 'network' | 'daemon' | 'node' | 'service';
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: 'local' | 'swarm';
  /** Seconds since 1970. */
  readonly time: number;
  readonly timeNano: number;
  /** The old names of Action and Actor.ID, which the engine still sends for containers and images. */
  readonly status?: string;
  readonly id?: string;
  readonly from?: string;
}

/** How many events an engine remembers for `--since`; dockerd's own number. */
const REMEMBERED = 256;

/** What happened in the engine, remembered for a while and told to whoever listens. */
export class EventLog {
  readonly #past: EngineEvent[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  emit(type: EngineEvent['Type'], action: string, id: string, attributes: Record<string, string>): void {
    const now = Date.now();
    const event: EngineEvent = {
      ...(type === 'container' || type === 'image' ? { status: action, id } : {}),
      ...(type === 'container' ? { from: attributes.image ?? '' } : {}),
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: sorted(attributes) },
      scope: type === 'node' || type === 'service' ? 'swarm' : 'local',
      time: Math.floor(now / 1000),
      timeNano: now * 1_000_000,
    };
    this.#past.push(event);
    if (this.#past.length > REMEMBERED) this.#past.shift();
    for (const listener of [...this.#listeners]) listener(event);
  }

  past(): readonly EngineEvent[] {
    return this.#past;
  }

  /** Returns a function that ends the listening. */
  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function sorted(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
