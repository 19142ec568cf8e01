import { formatReference, isInvalid, parseReference, withDefaultTag } from '../image/reference.ts';
import { readMap } from '../map/read-map.ts';
import type { WorldMap } from '../map/world-map.ts';
import type { Session } from '../session/session.ts';
import { readWire, type Ran } from '../wire/read-wire.ts';
import type { Wire } from '../wire/wire.ts';

/** What there is to see around a session: the map of engine and registries, and the wire of its last commands. */
export interface Outlook {
  /** Told of each command that has ended. */
  ran(command: Ran): void;
  /** The map now; its `changes` are the ones since the last command that changed something. */
  map(): Promise<WorldMap>;
  wire(): Promise<Wire | undefined>;
}

/** Commands whose requests are looked for. */
const LATEST = 20;

export function openOutlook(session: Session): Outlook {
  const { engine, ledger, lab, paths } = session;
  let latest: readonly Ran[] = [];
  let seen: WorldMap | undefined;
  let looking: Promise<unknown> = Promise.resolve();
  const belongs =
    engine.kind === 'practice' ? undefined : ownImages(ledger.baseline().engine.images, lab.images);
  const options = { belongs, dockerConfig: paths.docker };

  async function look(): Promise<WorldMap> {
    const now = await readMap(engine, { ...options, before: seen });
    // Asking twice does not make the news old.
    const told = seen && now.changes.length === 0 ? { ...now, changes: seen.changes } : now;
    seen = told;
    return told;
  }

  return {
    ran: (command) => (latest = [...latest, command].slice(-LATEST)),
    map() {
      const next = looking.then(look);
      looking = next.catch(() => undefined);
      return next;
    },
    wire: () => readWire(engine, latest, options),
  };
}

/** On a real engine: images that came since the session began, and those that its lab is about. */
function ownImages(
  before: Readonly<Record<string, string>>,
  named: readonly string[],
): (image: { readonly id: string; readonly names: readonly string[] }) => boolean {
  const wanted = new Set(named.map(whole));
  return ({ id, names }) =>
    names.length === 0
      ? !Object.values(before).includes(id)
      : names.some((name) => !Object.hasOwn(before, name) || wanted.has(whole(name)));
}

function whole(name: string): string {
  const reference = parseReference(name);
  return isInvalid(reference) ? name : formatReference(withDefaultTag(reference));
}
