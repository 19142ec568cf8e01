import type { EngineApi } from '../engine-api.ts';
import { filtersOf } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { shortId } from '../print/cut.ts';
import { printList } from '../print/list.ts';
import { err, out } from '../print/streams.ts';
import { humanDuration } from '../print/time.ts';
import type { Handler, Invocation } from '../table/command.ts';
import type { Node, Service, Task } from './objects.ts';
import { byName, nodePath, portText, servicePath, shownImage } from './objects.ts';
import { nodeName } from './nodes.ts';

/** Longest text of an error that a list shows, its ellipsis included. */
const errorWidth = 30;

/** `docker service ps SERVICE…`. */
export const listServiceTasks: Handler = async (invocation) => {
  const { args, flags, engine } = invocation;
  const services = await engine.get<Service[]>('/services');
  const problems: string[] = [];
  const ids: string[] = [];
  for (const name of args) {
    const found =
      services.find(({ ID }) => ID === name) ??
      services.find(({ Spec }) => Spec.Name === name) ??
      only(services.filter(({ ID }) => ID.startsWith(name)));
    if (found) ids.push(found.ID);
    else problems.push(`no such service: ${name}`);
  }
  if (ids.length > 0) {
    const filters = await withOwnNode(flags.list('filter'), engine);
    await print(invocation, [...ids.map((id) => `service=${id}`), ...filters], services);
  }
  if (problems.length === 0) return 0;
  err(problems.join('\n'));
  return 1;
};

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

/** `docker node ps [NODE…]`; the engine's own node without one. */
export const listNodeTasks: Handler = async (invocation) => {
  const { args, flags, engine } = invocation;
  const problems: string[] = [];
  const ids: string[] = [];
  for (const name of args.length ? args : ['self']) {
    try {
      ids.push((await engine.get<Node>(nodePath(await nodeName(name, engine)))).ID);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(error.message);
    }
  }
  const services = await engine.get<Service[]>('/services');
  if (ids.length > 0) {
    await print(invocation, [...ids.map((id) => `node=${id}`), ...flags.list('filter')], services);
  }
  if (problems.length === 0) return 0;
  err(problems.join('\n'));
  return 1;
};

async function withOwnNode(filters: readonly string[], engine: EngineApi): Promise<string[]> {
  return Promise.all(
    filters.map(async (filter) =>
      filter === 'node=self' ? `node=${await nodeName('self', engine)}` : filter,
    ),
  );
}

async function print(
  { flags, engine }: Invocation,
  filters: readonly string[],
  services: readonly Service[],
): Promise<void> {
  const tasks = await engine.get<Task[]>('/tasks', { filters: filtersOf(filters) });
  const resolve = !flags.on('no-resolve');
  const nodes = new Map<string, string>();
  if (resolve && tasks.length > 0) {
    for (const { ID, Description } of await engine.get<Node[]>('/nodes'))
      nodes.set(ID, Description.Hostname ?? ID);
  }
  const names = new Map(services.map(({ ID, Spec }) => [ID, Spec.Name]));
  const nameOf = (task: Task): string => {
    const service = resolve ? (names.get(task.ServiceID) ?? task.ServiceID) : task.ServiceID;
    return `${service}.${task.Slot || task.NodeID || ''}`;
  };
  const sorted = [...tasks].sort(
    (a, b) => byName.compare(nameOf(a), nameOf(b)) || (a.CreatedAt < b.CreatedAt ? 1 : -1),
  );
  const full = flags.on('no-trunc');
  const quiet = flags.on('quiet');
  const rows = sorted.map((task, index) => {
    const name = nameOf(task);
    const before = sorted[index - 1];
    const image = task.Spec.ContainerSpec?.Image ?? '';
    return {
      CurrentState: `${capital(task.Status.State)} ${humanDuration(Math.max(0, Date.now() - Date.parse(task.Status.Timestamp))).toLowerCase()} ago`,
      DesiredState: capital(task.DesiredState),
      Error: errorText(task.Status.Err ?? '', full),
      ID: full || quiet ? task.ID : shortId(task.ID),
      Image: full ? image : shownImage(image),
      Name: before && nameOf(before) === name ? ` \\_ ${name}` : name,
      Node: nodes.get(task.NodeID ?? '') ?? task.NodeID ?? '',
      Ports: (task.Status.PortStatus?.Ports ?? []).map(portText).join(','),
    };
  });
  out(printList(rows, form, flags.text('format'), quiet));
}

const form = {
  headings: {
    ID: 'ID',
    Name: 'NAME',
    Image: 'IMAGE',
    Node: 'NODE',
    DesiredState: 'DESIRED STATE',
    CurrentState: 'CURRENT STATE',
    Error: 'ERROR',
    Ports: 'PORTS',
  },
  table:
    '{{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}\t{{.Ports}}',
  quiet: 'ID',
  typeName: '*task.taskContext',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function errorText(text: string, full: boolean): string {
  if (!text) return '';
  const cut = !full && text.length > errorWidth ? `${text.slice(0, errorWidth - 1)}…` : text;
  return JSON.stringify(cut);
}

/** A service by its name or id. */
export function getService(name: string, engine: EngineApi, query = {}): Promise<Service> {
  return engine.get<Service>(servicePath(name), query);
}
