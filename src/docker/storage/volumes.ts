import { filtersOf } from '../engine-api.ts';
import { printList, type Row } from '../print/list.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';

export interface VolumeSummary {
  readonly Name: string;
  readonly Driver: string;
  readonly Mountpoint: string;
  readonly Scope: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly UsageData?: { readonly Size: number; readonly RefCount: number } | null;
}

/** `docker volume ls`. */
export const listVolumes: Handler = async ({ flags, engine }) => {
  const { Volumes } = await engine.get<{ Volumes: VolumeSummary[] | null }>('/volumes', {
    filters: filtersOf(flags.list('filter')),
  });
  const byName = new Intl.Collator('en', { numeric: true });
  const rows = [...(Volumes ?? [])].sort((a, b) => byName.compare(a.Name, b.Name)).map(volumeRow);
  out(printList(rows, volumeForm, flags.text('format'), flags.on('quiet')));
  return 0;
};

export const volumeForm = {
  headings: {
    Driver: 'DRIVER',
    Name: 'VOLUME NAME',
    Scope: 'SCOPE',
    Mountpoint: 'MOUNTPOINT',
    Labels: 'LABELS',
    Links: 'LINKS',
    Size: 'SIZE',
    Availability: 'AVAILABILITY',
    Group: 'GROUP',
    Status: 'STATUS',
  },
  table: '{{.Driver}}\t{{.Name}}',
  quiet: 'Name',
  typeName: '*formatter.volumeContext',
};

/** What templates can ask of one volume. */
export function volumeRow(volume: VolumeSummary): Row {
  const labels = volume.Labels ?? {};
  return {
    Availability: 'N/A',
    Driver: volume.Driver,
    Group: 'N/A',
    Label: (name: unknown) => labels[String(name)] ?? '',
    Labels: Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
    Links: volume.UsageData ? String(volume.UsageData.RefCount) : 'N/A',
    Mountpoint: volume.Mountpoint,
    Name: volume.Name,
    Scope: volume.Scope,
    Size: volume.UsageData ? humanSize(volume.UsageData.Size) : 'N/A',
    Status: 'N/A',
  };
}
