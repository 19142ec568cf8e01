import { rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import type { Given } from '../../argv/given.ts';
import { Failure } from '../../failure.ts';
import { registryConfig } from '../../login/registry-auth.ts';
import { fileProblem } from '../../print/file-problem.ts';
import { ProgressPrinter } from '../../print/progress.ts';
import type { ProgressMessage } from '../../print/progress.ts';
import { humanSize } from '../../print/size.ts';
import { out } from '../../print/streams.ts';
import type { Handler } from '../../table/command.ts';
import type { Context } from './context.ts';
import { folderContext } from './context.ts';
import { inputContext, readDockerfile } from './standard-input.ts';

/** `docker build PATH`: sends the files to the engine, which builds. */
export const build: Handler = async ({ args, flags, engine, configFolder }) => {
  const quiet = flags.on('quiet');
  const iidFile = flags.text('iidfile');
  if (iidFile !== undefined) rmSync(iidFile, { force: true });
  const context = await contextOf(args[0]!, flags.text('file'));
  const meter = sending(quiet);
  context.tar.on('error', (error) => meter.destroy(error));
  const answer = await engine.stream('POST', '/build', {
    query: {
      t: flags.list('tag'),
      dockerfile: context.dockerfile,
      buildargs: JSON.stringify(mapOf(flags.list('build-arg'), true)),
      labels: JSON.stringify(mapOf(flags.list('label'), false)),
      cachefrom: JSON.stringify(flags.list('cache-from')),
      target: flags.text('target') ?? '',
      platform: flags.text('platform')?.toLowerCase(),
      ...switches(flags),
      rm: flags.has('rm') && !flags.on('rm') ? 0 : 1,
    },
    headers: { 'X-Registry-Config': await registryConfig(configFolder) },
    upload: context.tar.pipe(meter),
  });
  const id = await follow(answer, quiet);
  if (quiet && id !== undefined) out(`${id}\n`);
  if (iidFile !== undefined && id !== undefined) writeIdFile(iidFile, id);
  return 0;
};

function switches(flags: Given): Record<string, 1> {
  const names = { 'no-cache': 'nocache', pull: 'pull', quiet: 'q', 'force-rm': 'forcerm', squash: 'squash' };
  return Object.fromEntries(
    Object.entries(names).flatMap(([flag, name]) => (flags.on(flag) ? [[name, 1 as const]] : [])),
  );
}

async function contextOf(where: string, file: string | undefined): Promise<Context> {
  if (file === '-') {
    if (where === '-') {
      throw new Failure("invalid argument: can't use stdin for both build context and dockerfile");
    }
    return folderContext(where, { path: undefined, text: await readDockerfile(process.stdin) });
  }
  if (where === '-') return inputContext(process.stdin, file);
  if (/^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(where)) {
    throw new Failure(
      `unable to prepare context: this docker sends folders of this machine and no others: get ${where} first (git clone, curl) and build the folder`,
    );
  }
  return folderContext(where, { path: file, text: undefined });
}

/** Says at the end how much was sent, as docker does. */
function sending(quiet: boolean): Transform {
  let sent = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      if (!quiet) out(`Sending build context to Docker daemon ${humanSize(sent, 4).padStart(8)}\r\r\n`);
      done();
    },
  });
}

/** Prints what the engine tells, and gives the id of the image. When quiet, what was told is printed only on failure. */
async function follow(answer: IncomingMessage, quiet: boolean): Promise<string | undefined> {
  const printer = new ProgressPrinter(process.stdout);
  let id: string | undefined;
  let told = '';
  for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) {
    if (!line.trim()) continue;
    const message = JSON.parse(line) as ProgressMessage;
    if (message.error !== undefined || message.errorDetail) {
      process.stderr.write(told);
      throw new Failure(message.errorDetail?.message ?? message.error!);
    }
    const aux = message.aux as { ID?: string } | undefined;
    if (aux?.ID) id = aux.ID;
    if (message.status === undefined && message.stream === undefined) continue;
    if (!quiet) printer.print(message);
    else if (/^sha256:[0-9a-f]{64}\n$/.test(message.stream ?? '')) id = message.stream!.trim();
    else told += message.stream ?? '';
  }
  return id;
}

/** `A=1` pairs; a name alone means the variable of this environment, or nothing. */
function mapOf(pairs: readonly string[], fromEnvironment: boolean): Record<string, string | null> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at >= 0) return [pair.slice(0, at), pair.slice(at + 1)];
      return [pair, fromEnvironment ? (process.env[pair] ?? null) : ''];
    }),
  );
}

function writeIdFile(file: string, id: string): void {
  try {
    writeFileSync(file, id, { mode: 0o666 });
  } catch (error) {
    throw new Failure(`open ${file}: ${fileProblem(error)}`);
  }
}
