import type { Containers } from '../containers/containers.ts';
import type { WaitCondition } from '../containers/endings.ts';
import { isRunning } from '../containers/container.ts';
import { lineOf, readLogQuery, select, wanted } from '../containers/log-query.ts';
import type { Call } from '../http/call.ts';
import { flag } from '../http/call.ts';
import { badRequest, notServed } from '../http/failure.ts';
import { openOutput } from '../http/output.ts';
import type { Router } from '../http/router.ts';

/** What stays open while a container runs: logs, attach, wait. */
export function containerStreamRoutes(router: Router, containers: Containers): void {
  router.on('GET', '/containers/:id/logs', (call) => logs(call, containers));
  router.on('POST', '/containers/:id/attach', (call) => attach(call, containers));
  router.on('GET', '/containers/:id/attach/ws', () => {
    throw notServed('attaching by web socket', 'POST /containers/{id}/attach does the same');
  });
  router.on('POST', '/containers/:id/wait', (call) => wait(call, containers));
  // A terminal's size means nothing to programs of ours; clients ask right after attaching.
  router.on('POST', '/containers/:id/resize', ({ params, response }) => {
    containers.store.require(params.id!);
    response.writeHead(200, { 'Content-Length': 0 }).end();
  });
}

function logs(call: Call, containers: Containers): void {
  const { params, query, signal } = call;
  const container = containers.store.require(params.id!);
  const wish = readLogQuery(query);
  const output = openOutput(call, container.config.Tty);
  const log = containers.logOf(container.id);
  for (const entry of select(wish, log.read())) output.write(entry.stream, lineOf(wish, entry));
  if (!flag(query, 'follow') || !isRunning(container)) {
    output.end();
    return;
  }
  const stop = log.listen((entry) => {
    if (wanted(wish, entry)) output.write(entry.stream, lineOf(wish, entry));
  });
  finish(containers, container.id, signal, () => {
    stop();
    output.end();
  });
}

function attach(call: Call, containers: Containers): void {
  const { params, query, signal } = call;
  const container = containers.store.require(params.id!);
  const output = openOutput(call, container.config.Tty);
  const shown = (stream: 'stdout' | 'stderr'): boolean => flag(query, stream);
  const log = containers.logOf(container.id);
  if (flag(query, 'logs')) {
    for (const entry of log.read()) if (shown(entry.stream)) output.write(entry.stream, entry.log);
  }
  // `docker run` attaches before it starts: a container that was never started is about to be.
  const over = container.state.status === 'exited' && !flag(query, 'stream');
  if (!flag(query, 'stream') || over) {
    output.end();
    return;
  }
  const stop = log.listen((entry) => {
    if (shown(entry.stream)) output.write(entry.stream, entry.log);
  });
  finish(containers, container.id, signal, () => {
    stop();
    output.end();
  });
}

/** Calls back once: when the container ends, or when the client goes away. */
function finish(containers: Containers, id: string, signal: AbortSignal, done: () => void): void {
  const stop = containers.endings.onceEnded(id, end);
  signal.addEventListener('abort', end);
  function end(): void {
    stop();
    signal.removeEventListener('abort', end);
    done();
  }
}

async function wait(call: Call, containers: Containers): Promise<void> {
  const { params, query, response, signal } = call;
  const container = containers.store.require(params.id!);
  const condition = (query.get('condition') || 'not-running') as WaitCondition;
  if (!['not-running', 'next-exit', 'removed'].includes(condition)) {
    throw badRequest(`invalid condition: "${condition}"`);
  }
  const exit = containers.wait(container.id, condition, signal);
  exit.catch(() => {});
  // `docker run` starts the container only after these headers have come.
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  try {
    const code = await exit;
    response.end(`${JSON.stringify({ StatusCode: code })}\n`);
  } catch {
    response.destroy();
  }
}
