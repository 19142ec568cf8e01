/**
 * How Go prints and judges values. JSON has lost Go's types, so the names of the fields decide what an empty value is:
 * a nil slice prints `[]`, a nil map `map[]`, a struct prints its values only.
 */
const lists = new Set([
  'Cmd',
  'Entrypoint',
  'Env',
  'RepoTags',
  'RepoDigests',
  'OnBuild',
  'Shell',
  'Mounts',
  'Layers',
  'Binds',
]);
const maps = new Set([
  ...[
    'Labels',
    'ExposedPorts',
    'Volumes',
    'Ports',
    'PortBindings',
    'Networks',
    'Options',
    'Data',
    'Containers',
  ],
  ...[
    'Annotations',
    'Sysctls',
    'Tmpfs',
    'StorageOpt',
    'DriverOpts',
    'Attributes',
    'Runtimes',
    'IndexConfigs',
    'Details',
  ],
]);
const texts = new Set([
  'User',
  'WorkingDir',
  'Comment',
  'Author',
  'Variant',
  'Parent',
  'Hostname',
  'Domainname',
  'StopSignal',
]);
const pointers = new Set([
  'Health',
  'Healthcheck',
  'StopTimeout',
  'HostConfig',
  'State',
  'GraphDriver',
  'UsageData',
]);

const nilList: readonly unknown[] = Object.assign([], { toJSON: () => null });
const nilMap: object = Object.defineProperty({}, 'toJSON', { value: () => null });

/** The zero value that Go's client has for a field that the engine left out or sent as null; undefined for unknown names. */
export function zeroOf(name: string): unknown {
  if (lists.has(name)) return nilList;
  if (maps.has(name)) return nilMap;
  if (texts.has(name)) return '';
  if (pointers.has(name)) return null;
  return undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Go's `%v`. `name` is the field the value came from; `untyped` values are Go maps all the way down. */
export function printed(value: unknown, name = '', untyped = false): string {
  if (value === null || value === undefined) {
    const zero = untyped ? undefined : zeroOf(name);
    return zero === undefined || zero === null ? '<nil>' : printed(zero, name);
  }
  if (Array.isArray(value)) return `[${value.map((item) => printed(item, '', untyped)).join(' ')}]`;
  if (!isRecord(value)) return typeof value === 'number' ? printedNumber(value) : String(value);
  if (
    !untyped &&
    !maps.has(name) &&
    value !== nilMap &&
    Object.keys(value).some((key) => /^[A-Z]/.test(key))
  ) {
    return `{${Object.entries(value)
      .map(([key, item]) => printed(item, key))
      .join(' ')}}`;
  }
  const entries = Object.keys(value).sort();
  return `map[${entries.map((key) => `${key}:${printed(value[key], '', untyped)}`).join(' ')}]`;
}

function printedNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? BigInt(value).toString() : String(value);
}

/** What `if`, `and`, `or` and `not` take for true. */
export function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
