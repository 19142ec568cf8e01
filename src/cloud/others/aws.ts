import type { PracticeSide } from '../engine.ts';
import { CloudFailure } from '../failure.ts';
import { readWords } from './flags.ts';

const HELP = `This aws is a practice stand-in of registry-workshop: nothing leaves this machine. It plays:

  aws ecr create-repository --repository-name NAME [--image-tag-mutability IMMUTABLE] [--region REGION]
  aws ecr get-login-password [--region REGION]
`;

/** `aws ecr`, as far as a registry needs it. */
export async function aws(argv: readonly string[], side: PracticeSide): Promise<number> {
  const { words, flags } = readWords(argv, [
    ...['repository-name', 'image-tag-mutability', 'region', 'output', 'profile', 'no-cli-pager', 'help'],
  ]);
  if (words.length > 2 && words[0] === 'ecr')
    throw new CloudFailure(
      `Unknown options: ${words.slice(2).join(', ')}. Names stand behind their flag.`,
      252,
    );
  switch (words.join(' ')) {
    case 'ecr create-repository': {
      const name = flags['repository-name'];
      if (!name) throw new CloudFailure('the following arguments are required: --repository-name', 252);
      const mutability = flags['image-tag-mutability'] ?? 'MUTABLE';
      const immutable = mutability === 'IMMUTABLE' ? { immutable: 'true' } : {};
      await side.post('/workshop/sites/ecr/create', { name, ...immutable });
      const repository = { repositoryName: name, imageTagMutability: mutability };
      process.stdout.write(`${JSON.stringify({ repository }, null, 4)}\n`);
      return 0;
    }
    case 'ecr get-login-password': {
      const { secret } = await side.post<{ secret: string }>('/workshop/sites/ecr/token', {});
      process.stdout.write(`${secret}\n`);
      return 0;
    }
    case '':
    case 'help':
    case 'ecr help':
      process.stdout.write(HELP);
      return 0;
    default:
      throw new CloudFailure(`practice does not play “aws ${words.join(' ')}”.\n\n${HELP}`, 252);
  }
}
