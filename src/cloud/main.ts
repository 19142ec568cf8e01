import { flushed } from '../docker/print/streams.ts';
import { Failure } from '../docker/failure.ts';
import { practiceSide } from './engine.ts';
import { CloudFailure } from './failure.ts';

// A reader that went away, as in `web | head -1`, is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

/** The commands of practice beside `docker`, by the name they are called with: each plays a program of its own. */
const programs: Readonly<
  Record<
    string,
    () => Promise<(argv: readonly string[], side: ReturnType<typeof practiceSide>) => Promise<number>>
  >
> = {
  az: async () => (await import('./az/az.ts')).az,
  aws: async () => (await import('./others/aws.ts')).aws,
  gcloud: async () => (await import('./others/gcloud.ts')).gcloud,
  web: async () => (await import('./web/web.ts')).web,
};

void main(process.argv.slice(2));

async function main([name = '', ...argv]: readonly string[]): Promise<void> {
  let exitCode = 1;
  try {
    const load = programs[name];
    if (!load) throw new CloudFailure(`${name} is none of ${Object.keys(programs).join(', ')}`, 2);
    const program = await load();
    exitCode = await program(argv, practiceSide(process.env.WORKSHOP_ENGINE));
  } catch (error) {
    const known = error instanceof CloudFailure || error instanceof Failure;
    const message = known || !process.env.DEBUG ? (error as Error).message : (error as Error).stack;
    if (message) process.stderr.write(`${name}: ${message}\n`);
    exitCode = known ? error.exit : 1;
  }
  await flushed();
  process.exit(exitCode);
}
