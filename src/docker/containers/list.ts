import { filtersOf } from '../engine-api.ts';
import { ellipsis, shortId } from '../print/cut.ts';
import { printList, type Row } from '../print/list.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import { ago, goTime } from '../print/time.ts';
import type { Handler } from '../table/command.ts';
import { displayedPorts, type ListedPort } from './displayed-ports.ts';

export interface ContainerSummary {
  readonly Id: string;
  readonly Names: readonly string[] | null;
  readonly Image: string;
  readonly ImageID: string;
  readonly Command: string;
  readonly Created: number;
  readonly Ports: readonly ListedPort[] | null;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly State: string;
  readonly Status: string;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
  readonly Mounts?:
    readonly { readonly Name?: string; readonly Source?: string; readonly Driver?: string }[] | null;
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, unknown>> | null } | null;
}

const commandWidth = 20;
const mountWidth = 15;

/** `docker ps`. */
export const listContainers: Handler = async ({ flags, engine }) => {
  const format = flags.text('format');
  const last = flags.on('latest') ? 1 : flags.number('last');
  const sizes = flags.on('size') || /\{\{[^}]*\.Size/.test(format ?? '');
  const containers = await engine.get<ContainerSummary[]>('/containers/json', {
    all: flags.on('all') ? 1 : undefined,
    limit: last !== undefined && last > 0 ? last : undefined,
    size: sizes ? 1 : undefined,
    filters: filtersOf(flags.list('filter')),
  });
  const full = flags.on('no-trunc');
  const fields = [
    'ID',
    'Image',
    'Command',
    'RunningFor',
    'Status',
    'Ports',
    'Names',
    ...(flags.on('size') ? ['Size'] : []),
  ];
  const form = { ...containerForm, table: fields.map((field) => `{{.${field}}}`).join('\t') };
  out(
    printList(
      containers.map((container) => containerRow(container, full)),
      form,
      format,
      flags.on('quiet'),
    ),
  );
  return 0;
};

export const containerForm = {
  headings: {
    ID: 'CONTAINER ID',
    Names: 'NAMES',
    Image: 'IMAGE',
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    RunningFor: 'CREATED',
    Ports: 'PORTS',
    State: 'STATE',
    Status: 'STATUS',
    Size: 'SIZE',
    Labels: 'LABELS',
    Mounts: 'MOUNTS',
    LocalVolumes: 'LOCAL VOLUMES',
    Networks: 'NETWORKS',
    Platform: 'PLATFORM',
  },
  quiet: 'ID',
  typeName: '*formatter.ContainerContext',
  complaint: 'failed to execute template',
};

/** What templates can ask of one container. */
export function containerRow(container: ContainerSummary, full: boolean): Row {
  const labels = container.Labels ?? {};
  const mounts = container.Mounts ?? [];
  return {
    Command: JSON.stringify(full ? container.Command : ellipsis(container.Command, commandWidth)),
    CreatedAt: goTime(container.Created),
    ID: full ? container.Id : shortId(container.Id),
    Image: imageOf(container, full),
    Label: (name: unknown) => labels[String(name)] ?? '',
    Labels: Object.keys(labels)
      .sort()
      .map((name) => `${name}=${labels[name]}`)
      .join(','),
    LocalVolumes: String(mounts.filter(({ Driver }) => Driver === 'local').length),
    Mounts: mounts.map(({ Name, Source }) => mountName(Name || Source || '', full)).join(','),
    Names: namesOf(container, full).join(','),
    Networks: Object.keys(container.NetworkSettings?.Networks ?? {}).join(','),
    Platform: null,
    Ports: displayedPorts(container.Ports ?? []),
    RunningFor: ago(container.Created),
    Size: sizeOf(container),
    State: container.State,
    Status: container.Status,
  };
}

/** Without the slash in front; names that links made have a second one and are left out. */
function namesOf({ Names }: ContainerSummary, full: boolean): string[] {
  const names = (Names ?? []).map((name) => name.replace(/^\//, ''));
  return full ? names : names.filter((name) => !name.includes('/'));
}

function imageOf({ Image, ImageID }: ContainerSummary, full: boolean): string {
  if (!Image) return '<no image>';
  if (full) return Image;
  if (shortId(ImageID) === shortId(Image)) return shortId(Image);
  return Image.replace(/(:[\w.-]+)@sha256:[\da-f]{64}$/, '$1');
}

const mountName = (name: string, full: boolean): string => (full ? name : ellipsis(name, mountWidth));

function sizeOf({ SizeRw = 0, SizeRootFs = 0 }: ContainerSummary): string {
  const own = humanSize(SizeRw, 3);
  return SizeRootFs > 0 ? `${own} (virtual ${humanSize(SizeRootFs, 3)})` : own;
}
