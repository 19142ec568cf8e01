import type { PracticeSide } from '../engine.ts';
import { CloudFailure } from '../failure.ts';
import { readWords } from './flags.ts';

const HELP = `This gcloud is a practice stand-in of registry-workshop: nothing leaves this machine. It plays:

  gcloud artifacts repositories create NAME --repository-format=docker --location=LOCATION --project=PROJECT
  gcloud auth print-access-token
`;

/** `gcloud`, as far as Artifact Registry needs it. */
export async function gcloud(argv: readonly string[], side: PracticeSide): Promise<number> {
  const { words, flags } = readWords(argv, [
    ...['repository-format', 'location', 'project', 'immutable-tags', 'quiet', 'help'],
  ]);
  const [command, name] = [words.slice(0, 3).join(' '), words[3]];
  if (command === 'auth print-access-token') {
    const { secret } = await side.post<{ secret: string }>('/workshop/sites/google/token', {});
    process.stdout.write(`${secret}\n`);
    return 0;
  }
  if (command === 'artifacts repositories create') {
    const { project, location } = flags;
    if (!name || !project || !location || flags['repository-format'] !== 'docker')
      throw new CloudFailure(
        `a name, --repository-format=docker, --location and --project are needed\n\n${HELP}`,
        2,
      );
    const immutable = flags['immutable-tags'] ? { immutable: 'true' } : {};
    await side.post('/workshop/sites/google/create', { name: `${project}/${name}`, ...immutable });
    process.stderr.write(`Created repository [${name}].\n`);
    return 0;
  }
  if (words.length === 0 || words[0] === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  throw new CloudFailure(`practice does not play “gcloud ${words.join(' ')}”.\n\n${HELP}`, 2);
}
