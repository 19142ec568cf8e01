import { count, sizeText } from './amounts.ts';
import { partsOfManifest } from './parts.ts';
import type { Part, Parts } from './parts.ts';
import { shortened, targetOf, targetText, type Target } from './target.ts';
import type { Wire, WireLine, WireRequest } from './wire.ts';

/** The requests of one command as lines to read, with what moved and what did not have to. */
export function explainWire(command: string, requests: readonly WireRequest[], all: Parts): Wire {
  const parts = about(requests, all);
  const uploads = uploadedDigests(requests);
  const lines = requests.map((request, at) => lineOf(request, requests.slice(0, at), { parts, uploads }));
  const told = [...lines, ...unasked(requests, parts)];
  const sum = (of: (line: WireLine, request: WireRequest | undefined) => number): number =>
    told.reduce((total, line, at) => total + of(line, requests[at]), 0);
  return {
    command,
    registries: [...new Set(requests.map(({ registry }) => registry))],
    lines: told,
    up: sum(({ moved }, request) => (request && request.method !== 'GET' ? moved : 0)),
    down: sum(({ moved }, request) => (request?.method === 'GET' ? moved : 0)),
    spared: sum(({ spared }) => spared),
  };
}

/** The manifests that these requests bring or fetch say what their parts are called. */
function about(requests: readonly WireRequest[], parts: Parts): Parts {
  const named = requests.flatMap(({ registry, path }) => {
    const target = targetOf(path);
    const manifest =
      target.kind === 'manifest' ? parts.manifest(registry, target.name, target.reference) : undefined;
    return manifest ? partsOfManifest(manifest) : [];
  });
  return { ...parts, byDigest: new Map([...parts.byDigest, ...named.toReversed()]) };
}

interface Known {
  readonly parts: Parts;
  /** Upload id → the digest that its last request names. */
  readonly uploads: ReadonlyMap<string, string>;
}

function uploadedDigests(requests: readonly WireRequest[]): Map<string, string> {
  return new Map(
    requests.flatMap(({ path }) => {
      const target = targetOf(path);
      return target.kind === 'upload' && target.digest ? [[target.id, target.digest] as const] : [];
    }),
  );
}

type Told = { says: string; moved?: number; spared?: number };

function lineOf(request: WireRequest, earlier: readonly WireRequest[], known: Known): WireLine {
  const target = targetOf(request.path);
  const told = refusal(request, target) ?? tell(request, target, earlier, known);
  return {
    registry: request.registry,
    method: request.method,
    target: targetText(target, request.path),
    status: request.status,
    moved: told.moved ?? 0,
    spared: told.spared ?? 0,
    says: told.says,
  };
}

/** What is refused is told in the same words whatever was asked for. */
function refusal({ status }: WireRequest, { kind }: Target): Told | undefined {
  if (status === 401 && kind === 'token') return { says: 'Name and password are not right: no token.' };
  if (status === 401)
    return { says: 'Not without a login: the answer says where to get a token, or asks for a password.' };
  if (status === 403) return { says: 'It knows who asks, and does not allow this.' };
  if (status === 405) return { says: 'This registry does not allow it: deleting has to be turned on.' };
  if (status === 429) return { says: 'Too many requests for now: try again later.' };
  if (status >= 500) return { says: 'The registry could not do it: its log says why.' };
  return undefined;
}

function tell(request: WireRequest, target: Target, earlier: readonly WireRequest[], known: Known): Told {
  const { method, status } = request;
  switch (target.kind) {
    case 'base':
      return { says: 'Are you a registry, and may I come in? Yes.' };
    case 'token':
      return { says: 'A token for what is to come: short-lived, for certain repositories only.' };
    case 'catalog':
      return { says: 'Which repositories are there?' };
    case 'tags':
      return {
        says: status === 404 ? 'There is no such repository.' : `Which tags does \`${target.name}\` have?`,
      };
    case 'referrers':
      return { says: 'What refers to this image: signatures, lists of contents.' };
    case 'blob':
      return blob(request, target, earlier, known);
    case 'begin':
      return begin(status, target, known);
    case 'upload':
      return upload(request, target, earlier, known);
    case 'manifest':
      return manifest(request, target, known);
    case 'other':
      return {
        says: method === 'GET' ? 'Something outside of the registry API.' : 'Not of the registry API.',
      };
  }
}

/** `layer 2 of 3`, where one knows of which image. */
const part = (digest: string | undefined, { parts }: Known): Part =>
  (digest === undefined ? undefined : parts.byDigest.get(digest)) ?? { what: 'a blob', size: 0 };

function blob(
  { registry, method, status, bytesOut }: WireRequest,
  { name, digest }: Extract<Target, { kind: 'blob' }>,
  earlier: readonly WireRequest[],
  known: Known,
): Told {
  const { what, size } = part(digest, known);
  if (method === 'DELETE')
    return { says: status === 404 ? 'It was not there.' : `Removes ${what} from this repository.` };
  if (status === 404)
    return {
      says:
        method === 'HEAD'
          ? `Do you have ${what}? No, not in this repository.`
          : 'There is no such blob here.',
    };
  const here = earlier.filter((one) => one.registry === registry && one.status < 300);
  const brought = here.some((one) => one.status === 201 && brings(targetOf(one.path), name, digest));
  if (method === 'HEAD' && brought) return { says: `Is ${what} there now? Yes, all of it.` };
  if (method === 'HEAD') {
    const asked = here.some((one) => {
      const target = targetOf(one.path);
      return target.kind === 'blob' && target.name === name && target.digest === digest;
    });
    // What was spared once is not spared again by asking again.
    if (asked) return { says: `Do you still have ${what}? Yes.` };
    const saves = size > 0 ? `${sizeText(size)} need not be sent.` : 'it need not be sent.';
    return { says: `Do you have ${what}? Yes: ${saves}`, spared: size };
  }
  if (status >= 300 && status < 400)
    return { says: `${sentence(what)} is stored elsewhere: this is the way there.` };
  const moved = bytesOut || size;
  return {
    says: `Give me ${what}: ${sizeText(moved)}, checked against the digest it was asked for by.`,
    moved,
  };
}

/** Whether a request was the one with which a blob came into a repository. */
function brings(target: Target, name: string, digest: string): boolean {
  if (target.kind === 'upload') return target.name === name && target.digest === digest;
  return target.kind === 'begin' && target.name === name && [target.mount, target.digest].includes(digest);
}

function begin(
  status: number,
  { mount, from, digest }: Extract<Target, { kind: 'begin' }>,
  known: Known,
): Told {
  const { what, size } = part(mount ?? digest, known);
  if (mount && status === 201)
    return {
      says: `You have ${what} in \`${from ?? 'another repository'}\`: link it here. Done, nothing is sent.`,
      spared: size,
    };
  if (mount)
    return {
      says: `Take ${what} over from \`${from ?? 'another repository'}\`? It cannot: send it, here is an upload.`,
    };
  if (digest && status === 201) return { says: `All of ${what} in one request.`, moved: size };
  return { says: 'I have something to send. Here is an upload: send it to this address.' };
}

function upload(
  { method, status, bytesIn }: WireRequest,
  { id, digest }: Extract<Target, { kind: 'upload' }>,
  earlier: readonly WireRequest[],
  known: Known,
): Told {
  const { what, size } = part(digest ?? known.uploads.get(id), known);
  const patched = earlier.some(({ method: before, path }) => {
    const target = targetOf(path);
    return before === 'PATCH' && target.kind === 'upload' && target.id === id;
  });
  if (method === 'DELETE') return { says: 'Never mind: the upload is given up.' };
  if (method === 'GET') return { says: 'How much of it has arrived?' };
  if (method === 'PATCH') {
    const moved = bytesIn ?? size;
    return { says: `The bytes of ${what}${moved ? `: ${sizeText(moved)}` : ''}.`, moved };
  }
  if (status >= 400) return { says: 'The bytes that arrived do not have the digest that was promised.' };
  if (patched)
    return {
      says: 'That was all, and this is its digest. The registry has computed the same, and keeps it.',
    };
  const moved = bytesIn ?? size;
  return {
    says: `${sentence(what)}: ${sizeText(moved)}, and its digest, which the registry computes too.`,
    moved,
  };
}

function manifest(
  { registry, method, status, bytesIn, bytesOut }: WireRequest,
  { name, reference }: Extract<Target, { kind: 'manifest' }>,
  known: Known,
): Told {
  const found = known.parts.manifest(registry, name, reference);
  const byDigest = reference.includes(':');
  const what = byDigest ? 'this digest' : `\`${reference}\``;
  const index = (found?.children.length ?? 0) > 0;
  if (method === 'PUT') {
    if (status >= 400)
      return { says: 'The manifest names something that the registry does not have, or is none.' };
    const moved = bytesIn ?? found?.size ?? 0;
    if (byDigest) return { says: `A manifest without a tag of its own, ${sizeText(moved)}.`, moved };
    const lists = index ? 'an index with one manifest for each platform' : 'the list of config and layers';
    return { says: `Last the manifest, ${lists}: ${what} points to it from now on.`, moved };
  }
  if (method === 'DELETE')
    return status === 404
      ? { says: 'It was not there.' }
      : {
          says: byDigest
            ? 'Removes the manifest, and every tag that points to it. Its blobs stay until garbage is collected.'
            : `Removes the tag ${what}.`,
        };
  if (status === 404)
    return {
      says: byDigest ? 'No manifest has this digest here.' : `There is no tag ${what} in \`${name}\`.`,
    };
  if (status === 304) return { says: 'Still the same.' };
  if (method === 'HEAD')
    return {
      says: byDigest
        ? 'Do you have this manifest? Yes.'
        : `What does ${what} point to? ${found ? `To \`${shortened(found.digest)}\`.` : 'To a manifest.'}`,
    };
  const moved = bytesOut || (found?.size ?? 0);
  if (index)
    return {
      says: `The index of ${what}: one manifest for each platform, and the engine takes its own.`,
      moved,
    };
  const layers = found ? `config and ${count(found.layers.length, 'layer')}` : 'config and layers';
  return { says: `The manifest of ${what}: it names ${layers} by digest.`, moved };
}

/** Layers that a fetched manifest names and nobody asked for: the engine has them. Only after a pull of others or none. */
function unasked(requests: readonly WireRequest[], parts: Parts): WireLine[] {
  const fetched = new Set(
    requests.flatMap(({ method, path }) => {
      const target = targetOf(path);
      return method === 'GET' && target.kind === 'blob' ? [target.digest] : [];
    }),
  );
  const pulled = requests.some(({ userAgent = '' }) =>
    /^(docker|containerd|registry-workshop)\b/i.test(userAgent),
  );
  const pushed = requests.some(({ method }) => method === 'PUT');
  if (!pulled || pushed) return [];
  const seen = new Set<string>();
  return requests.flatMap(({ registry, method, status, path }): WireLine[] => {
    const target = targetOf(path);
    if (method !== 'GET' || status !== 200 || target.kind !== 'manifest') return [];
    const manifest = parts.manifest(registry, target.name, target.reference);
    return (manifest?.layers ?? []).flatMap((layer): WireLine[] => {
      if (fetched.has(layer.digest) || seen.has(layer.digest)) return [];
      seen.add(layer.digest);
      const { what } = parts.byDigest.get(layer.digest) ?? { what: 'a layer' };
      return [
        {
          registry,
          method: '',
          target: `${target.name}/blobs/${shortened(layer.digest)}`,
          moved: 0,
          spared: layer.size,
          says: `${sentence(what)} was never asked for: the engine has it. ${sizeText(layer.size)} stayed where they are.`,
        },
      ];
    });
  });
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
