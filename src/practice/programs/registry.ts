import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Fault } from '../../fault.ts';
import { garbageCollectCommand } from '../../registry/garbage-command.ts';
import { createRegistry } from '../../registry/registry.ts';
import type { RegistryOptions } from '../../registry/registry.ts';
import { RegistryLog } from '../../registry/registry-log.ts';
import { CONNECTIONS } from '../../registry/server/listen.ts';
import { optionsOf } from '../../registry/settings/options-of.ts';
import { settingsFromEnvironment } from '../../registry/settings/read-settings.ts';
import type { RegistrySettings } from '../../registry/settings/settings.ts';
import type { Program, ProgramIo, RunningProgram } from './program.ts';

/** What Go's runtime says of a first process that SIGTERM ends: `docker stop` of the real image leaves "Exited (2)". */
const EXIT_BY_SIGNAL = 2;

const CONFIG_FILES = ['/etc/docker/registry/config.yml', '/etc/distribution/config.yml'];

const PROGRAM_PATHS = ['/bin/registry', 'registry'];

/** Our own registry in a container, with the settings, paths and log of Docker's registry image. */
export const registry: Program = {
  name: 'registry',
  paths: ['/entrypoint.sh', ...PROGRAM_PATHS],
  start,
};

async function start(io: ProgramIo): Promise<RunningProgram> {
  const words = wordsOf(io.argv);
  const [command] = words;
  try {
    if (command === 'garbage-collect') return ended(await collectGarbage(io, words.slice(1)));
    if (command === 'serve') return await serve(io, words.slice(1));
    if (command === '--version' || command === '-v') {
      io.stdout('registry of registry-workshop (practice)\n');
      return ended(0);
    }
    // As version 2 of the real one, which ends with 0 here.
    io.stderr(`Error: unknown command "${command}" for "registry"\nRun 'registry --help' for usage.\n`);
    return ended(0);
  } catch (error) {
    const { what, where, todo } = error as Partial<Fault>;
    const text = error instanceof Fault ? [where, what, todo].filter(Boolean).join(': ') : String(error);
    io.stderr(`configuration error: ${text}\n`);
    return ended(1);
  }
}

/** The words after `registry`, as the image's entrypoint passes them on: a configuration alone means `serve`. */
function wordsOf(argv: readonly string[]): readonly string[] {
  const words = argv.slice(1);
  if (words[0] !== undefined && PROGRAM_PATHS.includes(words[0])) words.shift();
  return words[0] === undefined || /\.ya?ml$/.test(words[0]) ? ['serve', ...words] : words;
}

/** `registry garbage-collect`, on the folder that a running registry may be serving: they know of each other. */
async function collectGarbage(
  { env, hostPath, stdout }: ProgramIo,
  args: readonly string[],
): Promise<number> {
  await garbageCollectCommand(args, {
    env,
    locate: hostPath,
    // The image's own configuration says nothing but the defaults.
    read: async (file) => {
      const text = readIfThere(hostPath(file)) ?? (CONFIG_FILES.includes(file) ? '' : undefined);
      if (text === undefined) throw new Fault({ what: `open ${file}: no such file or directory` });
      return text;
    },
    onLine: (line) => stdout(`${line}\n`),
  });
  return 0;
}

async function serve(io: ProgramIo, words: readonly string[]): Promise<RunningProgram> {
  const settings = readSettings(io, words);
  const log = new RegistryLog(
    settings.log,
    (line) => io.stderr(`${line}\n`),
    (line) => io.stdout(`${line}\n`),
  );
  const say = (severity: 'info' | 'error', message: string): void =>
    log.say(severity, message, { 'instance.id': io.id.slice(0, 12), version: 'practice' });
  const options = await optionsFor(io, settings);
  mkdirSync(options.root, { recursive: true });
  const running = createRegistry({
    ...options,
    onError: (error) => say('error', (error as Error).message),
  });
  const unwatch = io.watch(running);
  running.onRequest((event) => log.request(event));
  const server: HttpServer = options.tls
    ? createTlsServer({ ...CONNECTIONS, ...options.tls }, running.handler)
    : createServer(CONNECTIONS, running.handler);
  say('info', 'practice registry: a program of registry-workshop that plays the image registry');
  // Connections come from the container's published ports; the server itself listens nowhere.
  io.serve(`${settings.addr.port}/tcp`, (socket) => server.emit('connection', socket));
  say(
    'info',
    `listening on ${settings.addr.host || '[::]'}:${settings.addr.port}${options.tls ? ', tls' : ''}`,
  );
  const letGo = (): void => {
    unwatch();
    server.closeAllConnections();
    // It listens nowhere, but its notifications may wait to be sent again.
    void running.close();
  };
  let end: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => (end = resolve));
  return {
    exited,
    signal: (name) => {
      if (!['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'].includes(name)) return;
      letGo();
      end(EXIT_BY_SIGNAL);
    },
    kill: letGo,
  };
}

/** The remote of a mirror is looked up from inside the container. */
async function optionsFor(io: ProgramIo, settings: RegistrySettings): Promise<RegistryOptions> {
  const source = `${io.env.HOSTNAME ?? io.id.slice(0, 12)}:${settings.addr.port}`;
  const options = { ...(await optionsOf(settings, io.hostPath)), source };
  if (!options.proxy) return options;
  return { ...options, proxy: { ...options.proxy, url: await io.reach(options.proxy.url) } };
}

function ended(code: number): RunningProgram {
  return { exited: Promise.resolve(code), signal: () => {}, kill: () => {} };
}

function readSettings({ env, hostPath }: ProgramIo, words: readonly string[]): RegistrySettings {
  const named = words.find((word) => word.startsWith('/'));
  for (const file of named ? [named, ...CONFIG_FILES] : CONFIG_FILES) {
    const text = readIfThere(hostPath(file));
    if (text !== undefined) return settingsFromEnvironment(env, { path: file, text });
    if (named && !CONFIG_FILES.includes(named)) {
      throw new Fault({ what: `open ${named}: no such file or directory` });
    }
  }
  return settingsFromEnvironment(env);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
