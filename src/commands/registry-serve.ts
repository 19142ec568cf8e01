import path from 'node:path';
import { EXIT } from '../fault.ts';
import { linesTogether } from '../registry/lines-together.ts';
import { serveRegistry } from '../registry/serve.ts';
import type { Run } from './command.ts';

/** Serves a registry until it is interrupted. The address is data and goes to stdout, the log to stderr. */
export const run: Run = async ({ values, env, stdout, stderr, signal }) => {
  const root = path.resolve(values.text('root') ?? 'registry');
  const served = await serveRegistry({
    addr: values.text('addr'),
    root,
    htpasswd: values.text('htpasswd'),
    tlsCert: values.text('tls-cert'),
    tlsKey: values.text('tls-key'),
    readOnly: values.flag('read-only'),
    deleteEnabled: values.flag('delete'),
    sparse: values.flag('sparse'),
    proxy: values.text('proxy'),
    // Not options: a password on a command line is in the history and in the list of processes.
    proxyUsername: env.REGISTRY_PROXY_USERNAME,
    proxyPassword: env.REGISTRY_PROXY_PASSWORD,
    onLine: linesTogether((text) => stderr.write(text)),
  });
  stdout.write(`${served.url}\n`);
  stderr.write(`Serving ${root} at ${served.url}; Ctrl-C ends it.\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await served.close();
  return EXIT.done;
};
