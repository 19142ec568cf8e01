/** What a request to a registry is about (distribution specification, *Endpoints*). */
export type Target =
  | { readonly kind: 'base' }
  | { readonly kind: 'token' }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  /** `mount`: the digest that shall be taken over from the repository `from`. */
  | {
      readonly kind: 'begin';
      readonly name: string;
      readonly mount?: string;
      readonly from?: string;
      readonly digest?: string;
    }
  | { readonly kind: 'upload'; readonly name: string; readonly id: string; readonly digest?: string }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: string }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'other' };

export function targetOf(pathWithQuery: string): Target {
  const url = new URL(pathWithQuery.startsWith('/') ? pathWithQuery : `/${pathWithQuery}`, 'http://registry');
  const path = decode(url.pathname);
  const given = (name: string): Record<string, string> => {
    const value = url.searchParams.get(name);
    return value === null ? {} : { [name]: value };
  };
  if (/^\/v2\/?$/.test(path)) return { kind: 'base' };
  if (path === '/v2/_catalog') return { kind: 'catalog' };
  if (/^\/(v2\/)?(token|auth\/token|oauth2\/\w+)\/?$/.test(path)) return { kind: 'token' };
  const [, name = '', rest = ''] = /^\/v2\/(.+?)\/((?:blobs|manifests|tags|referrers)\/.*)$/.exec(path) ?? [];
  if (/^blobs\/uploads\/?$/.test(rest))
    return { kind: 'begin', name, ...given('mount'), ...given('from'), ...given('digest') };
  const [, kind, word = ''] = /^(blobs\/uploads|blobs|manifests|tags|referrers)\/(.+)$/.exec(rest) ?? [];
  if (kind === 'blobs/uploads') return { kind: 'upload', name, id: word, ...given('digest') };
  if (kind === 'blobs') return { kind: 'blob', name, digest: word };
  if (kind === 'manifests') return { kind: 'manifest', name, reference: word };
  if (kind === 'tags' && word === 'list') return { kind: 'tags', name };
  if (kind === 'referrers') return { kind: 'referrers', name, digest: word };
  return { kind: 'other' };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `sha256:98ed294267df…` is told apart by its first digits. */
export const shortened = (digest: string): string => digest.replace(/^(\w+:[0-9a-f]{10})[0-9a-f]+$/, '$1…');

/** The target as a line has room for it; queries (upload states, tokens' scopes) are left out. */
export function targetText(target: Target, path: string): string {
  switch (target.kind) {
    case 'base':
      return '/v2/';
    case 'token':
      return '/token';
    case 'blob':
      return `${target.name}/blobs/${shortened(target.digest)}`;
    case 'begin':
      return `${target.name}/blobs/uploads/${target.mount ? '?mount=…' : ''}`;
    case 'upload':
      return `${target.name}/blobs/uploads/…${target.digest ? `?digest=${shortened(target.digest)}` : ''}`;
    case 'manifest':
      return `${target.name}/manifests/${shortened(target.reference)}`;
    case 'tags':
      return `${target.name}/tags/list`;
    case 'referrers':
      return `${target.name}/referrers/${shortened(target.digest)}`;
    case 'catalog':
      return '/v2/_catalog';
    case 'other':
      return path.split('?')[0]!;
  }
}
