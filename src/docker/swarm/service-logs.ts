import { Transform } from 'node:stream';
import type { EngineApi } from '../engine-api.ts';
import { EngineFailure, Failure } from '../failure.ts';
import { momentOf } from '../containers/quantities.ts';
import { shortId } from '../print/cut.ts';
import type { Handler } from '../table/command.ts';
import type { Node, Service, Task } from './objects.ts';
import { servicePath } from './objects.ts';

/** `docker service logs SERVICE|TASK`: each line with the task it comes from. */
export const serviceLogs: Handler = async ({ args, flags, engine }) => {
  const { path, tty, digits, services } = await findSource(args[0]!, engine);
  const moment = flags.text('since');
  const since = moment === undefined ? undefined : momentOf(moment);
  if (moment !== undefined && since === undefined) {
    throw new Failure(
      `invalid value for "since": failed to parse value as time or duration: ${JSON.stringify(moment)}`,
    );
  }
  const stream = await engine.stream('GET', path, {
    query: {
      stdout: 1,
      stderr: 1,
      since,
      timestamps: flags.on('timestamps') ? 1 : undefined,
      follow: flags.on('follow') ? 1 : undefined,
      tail: flags.text('tail') ?? 'all',
      details: tty ? undefined : 1,
    },
  });
  if (tty) {
    for await (const chunk of stream) process.stdout.write(chunk as Buffer);
    return 0;
  }
  const nodes = new Map(
    (await engine.get<Node[]>('/nodes')).map(({ ID, Description }) => [ID, Description.Hostname ?? ID]),
  );
  const slots = new Map<string, Task>();
  const taskOf = async (id: string): Promise<Task | undefined> => {
    if (!slots.has(id)) {
      const task = await engine.get<Task>(`/tasks/${id}`).catch(() => undefined);
      if (task) slots.set(id, task);
    }
    return slots.get(id);
  };
  const prefixOf = async (details: string): Promise<string> => {
    const labels = new Map(details.split(',').map((pair) => pair.split('=', 2) as [string, string]));
    const id = labels.get('com.docker.swarm.task.id') ?? '';
    const nodeId = labels.get('com.docker.swarm.node.id') ?? '';
    if (flags.on('raw')) return '';
    const task = await taskOf(id);
    const gap = `${' '.repeat(Math.max(0, digits - String(task?.Slot ?? 0).length))}    | `;
    if (flags.on('no-resolve')) return `${id}@${nodeId}${gap}`;
    const service = services.get(labels.get('com.docker.swarm.service.id') ?? '') ?? '';
    const place = task?.Slot || task?.NodeID || '';
    const short = flags.on('no-trunc') ? id : shortId(id);
    const name = flags.on('no-task-ids') ? `${service}.${place}` : `${service}.${place}.${short}`;
    return `${name}@${nodes.get(nodeId) ?? nodeId}${gap}`;
  };
  const timestamps = flags.on('timestamps');
  const [stdout, stderr] = [
    prefixing(prefixOf, timestamps, process.stdout),
    prefixing(prefixOf, timestamps, process.stderr),
  ];
  await engine.demultiplex(stream, stdout, stderr);
  await Promise.all([stdout, stderr].map((part) => new Promise<void>((resolve) => part.end(resolve))));
  return 0;
};

interface Source {
  readonly path: string;
  readonly tty: boolean;
  /** Of the highest number of a task: shorter ones are filled up with spaces. */
  readonly digits: number;
  readonly services: ReadonlyMap<string, string>;
}

async function findSource(name: string, engine: EngineApi): Promise<Source> {
  const ttyOf = (spec: { ContainerSpec?: object | null }): boolean =>
    (spec.ContainerSpec as { TTY?: boolean } | null | undefined)?.TTY === true;
  try {
    const { ID, Spec } = await engine.get<Service>(servicePath(name));
    return {
      path: servicePath(ID, '/logs'),
      tty: ttyOf(Spec.TaskTemplate),
      digits: String(Spec.Mode?.Replicated?.Replicas ?? 0).length,
      services: new Map([[ID, Spec.Name]]),
    };
  } catch (error) {
    if (!(error instanceof EngineFailure) || error.status !== 404) throw error;
  }
  try {
    const task = await engine.get<Task>(`/tasks/${encodeURIComponent(name)}`);
    const { ID, Spec } = await engine.get<Service>(servicePath(task.ServiceID));
    return {
      path: `/tasks/${task.ID}/logs`,
      tty: ttyOf(task.Spec),
      digits: 0,
      services: new Map([[ID, Spec.Name]]),
    };
  } catch (error) {
    if (!(error instanceof EngineFailure) || error.status !== 404) throw error;
    throw new Failure(`no such task or service: ${name}`);
  }
}

/** Puts the origin in front of lines, which come with it as labels: `[TIME ]key=value,… text`. */
function prefixing(
  prefixOf: (details: string) => Promise<string>,
  timestamps: boolean,
  target: NodeJS.WritableStream,
): Transform {
  let rest = '';
  const line = async (text: string): Promise<string> => {
    const match = (timestamps ? /^(\S+ )(\S*) ([\s\S]*)$/ : /^()(\S*) ([\s\S]*)$/).exec(text);
    if (!match) return text;
    const [, time = '', details = '', message = ''] = match;
    const prefix = await prefixOf(details);
    return `${time}${prefix}${message}`;
  };
  const transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const parts = (rest + chunk.toString('utf8')).split(/(?<=\n)/);
      rest = parts.at(-1)!.endsWith('\n') ? '' : parts.pop()!;
      void Promise.all(parts.map(line)).then((lines) => done(null, lines.join('')), done);
    },
    flush(done) {
      if (!rest) return done();
      void line(rest).then((text) => done(null, text), done);
    },
  });
  transform.pipe(target, { end: false });
  return transform;
}
