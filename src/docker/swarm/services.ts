import { filtersOf } from '../engine-api.ts';
import { each } from '../containers/each.ts';
import { shortId } from '../print/cut.ts';
import { printList } from '../print/list.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import type { Service } from './objects.ts';
import { byName, portText, servicePath, shownImage } from './objects.ts';

/** `docker service ls`. */
export const listServices: Handler = async ({ flags, engine }) => {
  const services = await engine.get<Service[]>('/services', {
    status: true,
    filters: filtersOf(flags.list('filter')),
  });
  const rows = [...services]
    .sort((a, b) => byName.compare(a.Spec.Name, b.Spec.Name))
    .map((service) => ({
      ID: shortId(service.ID),
      Image: shownImage(service.Spec.TaskTemplate.ContainerSpec?.Image ?? ''),
      Mode: modeOf(service),
      Name: service.Spec.Name,
      Ports: (service.Endpoint?.Ports ?? [])
        .filter(({ PublishMode }) => PublishMode === 'ingress')
        .map(portText)
        .join(', '),
      Replicas: replicasText(service),
    }));
  out(printList(rows, form, flags.text('format'), flags.on('quiet')));
  return 0;
};

const form = {
  headings: { ID: 'ID', Name: 'NAME', Mode: 'MODE', Replicas: 'REPLICAS', Image: 'IMAGE', Ports: 'PORTS' },
  table: '{{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Image}}\t{{.Ports}}',
  quiet: 'ID',
  typeName: '*service.serviceContext',
};

function modeOf({ Spec }: Service): string {
  if (Spec.Mode?.Global) return 'global';
  if (Spec.Mode?.['ReplicatedJob']) return 'replicated job';
  if (Spec.Mode?.['GlobalJob']) return 'global job';
  return 'replicated';
}

function replicasText({ Spec, ServiceStatus }: Service): string {
  const counts = `${ServiceStatus?.RunningTasks ?? 0}/${ServiceStatus?.DesiredTasks ?? 0}`;
  const most = Spec.TaskTemplate.Placement?.MaxReplicas ?? 0;
  return most > 0 ? `${counts} (max ${most} per node)` : counts;
}

/** `docker service rm`. */
export const removeServices: Handler = async ({ args, engine }) => {
  const failed = await each(args, async (name) => {
    await engine.delete(servicePath(name));
  });
  return failed.length ? 1 : 0;
};
