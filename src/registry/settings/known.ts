/** What becomes of a setting: it is used here, or it is accepted and changes nothing that could be noticed. */
export type Use = 'used' | 'accepted';

/** The settings of Docker's registry that this one has, by their path in config.yml. `*` stands for anything below. */
export const KNOWN: Readonly<Record<string, Use>> = {
  version: 'accepted',
  'http.addr': 'used',
  'http.relativeurls': 'used',
  'http.tls.certificate': 'used',
  'http.tls.key': 'used',
  'http.secret': 'accepted',
  'http.host': 'used',
  'http.net': 'used',
  'http.prefix': 'used',
  'http.headers.*': 'used',
  'http.http2.*': 'accepted',
  'http.draintimeout': 'accepted',
  'http.tls.minimumtls': 'used',
  storage: 'used',
  'storage.filesystem.rootdirectory': 'used',
  'storage.filesystem.maxthreads': 'accepted',
  'storage.delete.enabled': 'used',
  'storage.maintenance.readonly.enabled': 'used',
  'storage.maintenance.uploadpurging.*': 'accepted',
  'storage.cache.*': 'used',
  'storage.redirect.*': 'accepted',
  'storage.tag.*': 'accepted',
  auth: 'used',
  'auth.htpasswd.realm': 'used',
  'auth.htpasswd.path': 'used',
  'auth.token.realm': 'used',
  'auth.token.service': 'used',
  'auth.token.issuer': 'used',
  'auth.token.rootcertbundle': 'used',
  'proxy.remoteurl': 'used',
  'proxy.username': 'used',
  'proxy.password': 'used',
  'proxy.ttl': 'used',
  'notifications.endpoints': 'used',
  'log.level': 'used',
  'log.accesslog.disabled': 'used',
  'log.formatter': 'used',
  'log.fields.*': 'used',
  loglevel: 'used',
  'health.storagedriver.*': 'accepted',
  'validation.disabled': 'accepted',
  'compatibility.*': 'accepted',
};

const KEYS = Object.keys(KNOWN);

/** The entry that a path in config.yml belongs to. */
export function knownPath(path: string): string | undefined {
  return KEYS.find((key) => key === path || (key.endsWith('.*') && `${path}.`.startsWith(key.slice(0, -1))));
}

/** The path that a variable means: `REGISTRY_HTTP_ADDR` is `http.addr`. */
export function pathOfVariable(name: string): string {
  return name.slice('REGISTRY_'.length).toLowerCase().replaceAll('_', '.');
}

/** The known setting most like this one, for "did you mean". */
export function nearestPath(path: string): string | undefined {
  const ranked = KEYS.filter((key) => !key.endsWith('*')).map((key) => ({
    key,
    distance: distance(key, path),
  }));
  ranked.sort((one, other) => one.distance - other.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(3, path.length / 4) ? best.key : undefined;
}

/** Levenshtein's distance: how many letters differ. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
