import { filtersOf } from '../engine-api.ts';
import { shortId } from '../print/cut.ts';
import { printList, type Row } from '../print/list.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import { ago, goTime } from '../print/time.ts';
import type { Handler } from '../table/command.ts';

export interface ImageSummary {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Created: number;
  readonly Size: number;
  readonly SharedSize: number;
  readonly Containers: number;
}

const none = '<none>';

/** `docker image ls`. */
export const listImages: Handler = async ({ args, flags, engine }) => {
  const filters = [...flags.list('filter'), ...args.map((name) => `reference=${name}`)];
  const images = await engine.get<ImageSummary[]>('/images/json', {
    all: flags.on('all') ? 'true' : undefined,
    filters: filtersOf(filters),
  });
  const format = flags.text('format');
  const digests = flags.on('digests') || /\{\{[^}]*\.Digest/.test(format ?? '');
  const rows = images.flatMap((image) =>
    namesOf(image, digests).map((name) => rowOf(image, name, flags.on('no-trunc'))),
  );
  const table = [
    'Repository',
    'Tag',
    ...(flags.on('digests') ? ['Digest'] : []),
    'ID',
    'CreatedSince',
    'Size',
  ];
  const form = { ...imageForm, table: table.map((field) => `{{.${field}}}`).join('\t') };
  out(printList(rows, form, format, flags.on('quiet')));
  return 0;
};

export const imageForm = {
  headings: {
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    ID: 'IMAGE ID',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
  quiet: 'ID',
  typeName: '*formatter.imageContext',
};

export interface ImageName {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** One line for every name: by tag, with the digests of the same repository, or by digest alone. */
export function namesOf(image: ImageSummary, withDigests: boolean): ImageName[] {
  const tags = (image.RepoTags ?? []).filter((name) => name !== '<none>:<none>').map(splitTag);
  const digests = (image.RepoDigests ?? []).filter((name) => !name.startsWith('<none>@')).map(splitDigest);
  if (!tags.length && !digests.length) return [{ repository: none, tag: none, digest: none }];
  const repositories = [...new Set([...tags, ...digests].map(({ repository }) => repository))];
  const names = repositories.flatMap((repository) => {
    const ownTags = tags.filter((tag) => tag.repository === repository);
    const ownDigests = digests.filter((digest) => digest.repository === repository);
    if (!ownTags.length) return withDigests ? ownDigests : ownDigests.slice(0, 1);
    if (!withDigests || !ownDigests.length) return ownTags;
    return ownTags.flatMap((tag) => ownDigests.map(({ digest }) => ({ ...tag, digest })));
  });
  return names;
}

function splitTag(name: string): ImageName {
  const colon = name.lastIndexOf(':');
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1), digest: none };
}

function splitDigest(name: string): ImageName {
  const at = name.indexOf('@');
  return { repository: name.slice(0, at), tag: none, digest: name.slice(at + 1) };
}

/** What templates can ask of one line. */
export function rowOf(image: ImageSummary, name: ImageName, full: boolean): Row {
  return {
    Containers: image.Containers >= 0 ? String(image.Containers) : 'N/A',
    CreatedAt: goTime(image.Created),
    CreatedSince: ago(image.Created),
    Digest: name.digest,
    ID: full ? image.Id : shortId(image.Id),
    Repository: name.repository,
    SharedSize: image.SharedSize >= 0 ? humanSize(image.SharedSize) : 'N/A',
    Size: humanSize(image.Size, 3),
    Tag: name.tag,
    UniqueSize: image.SharedSize >= 0 ? humanSize(image.Size - image.SharedSize) : 'N/A',
    VirtualSize: humanSize(image.Size),
  };
}
