// The two registries and the client, each a process of its own on a folder or socket of its own.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** What the kernel counts the time of processes in: a hundredth of a second, on every Linux that Node runs on. */
const TICK_MS = 10;

const root = path.join(import.meta.dirname, '../../..');

/** Ours, as a user starts it. */
export async function startOurs(folder) {
  const args = [
    path.join(root, 'dist/cli.js'),
    'registry',
    'serve',
    '--addr',
    '127.0.0.1:0',
    '--root',
    folder,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ...started(child), port: Number(new URL(await firstLine(child)).port), folder };
}

/** Debian's docker-registry; undefined with a printed reason when it is not installed. */
export async function startDockers(folder) {
  const program = '/usr/bin/docker-registry';
  try {
    accessSync(program, constants.X_OK);
  } catch {
    console.log(
      `${program} is not installed (apt-get install docker-registry): ours is measured against the limits only`,
    );
    return undefined;
  }
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const config = path.join(folder, 'config.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: { level: error }\nstorage:\n  cache: { blobdescriptor: inmemory }\n` +
      `  filesystem: { rootdirectory: ${folder} }\nhttp: { addr: '127.0.0.1:${port}' }\n`,
  );
  const child = spawn(program, ['serve', config], { stdio: 'ignore' });
  const server = { ...started(child), port, folder };
  for (let tries = 0; ; tries++) {
    const up = await fetch(`http://127.0.0.1:${port}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return server;
    if (tries > 200 || child.exitCode !== null) throw new Error('docker-registry does not answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A process that does the named work of limits.js. */
export async function startLimits() {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'limits.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { ...started(child), port: Number(await firstLine(child)) };
}

/** The client: `ask(job, options)` resolves with what the job measured. */
export function startClient() {
  const child = fork(path.join(import.meta.dirname, 'client.js'));
  const waiting = new Map();
  let last = 0;
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(error));
    else resolve(result);
  });
  child.on('exit', () => waiting.forEach(({ reject }) => reject(new Error('the client of the bench ended'))));
  return {
    ...started(child),
    ask: (job, options) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        child.send({ id: last, job, options });
      }),
  };
}

/** The most memory that a process has had, in MiB; undefined where there is no /proc. */
export function peakMemory(pid) {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** Milliseconds that all threads of a process have had of a processor; undefined where there is no /proc. */
export function processorTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program comes second, in parentheses, and may have spaces.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user + system) * TICK_MS;
  } catch {
    return undefined;
  }
}

function started(child) {
  return {
    pid: child.pid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function firstLine(child) {
  let text = '';
  for await (const data of child.stdout.iterator({ destroyOnReturn: false })) {
    text += data;
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error(`a server ended before it listened: ${text}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
