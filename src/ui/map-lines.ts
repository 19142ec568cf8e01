import type { WorldMap } from '../map/world-map.ts';
import { sizeText } from './amounts.ts';
import { cleanText } from './clean.ts';
import { spelled } from './inline.ts';
import { pictureOf } from './map-picture.ts';
import type { Picture, PictureName, PicturePlace, PictureRow } from './map-picture.ts';
import { HUES } from './paint.ts';
import type { Paint, Style } from './paint.ts';
import { cells, clip, paragraph, plain, styled } from './wrap.ts';
import type { Span } from './wrap.ts';

export interface MapPage {
  /** Cells that a line may take. */
  readonly columns: number;
  readonly paint: Paint;
  /** Tags that moved are still drawn where they were. */
  readonly before?: boolean | undefined;
}

/** The map as lines: what is where, which is the same, and what has just changed. */
export function mapLines(map: WorldMap, page: MapPage): string[] {
  const picture = pictureOf(map);
  const [engine, ...registries] = picture.places;
  const none = [faint('No registry of yours runs here yet.', page)];
  const places =
    page.columns >= SIDE_BY_SIDE && registries.length > 0
      ? sideBySide(map, engine!, registries, page)
      : [
          ...engineLines(map, engine!, page),
          ...registries.flatMap((place) => ['', ...registryLines(place, page)]),
          ...(registries.length === 0 ? ['', ...none] : []),
        ];
  const lines = [...places, ...sharedLines(picture, page), ...changeLines(map, page)];
  return lines.map((line) => line.trimEnd());
}

/** From so many columns on the registries stand beside the engine: what is the same is seen across. */
const SIDE_BY_SIDE = 104;

function sideBySide(
  map: WorldMap,
  engine: PicturePlace,
  registries: readonly PicturePlace[],
  page: MapPage,
): string[] {
  const { paint } = page;
  const width = Math.floor((page.columns - 3) / 2);
  const half = { ...page, columns: width };
  const left = engineLines(map, engine, half);
  const right = registries.flatMap((place, at) => [...(at > 0 ? [''] : []), ...registryLines(place, half)]);
  const rule = paint('faint', paint.signs.beside);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const line = left[at] ?? '';
    return `${line}${' '.repeat(Math.max(0, width - visible(line)))} ${rule} ${right[at] ?? ''}`;
  });
}

const faint = (text: string, { paint, columns }: MapPage): string =>
  paint('faint', clip(text, columns, paint.signs.more));

const hue = (index: number): Style => HUES[index % HUES.length]!;

/** `A`, in the color that it has everywhere. */
function letterText(letter: string, { paint }: MapPage): string {
  if (!letter) return ' ';
  return paint('strong', paint(hue(letter.charCodeAt(letter.length - 1) - 65), letter));
}

/** Layers as blocks with their numbers: the same number is the same bytes. */
function layerBlocks(layers: readonly number[], room: number, { paint }: MapPage): string {
  const blocks = layers.map((layer) => ({ layer, text: ` ${layer + 1} ` }));
  let width = 0;
  const fits = blocks.filter(({ text }) => (width += text.length + 1) - 1 <= room - 2);
  const drawn = fits.map(({ layer, text }) =>
    paint('inverse', 'x') === 'x' ? `[${text.trim()}]` : paint(hue(layer + 2), paint('inverse', text)),
  );
  return drawn.join(' ') + (fits.length < blocks.length ? ` ${paint.signs.more}` : '');
}

function engineLines(map: WorldMap, place: PicturePlace, page: MapPage): string[] {
  const { paint } = page;
  const rows = place.groups[0]!.rows;
  const head = `${paint('strong', 'Engine')} ${paint('faint', `${map.engine}, images ready to run`)}`;
  const room = layerColumn(rows, page);
  const images = rows.flatMap((row) => rowLines(row, '  ', room, page));
  const containers = map.containers.map(({ name, image, state, ports }) => {
    const sign = paint(
      state === 'running' ? 'good' : 'faint',
      paint.signs[state === 'running' ? 'running' : 'open'],
    );
    const where = ports.length > 0 ? `, ${ports.join(', ')}` : '';
    const told = `container ${paint('strong', cleanText(name))}: ${spelled(cleanText(`${image}, ${state}${where}`), paint)}`;
    return `  ${sign}  ${clipPainted(told, page.columns - 5, paint)}`;
  });
  return [
    head,
    ...(images.length > 0 ? images : [faint('  no images yet', page)]),
    ...(containers.length > 0 ? ['', ...containers] : []),
  ];
}

function registryLines({ name, registry, groups }: PicturePlace, page: MapPage): string[] {
  const { paint } = page;
  const who = registry?.standIn
    ? 'a stand-in, played by practice'
    : registry?.container && registry.container !== name
      ? `container ${registry.container}`
      : '';
  const stored = registry?.contents.stored;
  const amount = stored
    ? `${stored.blobs} ${stored.blobs === 1 ? 'blob' : 'blobs'}, ${sizeText(stored.bytes)} on disk`
    : '';
  const about = [amount, who].filter(Boolean).join('; ');
  const head = `${paint('strong', 'Registry')} ${paint('strong', paint('accent', cleanText(name)))} ${faint(about, { ...page, columns: Math.max(8, page.columns - 10 - cells(name)) })}`;
  if (registry?.problem)
    return [head, ...paragraph([styled(cleanText(registry.problem), 'faint')], page.columns, paint, '  ')];
  if (groups.length === 0) return [head, faint('  empty', page)];
  const room = layerColumn(
    groups.flatMap(({ rows }) => rows),
    page,
  );
  return [
    head,
    ...groups.flatMap((group) => [
      `  ${paint('code', cleanText(group.name))}`,
      ...group.rows.flatMap((row) => rowLines(row, '    ', room, page)),
      ...(group.rows.length === 0 ? [faint('    no manifests', page)] : []),
    ]),
  ];
}

/** Cells that the layers of these rows take, so that their names stand in one column. */
function layerColumn(rows: readonly PictureRow[], page: MapPage): number {
  const most = page.columns < 76 ? 17 : 30;
  return (
    Math.min(most, Math.max(0, ...rows.map(({ layers }) => visible(layerBlocks(layers, most, page))))) + 2
  );
}

/** Letter, digest, layers, and the names that point here: those with news take a line of their own. */
function rowLines(row: PictureRow, indent: string, layerRoom: number, page: MapPage): string[] {
  const { paint, columns } = page;
  const blocks = layerBlocks(row.layers, layerRoom, page);
  const digest = row.digest ? `${paint('faint', cleanText(row.digest))}  ` : '';
  const first = `${indent}${letterText(row.letter, page)}  ${digest}${blocks}${' '.repeat(Math.max(1, layerRoom - visible(blocks)))}`;
  const pointer = row.digest ? `${paint.signs.points} ` : '';
  const still = row.names.filter(({ change }) => !change);
  const calm = still.map(({ text }, at): Span[] => [
    plain(at > 0 ? '  ' : ''),
    styled(pointer, 'faint'),
    // A name is not broken at its blanks: it has none.
    styled(cleanText(text), 'strong'),
  ]);
  const names = [
    ...row.names
      .filter(({ change }) => change && !(page.before && change === 'moved'))
      .map((name) => [styled(pointer, 'faint'), ...nameSpans(name, paint)]),
    ...(row.digest ? (calm.length > 0 ? [calm.flat()] : []) : calm.map((spans) => spans.slice(2))),
    ...row.left.map((name) => [styled(pointer, 'faint'), ...leftSpans(name, page)]),
    ...(row.about ? [[styled(row.about, 'faint')]] : []),
  ];
  if (names.length === 0) return [first];
  // Where names have no room beside the layers, they stand below.
  const below = columns - visible(first) < 18;
  const next = ' '.repeat(below ? indent.length + 3 : visible(first));
  if (below) return [first, ...names.flatMap((spans) => paragraph(spans, columns, paint, next, `${next}  `))];
  return names.flatMap((spans, at) => paragraph(spans, columns, paint, at === 0 ? first : next, `${next}  `));
}

function nameSpans({ text, change, other }: PictureName, { signs }: Paint): Span[] {
  const name = cleanText(text);
  if (change === 'new') return [styled(name, 'strong', 'good'), styled(` ${signs.plus} new`, 'good')];
  if (change === 'moved')
    return [
      styled(name, 'strong', 'accent'),
      styled(` ${signs.left} moved here from ${other ?? ''}`, 'accent'),
    ];
  return [styled(name, 'strong')];
}

function leftSpans({ text, change, other }: PictureName, { paint, before }: MapPage): Span[] {
  const name = cleanText(text);
  if (change === 'gone') return [styled(name, 'bad'), styled(` ${paint.signs.minus} gone`, 'bad')];
  if (before)
    return [styled(name, 'strong', 'accent'), styled(` ${paint.signs.right} is about to move`, 'accent')];
  return [plain(''), styled(`${name} ${paint.signs.right} moved on to ${other ?? ''}`, 'faint')];
}

function sharedLines({ shared }: Picture, page: MapPage): string[] {
  if (shared.length === 0) return [];
  const { paint } = page;
  const told = shared
    .slice(0, 6)
    .map(({ layer, rows, size }) => `${layer + 1} in ${rows} places${size ? ` (${sizeText(size)})` : ''}`)
    .join(', ');
  return [
    '',
    ...paragraph(
      [
        styled('Same letter, same image; same number, same layer', 'faint'),
        styled(`. Shared: ${told}.`, 'faint'),
      ],
      page.columns,
      paint,
    ),
  ];
}

/** What has just changed, in words: for the ear, and for what is gone. */
function changeLines({ changes, first }: WorldMap, page: MapPage): string[] {
  const { paint } = page;
  if (first) {
    const told = 'This is the first look: what changes from now on is marked at the next one.';
    return ['', ...paragraph([styled(told, 'faint')], page.columns, paint)];
  }
  if (changes.length === 0) return [];
  const lines = changes.slice(0, 8).flatMap(({ kind, place, name, from, to }) => {
    const where = place === 'engine' ? 'on the engine' : `in ${cleanText(place)}`;
    const what = cleanText(name).replace(/(sha256:[0-9a-f]{8})[0-9a-f]+/, `$1${paint.signs.more}`);
    const short = (digest = ''): string => digest.replace(/^sha256:([0-9a-f]{8})[0-9a-f]+$/, '$1');
    const told =
      kind === 'moved' ? `moved from ${short(from)} to ${short(to)}` : kind === 'new' ? 'is new' : 'is gone';
    const sign = { new: paint.signs.plus, gone: paint.signs.minus, moved: paint.signs.right }[kind];
    const style: Style = kind === 'gone' ? 'bad' : kind === 'new' ? 'good' : 'accent';
    return paragraph(
      [styled(what, 'code'), plain(` ${where} ${told}`)],
      page.columns,
      paint,
      `  ${paint(style, sign)} `,
    );
  });
  const more = changes.length - 8;
  return [
    '',
    paint('strong', 'Just changed'),
    ...lines,
    ...(more > 0 ? [faint(`  ${more} more`, page)] : []),
  ];
}

/** Cells of a painted text. */
const visible = (text: string): number => cells(text.replace(/\x1b\[[\d;]*m/g, ''));

function clipPainted(text: string, columns: number, paint: Paint): string {
  return visible(text) <= columns
    ? text
    : clip(text.replace(/\x1b\[[\d;]*m/g, ''), columns, paint.signs.more);
}
