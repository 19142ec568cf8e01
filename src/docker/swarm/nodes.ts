import type { EngineApi } from '../engine-api.ts';
import { filtersOf } from '../engine-api.ts';
import { Failure } from '../failure.ts';
import { each } from '../containers/each.ts';
import { printList } from '../print/list.ts';
import { err, out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import type { Node } from './objects.ts';
import { byName, nodePath } from './objects.ts';
import { ownNode } from './swarm.ts';

const capital = (text = ''): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `docker node ls`. */
export const listNodes: Handler = async ({ flags, engine }) => {
  const nodes = await engine.get<Node[]>('/nodes', { filters: filtersOf(flags.list('filter')) });
  const own = nodes.length > 0 && !flags.on('quiet') ? await ownNode(engine) : '';
  const rows = [...nodes]
    .sort((a, b) => byName.compare(a.Description.Hostname ?? '', b.Description.Hostname ?? ''))
    .map((node) => ({
      Availability: capital(node.Spec.Availability),
      EngineVersion: node.Description.Engine?.EngineVersion ?? '',
      Hostname: node.Description.Hostname ?? '',
      ID: node.ID,
      ManagerStatus: node.ManagerStatus?.Leader ? 'Leader' : capital(node.ManagerStatus?.Reachability),
      Self: node.ID === own,
      Status: capital(node.Status.State),
      TLSStatus: 'Ready',
    }));
  out(printList(rows, form, flags.text('format'), flags.on('quiet')));
  return 0;
};

const form = {
  headings: {
    ID: 'ID',
    Self: '',
    Hostname: 'HOSTNAME',
    Status: 'STATUS',
    Availability: 'AVAILABILITY',
    ManagerStatus: 'MANAGER STATUS',
    EngineVersion: 'ENGINE VERSION',
    TLSStatus: 'TLS STATUS',
  },
  table:
    '{{.ID}} {{if .Self}}*{{else}} {{end}}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t{{.EngineVersion}}',
  quiet: 'ID',
  typeName: '*node.nodeContext',
};

/** `self` is the node that the engine is; every other name is left to the engine. */
export async function nodeName(name: string, engine: EngineApi): Promise<string> {
  if (name !== 'self') return name;
  const id = await ownNode(engine);
  // Without a swarm the engine says so best itself.
  if (!id) await engine.get('/nodes');
  return id;
}

type Change = (node: Node) => Node['Spec'] | undefined;

/** Changes nodes one after the other; ends with the first that is refused. */
async function changeNodes(
  names: readonly string[],
  engine: EngineApi,
  change: Change,
  say: (name: string, changed: boolean) => string,
): Promise<number> {
  for (const name of names) {
    const node = await engine.get<Node>(nodePath(name));
    const spec = change(node);
    if (spec) {
      await engine.post(nodePath(node.ID, '/update'), { query: { version: node.Version.Index }, body: spec });
    }
    out(`${say(name, spec !== undefined)}\n`);
  }
  return 0;
}

/** `docker node update`. */
export const updateNode: Handler = ({ args, flags, engine }) =>
  changeNodes(
    args,
    engine,
    ({ Spec }) => {
      const labels: Record<string, string> = { ...Spec.Labels };
      for (const key of flags.list('label-rm')) {
        if (!(key in labels)) throw new Failure(`key ${key} doesn't exist in node's labels`);
        delete labels[key];
      }
      for (const pair of flags.list('label-add')) {
        const at = pair.indexOf('=');
        labels[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? '' : pair.slice(at + 1);
      }
      return {
        ...Spec,
        Labels: labels,
        Role: flags.text('role') ?? Spec.Role,
        Availability: flags.text('availability') ?? Spec.Availability,
      };
    },
    (name) => name,
  );

/** `docker node promote`. */
export const promote: Handler = ({ args, engine }) =>
  changeNodes(
    args,
    engine,
    ({ Spec }) => (Spec.Role === 'manager' ? undefined : { ...Spec, Role: 'manager' }),
    (name, changed) =>
      changed ? `Node ${name} promoted to a manager in the swarm.` : `Node ${name} is already a manager.`,
  );

/** `docker node demote`. */
export const demote: Handler = ({ args, engine }) =>
  changeNodes(
    args,
    engine,
    ({ Spec }) => (Spec.Role === 'worker' ? undefined : { ...Spec, Role: 'worker' }),
    (name, changed) =>
      changed ? `Manager ${name} demoted in the swarm.` : `Node ${name} is already a worker.`,
  );

/** `docker node rm`. */
export const removeNodes: Handler = async ({ args, flags, engine }) => {
  const failed = await each(args, async (name) => {
    await engine.delete(nodePath(name), { force: flags.on('force') ? 1 : undefined });
  });
  if (failed.length > 1) err('');
  return failed.length ? 1 : 0;
};
