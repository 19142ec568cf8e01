import { storeCredentials } from '../../docker/login/credentials.ts';
import { configFolderOf } from '../../docker/host.ts';
import type { PracticeSide } from '../engine.ts';
import { CloudFailure } from '../failure.ts';
import { parseAz, helpOf } from './parse.ts';
import { printAz } from './print.ts';

/** `az`, as far as container registries need it: the practice Azure answers it. */
export async function az(argv: readonly string[], side: PracticeSide): Promise<number> {
  const parsed = parseAz(argv[0] === 'help' ? argv.slice(1) : argv);
  if ('help' in parsed) {
    process.stdout.write(helpOf(parsed.help));
    return 0;
  }
  const { name, command } = parsed;
  const flags = withoutSuffix(name, parsed.flags);
  if (name === 'acr delete' || name === 'group delete' || name === 'acr repository delete')
    await confirm(flags);
  const { result } = await side.post<{ result: unknown }>('/workshop/azure', { command: name, flags });
  if (name === 'acr login') return login(side, flags, result as Access);
  if (name === 'login')
    process.stderr.write(
      'Practice Azure: you are signed in, nothing left this machine, and nothing costs anything.\n',
    );
  if (name === 'acr token create')
    process.stderr.write('Please store your generated credentials safely. They are shown this once.\n');
  process.stdout.write(printAz(result, flags, command.columns));
  return 0;
}

interface Access {
  readonly loginServer: string;
  readonly username: string;
  readonly accessToken: string;
}

const SUFFIX = '.azurecr.io';

/** A login server in place of a registry's name: `az` knows what is meant, and says so. */
function withoutSuffix(
  command: string,
  flags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const flag = command.startsWith('acr token ') ? 'registry' : 'name';
  const written = flags[flag];
  if (!command.startsWith('acr ') || command === 'acr create' || !written?.endsWith(SUFFIX)) return flags;
  process.stderr.write(`WARNING: The login server endpoint suffix '${SUFFIX}' is automatically omitted.\n`);
  return { ...flags, [flag]: written.slice(0, -SUFFIX.length) };
}

/** Tries the token at the registry, by way of the engine, and stores it for Docker. */
async function login(
  side: PracticeSide,
  flags: Readonly<Record<string, string>>,
  access: Access,
): Promise<number> {
  const { loginServer, username, accessToken } = access;
  if (flags['expose-token'] !== undefined) {
    process.stderr.write(
      `You can perform manual login using the provided access token below, for example: 'docker login ${loginServer} -u ${username} -p accessToken'\n`,
    );
    process.stdout.write(printAz({ accessToken, loginServer }, flags, undefined));
    return 0;
  }
  await side.post('/auth', { username, password: accessToken, serveraddress: loginServer });
  await storeCredentials(configFolderOf(undefined, process.env), loginServer, {
    username,
    password: accessToken,
  });
  process.stdout.write('Login Succeeded\n');
  return 0;
}

/** Deleting asks first, unless `--yes` was written. */
async function confirm(flags: Readonly<Record<string, string>>): Promise<void> {
  if (flags.yes !== undefined) return;
  const what = flags.image ?? flags.repository ?? flags.name;
  throw new CloudFailure(`This deletes ${what} for good. Say that you are sure with --yes.`);
}
