import { EXIT, Fault } from '../../fault.ts';
import { isObject } from '../../image/json-shape.ts';

const VERSION = '0.1';

/** A config.yml says its version and where the data goes, or Docker's registry ends at start; variables may say the latter. */
export function refusePartOfFile(document: unknown, where: string, variables: readonly string[]): void {
  if (document === null || document === undefined) return;
  const { version, storage } = isObject(document) ? document : {};
  if (String(version) !== VERSION) {
    throw new Fault({
      what:
        version === undefined
          ? 'the file does not say its version'
          : `there is no version ${String(version)}`,
      where,
      todo: `write \`version: ${VERSION}\` at its top`,
      exit: EXIT.usage,
    });
  }
  const named = typeof storage === 'string' || (isObject(storage) && 'filesystem' in storage);
  if (named || variables.some((path) => path === 'storage' || path.startsWith('storage.filesystem'))) return;
  // Another kind of storage is refused where it is written.
  if (isObject(storage) && Object.keys(storage).some((key) => !BESIDE.includes(key))) return;
  throw new Fault({
    what: 'the file does not say where the data goes',
    where,
    todo: 'write `storage: { filesystem: { rootdirectory: /var/lib/registry } }`',
    exit: EXIT.usage,
  });
}

/** What may stand beside the kind of storage. */
const BESIDE = ['delete', 'maintenance', 'cache', 'redirect', 'tag'];
