import { containerForm, containerRow, type ContainerSummary } from '../containers/list.ts';
import { imageForm, namesOf, rowOf, type ImageSummary } from '../images/list.ts';
import { alignColumns } from '../print/columns.ts';
import { printList, type Row } from '../print/list.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import { volumeForm, volumeRow, type VolumeSummary } from '../storage/volumes.ts';
import type { Handler } from '../table/command.ts';

interface Usage {
  readonly LayersSize: number;
  readonly Images: readonly ImageSummary[] | null;
  readonly Containers: readonly (ContainerSummary & { readonly SizeRw?: number })[] | null;
  readonly Volumes: readonly VolumeSummary[] | null;
  readonly BuildCache?:
    readonly { readonly Size: number; readonly InUse: boolean; readonly Shared: boolean }[] | null;
}

/** `docker system df`. */
export const diskUsage: Handler = async ({ flags, engine }) => {
  const usage = await engine.get<Usage>('/system/df');
  const format = flags.text('format');
  if (flags.on('verbose') && !format) {
    out(verboseText(usage));
    return 0;
  }
  const headings = {
    Type: 'TYPE',
    TotalCount: 'TOTAL',
    Active: 'ACTIVE',
    Size: 'SIZE',
    Reclaimable: 'RECLAIMABLE',
  };
  const table = '{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}';
  out(
    printList(
      summary(usage),
      { headings, table, quiet: 'Type', typeName: '*formatter.diskUsageImagesContext' },
      format,
      false,
    ),
  );
  return 0;
};

function summary(usage: Usage): Row[] {
  const images = usage.Images ?? [];
  const containers = usage.Containers ?? [];
  const volumes = usage.Volumes ?? [];
  const cache = usage.BuildCache ?? [];
  const usedImages = images.filter(({ Containers }) => Containers > 0);
  // Layers that used images share with unused ones do not become free.
  const inUse = usedImages.reduce((sum, { Size, SharedSize }) => sum + Size - Math.max(0, SharedSize), 0);
  const free = images.length === usedImages.length && images.length > 0 ? 0 : usage.LayersSize - inUse;
  const running = containers.filter(({ State }) => /^(running|paused|restarting)$/.test(State));
  const size = (list: readonly ContainerSummary[]): number =>
    list.reduce((sum, { SizeRw }) => sum + (SizeRw ?? 0), 0);
  const bytes = (list: readonly VolumeSummary[]): number =>
    list.reduce((sum, { UsageData }) => sum + Math.max(0, UsageData?.Size ?? 0), 0);
  const linked = volumes.filter(({ UsageData }) => (UsageData?.RefCount ?? 0) > 0);
  const cached = cache.filter(({ Shared }) => !Shared).reduce((sum, { Size }) => sum + Size, 0);
  const cacheUsed = cache
    .filter(({ Shared, InUse }) => !Shared && InUse)
    .reduce((sum, { Size }) => sum + Size, 0);
  return [
    row('Images', images.length, usedImages.length, usage.LayersSize, free),
    row('Containers', containers.length, running.length, size(containers), size(containers) - size(running)),
    row('Local Volumes', volumes.length, linked.length, bytes(volumes), bytes(volumes) - bytes(linked)),
    {
      ...row('Build Cache', cache.length, cache.filter(({ InUse }) => InUse).length, cached, 0),
      Reclaimable: humanSize(cached - cacheUsed),
    },
  ];
}

function row(type: string, total: number, active: number, size: number, free: number): Row {
  const share = size > 0 ? ` (${Math.trunc((free * 100) / size)}%)` : '';
  return {
    Active: String(active),
    Reclaimable: `${humanSize(Math.max(0, free))}${share}`,
    Size: humanSize(size),
    TotalCount: String(total),
    Type: type,
  };
}

const cacheHeadings = ['CACHE ID', 'CACHE TYPE', 'SIZE', 'CREATED', 'LAST USED', 'USAGE', 'SHARED'];

const tableOf = (fields: readonly string[]): string => fields.map((field) => `{{.${field}}}`).join('\t');

function verboseText(usage: Usage): string {
  const images = (usage.Images ?? []).flatMap((image) =>
    namesOf(image, false).map((name) => rowOf(image, name, false)),
  );
  const imageFields = [
    'Repository',
    'Tag',
    'ID',
    'CreatedSince',
    'Size',
    'SharedSize',
    'UniqueSize',
    'Containers',
  ];
  const containers = (usage.Containers ?? []).map((container) => ({
    ...containerRow(container, false),
    Size: humanSize(container.SizeRw ?? 0, 3),
  }));
  const containerFields = ['ID', 'Image', 'Command', 'LocalVolumes', 'Size', 'RunningFor', 'Status', 'Names'];
  const volumes = (usage.Volumes ?? []).map(volumeRow);
  const cache = (usage.BuildCache ?? []).reduce((sum, { Size }) => sum + Size, 0);
  return [
    `Images space usage:\n\n${printList(images, { ...imageForm, table: tableOf(imageFields) }, undefined, false)}`,
    `Containers space usage:\n\n${printList(containers, { ...containerForm, table: tableOf(containerFields) }, undefined, false)}`,
    `Local Volumes space usage:\n\n${printList(volumes, { ...volumeForm, table: tableOf(['Name', 'Links', 'Size']) }, undefined, false)}`,
    `Build cache usage: ${humanSize(cache)}\n`,
    alignColumns([cacheHeadings.join('\t')]),
  ].join('\n');
}
