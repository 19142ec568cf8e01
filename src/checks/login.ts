import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { editDistance } from '../lab/nearest.ts';
import { connectRegistry } from '../registry/client/client.ts';
import { commandsTyped } from './commands-typed.ts';
import { storedCredentials } from './credentials.ts';
import { found, missed } from './finding.ts';
import { noSuchRegistry, unreachable } from './http-unreachable.ts';
import type { CheckKind, Evaluation, World } from './kind.ts';
import { code, listed } from './phrases.ts';
import { absent, text } from './spec-parts.ts';
import { readTrusted, untrusted } from './trusted.ts';

const schema = z.strictObject({
  /** As in image names; `docker.io` for Docker Hub. */
  registry: text,
  /** Who must be logged in; anybody when not written. */
  user: text.optional(),
  /** How the password must begin, where access tokens are told by that: `dckr_pat_`. */
  token: text.optional(),
  /** Certificate file to trust, relative to the working folder. */
  ca: text.optional(),
  /** A repository of that registry to which this login may push. */
  push: text.optional(),
  /** No login may be stored. */
  absent,
});

type LoginSpec = z.infer<typeof schema>;

const HUB = 'docker.io';
/** What people write for Docker Hub. */
const HUB_NAMES = new Set(['', HUB, 'index.docker.io', 'registry-1.docker.io']);

/** What one sees in the browser, and no registry. */
const HUB_PAGES = new Set(['hub.docker.com', 'app.docker.com']);

/** A login that `docker login` stored for this session, and that the registry accepts. */
export const login: CheckKind<LoginSpec> = {
  kind: 'login',
  schema,
  title: (spec) => titleOf(spec),
  async evaluate(spec, world) {
    const { registry, user, token, push, ca, absent } = spec;
    const expected = titleOf(spec);
    const stored = await storedCredentials(world.dockerConfig, registry);
    if (absent)
      return stored
        ? missed(expected, `one of ${code(stored.username)} is stored`, {
            help: `${code(`docker logout${registry === HUB ? '' : ` ${registry}`}`)} removes it.`,
          })
        : found(expected, 'none is stored');
    if (!stored) return missed(expected, 'none is stored', await whyNone(spec, world));
    if (user !== undefined && stored.username !== user)
      return missed(expected, `the stored login is of ${code(stored.username)}`, {
        help: stored.username.includes('@')
          ? `An e-mail address is no user name here: it is ${code(user)}.`
          : (lastTry(world)?.exitCode ?? 0) !== 0
            ? (await whyNone(spec, world)).help
            : `${code(command(spec))} stores another one.`,
      });
    if (token !== undefined && !stored.password.startsWith(token))
      return missed(
        expected,
        `${code(stored.username)} is logged in with something else than an access token`,
        {
          help: `It was the password, most likely; a token begins with ${code(token)}. Make one, and log in with it: the new login replaces the old one.`,
        },
      );
    const endpoint = await world.engine.registry(registry);
    if (endpoint.missing) return noSuchRegistry(registry, expected, endpoint);
    const trusted = await readTrusted(ca, world);
    if (ca !== undefined && trusted === undefined) return untrusted(ca, expected);
    // Who names a certificate means TLS; localhost alone would be asked over plain HTTP.
    const url = ca === undefined ? endpoint.url : endpoint.url.replace(/^http:/, 'https:');
    const client = connectRegistry({ url, credentials: stored, signal: world.signal, ca: trusted });
    const answer = await client.ping();
    if (answer.ok && push !== undefined && !(await client.mayPush(push)))
      return missed(
        expected,
        `the registry accepts the login of ${code(stored.username)}, but not for a push to ${code(push)}`,
        {
          help: 'What a token is for is said when it is made: make one that may also write there, and log in with that.',
        },
      );
    if (answer.ok) return found(expected, `the registry accepts the login of ${code(stored.username)}`);
    if (answer.status === undefined)
      return unreachable(`${url}/`, { code: 'UNKNOWN', message: answer.reason }, expected, world, ca);
    return missed(
      expected,
      `a login of ${code(stored.username)} is stored, but the registry refuses it: ${answer.reason}`,
      { help: `A token that was revoked or has expired opens nothing. Get a new one, and log in again.` },
    );
  },
  lint: ({ registry, user, token, push, ca, absent }) => [
    ...(/^https?:|\//.test(registry)
      ? [{ message: `\`${registry}\` is more than the name of a registry`, path: ['registry'] }]
      : []),
    ...(absent && (user ?? token ?? push ?? ca) !== undefined
      ? [{ message: 'where no login may be, nobody needs to be named', path: ['user'] }]
      : []),
  ],
};

function titleOf({ registry, user, token, push, absent }: LoginSpec): string {
  if (absent) return `no login at ${code(registry)}`;
  const how = `${token === undefined ? '' : ', with an access token'}${push === undefined ? '' : `, and may push to ${code(push)}`}`;
  return `${user === undefined ? 'a login' : `${code(user)} is logged in`} at ${code(registry)}${how}`;
}

function command({ registry, user }: LoginSpec): string {
  return `docker login -u ${user ?? 'USER'}${registry === HUB ? '' : ` ${registry}`}`;
}

/** Azure's own command stores a login without a name that one would know. */
function howTo(spec: LoginSpec): string {
  const azure = spec.user === undefined && /^([a-z0-9]+)\.azurecr\.io$/.exec(spec.registry)?.[1];
  if (azure)
    return `${code(`az acr login --name ${azure}`)} gets a token with the sign-in of ${code('az')}, and stores it.`;
  return `${code(command(spec))} asks for a password, or a token, and stores the login.`;
}

/** The last `docker login` of this step. */
function lastTry({ typed }: World) {
  return typed
    .flatMap((one) =>
      commandsTyped(one)
        .filter(({ program, command }) => program === 'docker' && command === 'login')
        .map(({ flags, operands }) => ({
          server: serverOf(operands[0]),
          typed: operands[0] ?? '',
          user: flags.find(({ name }) => name === 'username')?.value,
          exitCode: one.exitCode,
        })),
    )
    .at(-1);
}

/** What was tried in this step, and what is stored instead. */
async function whyNone(spec: LoginSpec, world: World): Promise<Partial<Evaluation>> {
  const { registry, user } = spec;
  const tried = lastTry(world);
  const others = (await storedServers(world.dockerConfig)).filter((server) => server !== registry);
  const nearest = others.length > 0 ? `there is one for ${listed(others)}` : undefined;
  if (!tried) return { nearest, help: howTo(spec) };
  if (tried.server !== registry) {
    const near = editDistance(tried.server, registry, 3) <= 3;
    if (registry === HUB && HUB_PAGES.has(tried.server))
      return {
        nearest: `you tried it at ${code(tried.typed)}, which is the web site`,
        help: `The registry has another address, and needs none here: ${code(command(spec))}.`,
      };
    const help =
      tried.server === HUB
        ? `Without a server behind it, ${code('docker login')} means Docker Hub: ${code(command(spec))}.`
        : `You logged in at ${code(tried.typed)}${near ? ', which is spelled otherwise' : ''}; here it is ${code(command(spec))}.`;
    return { nearest, help };
  }
  if (tried.user?.includes('@'))
    return {
      nearest: `you tried it with ${code(tried.user)}`,
      help: `That is an e-mail address. The user name is ${user === undefined ? 'another' : code(user)}.`,
    };
  if (tried.user === '')
    return {
      nearest: 'you tried it without a user name: the variable in the line is empty',
      help: `A variable that nobody set is empty; mind small and capital letters.${user === undefined ? '' : ` Here it should be ${code(user)}.`}`,
    };
  if (user !== undefined && tried.user !== undefined && tried.user !== user)
    return {
      nearest: `you tried it as ${code(tried.user)}`,
      help: `Here it is ${code(user)}.`,
    };
  return {
    nearest,
    help:
      tried.exitCode === 0
        ? 'The login that you typed is no longer stored: did you log out?'
        : 'What it printed says why. Most often the registry did not accept the password: is it the right one, or a token, whole and without a space or quotes?',
  };
}

function serverOf(typed = ''): string {
  const host = typed.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return HUB_NAMES.has(host) ? HUB : host;
}

async function storedServers(folder: string | undefined): Promise<string[]> {
  if (folder === undefined) return [];
  try {
    const file = await readFile(path.join(folder, 'config.json'), 'utf8');
    const { auths = {} } = JSON.parse(file) as { auths?: Record<string, { auth?: string }> };
    return Object.entries(auths).flatMap(([key, { auth }]) => (auth ? serverOf(key) : []));
  } catch {
    return [];
  }
}
