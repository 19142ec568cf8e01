import { Failure } from '../failure.ts';
import type { EngineApi } from '../engine-api.ts';
import { err, out } from '../print/streams.ts';
import type { Handler, Invocation } from '../table/command.ts';
import { configPath } from './config-file.ts';
import {
  hubServer,
  serverKey,
  storeCredentials,
  storedCredentials,
  type Credentials,
} from './credentials.ts';

interface AuthAnswer {
  readonly Status?: string;
  readonly IdentityToken?: string;
}

/** `docker login [SERVER]`: the engine tries the credentials at the registry, and only then are they stored. */
export const login: Handler = async (invocation) => {
  const { args, engine, configFolder } = invocation;
  const server = serverKey(args[0]);
  const given = await givenCredentials(invocation);
  const { answer, credentials } =
    (given.username === undefined &&
      given.password === undefined &&
      (await tryStored(engine, configFolder, server))) ||
    (await tryGiven(engine, configFolder, server, given));
  const kept = answer.IdentityToken
    ? { username: credentials.username, identityToken: answer.IdentityToken }
    : credentials;
  const isNew = await storeCredentials(configFolder, server, kept);
  if (isNew && !kept.identityToken) {
    err(
      `\nWARNING! Your credentials are stored unencrypted in '${configPath(configFolder)}'.\n` +
        'Configure a credential helper to remove this warning. See\n' +
        'https://docs.docker.com/go/credential-store/\n',
    );
  }
  out(`${answer.Status ?? 'Login Succeeded'}\n`);
  return 0;
};

interface Given {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

async function givenCredentials({ flags }: Invocation): Promise<Given> {
  const username = flags.text('username');
  const password = flags.text('password');
  if (flags.has('password')) {
    if (flags.on('password-stdin')) {
      throw new Failure('conflicting options: cannot specify both --password and --password-stdin');
    }
    err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.');
  }
  if (!flags.on('password-stdin')) return { username, password };
  if (!username) throw new Failure('the --password-stdin option requires --username to be set');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return {
    username,
    password: Buffer.concat(chunks)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
  };
}

interface Tried {
  readonly answer: AuthAnswer;
  readonly credentials: Credentials;
}

async function tryStored(engine: EngineApi, folder: string, server: string): Promise<Tried | undefined> {
  const credentials = await storedCredentials(folder, server);
  if (!credentials) return undefined;
  const note = "Info -> To login with a different account, run 'docker logout' followed by 'docker login'";
  err(`Authenticating with existing credentials... [Username: ${credentials.username}]\n\n ${note}\n\n`);
  try {
    return { answer: await authenticate(engine, server, credentials), credentials };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    err(`Login did not succeed, error: ${error.message}`);
    return undefined;
  }
}

async function tryGiven(engine: EngineApi, folder: string, server: string, given: Given): Promise<Tried> {
  const credentials = await complete(folder, server, given);
  return { answer: await authenticate(engine, server, credentials), credentials };
}

/** Asks on the terminal for what the command line left out. */
async function complete(folder: string, server: string, { username, password }: Given): Promise<Credentials> {
  if (username && password) return { username, password };
  if (!process.stdin.isTTY)
    throw new Failure('Error: Cannot perform an interactive login from a non TTY device');
  if (!username && server === hubServer)
    out('Log in with the name and password, or an access token, of your Docker Hub account.\n');
  const before = username ? undefined : (await storedCredentials(folder, server))?.username;
  const { asking } = await import('./prompt.ts');
  return asking(async (ask) => {
    const name = username || (await ask(before ? `Username (${before}): ` : 'Username: ')).trim() || before;
    if (!name) throw new Failure('Error: Non-null Username Required');
    const secret = await ask('Password: ', { hidden: true });
    if (!secret) throw new Failure('Error: Password Required');
    return { username: name, password: secret };
  });
}

function authenticate(engine: EngineApi, server: string, login: Credentials): Promise<AuthAnswer> {
  const { username, password, identityToken } = login;
  const body = { username, password, identitytoken: identityToken, serveraddress: server };
  return engine.post<AuthAnswer>('/auth', { body });
}
