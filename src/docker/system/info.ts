import { out } from '../print/streams.ts';
import { Failure } from '../failure.ts';
import type { Handler } from '../table/command.ts';
import { engineLines, type EngineInfo } from './engine-lines.ts';
import { ownVersion } from './own-version.ts';
import { printOne } from './print-one.ts';

/** `docker info`: without an engine, the client's half and then what is wrong. */
export const info: Handler = async ({ flags, engine }) => {
  let server: EngineInfo | undefined;
  let failure: Failure | undefined;
  try {
    server = await engine.get<EngineInfo>('/info');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failure = error;
  }
  const { number } = ownVersion();
  const format = flags.text('format');
  if (format) {
    if (failure) throw failure;
    const clientInfo = { Debug: false, Version: number, Context: 'default', Plugins: [], Warnings: null };
    out(printOne({ ...server, ClientInfo: clientInfo }, format, { typeName: 'system.dockerInfo' }));
    return 0;
  }
  out(
    `Client: registry-workshop practice\n Version:    ${number}\n Context:    default\n Debug Mode: false\n\nServer:\n`,
  );
  if (failure) throw failure;
  out(
    `${engineLines(server!)
      .map((line) => ` ${line}\n`)
      .join('')}\n`,
  );
  for (const warning of server!.Warnings ?? []) process.stderr.write(`${warning}\n`);
  return 0;
};
