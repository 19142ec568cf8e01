import { expect, onTestFinished, test } from 'vitest';
import type { Auth } from '../../src/registry/auth/auth.ts';
import { basicAuth } from '../../src/registry/auth/basic.ts';
import { passwordsOf } from '../../src/registry/auth/passwords.ts';
import { failure } from '../../src/registry/failure.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { configWith } from '../stored-logins.ts';
import { temporaryFolder, told, typed, verdict, world } from './world.ts';

async function registryWithLogin(): Promise<string> {
  const auth = basicAuth({ realm: 'test', passwords: passwordsOf({ anna: 'right' }) });
  const registry = createRegistry({ root: temporaryFolder(), auth });
  onTestFinished(() => registry.close());
  return `localhost:${(await registry.listen()).port}`;
}

test('a login counts when it is stored and the registry accepts it', async () => {
  const registry = await registryWithLogin();
  const check = { login: { registry, user: 'anna' } };
  const look = (logins: Record<string, string>, spec: object = check) =>
    verdict(spec as Record<string, unknown>, world({ dockerConfig: configWith(logins) }));
  expect((await look({ [registry]: 'anna:right' })).status).toBe('passed');
  const refused = await look({ [registry]: 'anna:wrong' });
  expect(refused.status).toBe('failed');
  expect(told(refused)).toContain('the registry refuses it');
  expect(told(await look({ [registry]: 'berta:right' }))).toContain('the stored login is of `berta`');
  expect(told(await look({ [registry]: 'anna@x.org:right' }))).toContain(
    'An e-mail address is no user name here',
  );
  expect(told(await look({ 'localhost:1': 'anna:right' }))).toContain('there is one for `localhost:1`');
  const none = { login: { registry, absent: true } };
  expect((await look({}, none)).status).toBe('passed');
  expect(told(await look({ [registry]: 'anna:right' }, none))).toContain(`docker logout ${registry}`);
});

test('the web site of Docker Hub is not its registry', async () => {
  const check = { login: { registry: 'docker.io', user: 'anna' } };
  const dockerConfig = configWith({});
  expect(
    told(
      await verdict(check, world({ dockerConfig, typed: typed('1 docker login -u anna hub.docker.com') })),
    ),
  ).toContain(
    'you tried it at `hub.docker.com`, which is the web site | The registry has another address, and needs none here: `docker login -u anna`.',
  );
});

test('who is logged in as somebody else hears what was wrong with the last try, if there was one', async () => {
  const registry = await registryWithLogin();
  const dockerConfig = configWith({ [registry]: 'anna:right' });
  const look = async (line: string) =>
    told(await verdict({ login: { registry, user: 'berta' } }, world({ dockerConfig, typed: typed(line) })));
  expect(await look('docker pull alpine')).toContain(
    `docker login -u berta ${registry}\` stores another one`,
  );
  expect(await look('1 docker login -u berta')).toContain('means Docker Hub');
  expect(await look(`1 docker login -u berta ${registry}`)).toContain('did not accept the password');
  expect(await look(`docker login -u anna ${registry}`)).toContain('stores another one');
});

test('at Azure, the command of its own is the way in for whoever is signed in there', async () => {
  const where = world({ dockerConfig: configWith({}), typed: typed('az login') });
  const look = async (spec: object) =>
    told(await verdict({ login: { registry: 'acme.azurecr.io', ...spec } }, where));
  expect(await look({})).toContain('az acr login --name acme');
  expect(await look({ user: 'builder' })).toContain('docker login -u builder acme.azurecr.io');
});

test('where a token is asked for, the password of the account does not do', async () => {
  const registry = await registryWithLogin();
  const look = (token: string) =>
    verdict(
      { login: { registry, token } },
      world({ dockerConfig: configWith({ [registry]: 'anna:right' }) }),
    );
  expect((await look('ri')).status).toBe('passed');
  const password = await look('dckr_pat_');
  expect(password.status).toBe('failed');
  expect(password.title).toContain('with an access token');
  expect(told(password)).toContain('a token begins with `dckr_pat_`');
});

test.each([
  ['1 docker login -u me@x.org', 'That is an e-mail address'],
  ['1 docker login -u $dockerId', 'did not accept the password'],
  ['1 docker login -u other', 'you tried it as `other`'],
  ['docker login -u $dockerId quay.io', 'You logged in at `quay.io`'],
  ['docker login -u $dockerId', 'did you log out?'],
  ['docker pull alpine', 'docker login -u me'],
])('without a login, what was tried tells why: %s', async (line, says) => {
  const where = world({ dockerConfig: configWith({}), typed: typed(line) });
  expect(told(await verdict({ login: { registry: 'docker.io', user: 'me' } }, where))).toContain(says);
});

test('a login that was typed by an alias is known as one', async () => {
  const [line] = typed('dl quay.io');
  const aliases = { dl: 'docker login -u me' };
  const where = world({ dockerConfig: configWith({}), typed: [{ ...line!, aliases }] });
  expect(told(await verdict({ login: { registry: 'docker.io', user: 'me' } }, where))).toContain(
    'You logged in at `quay.io`',
  );
});

test('where a login is to push, one that may only read does not do', async () => {
  const basic = basicAuth({
    realm: 'test',
    passwords: passwordsOf({ anna: 'right', reader: 'right' }),
  });
  const auth: Auth = {
    ...basic,
    check: async (exchange, wanted) => {
      const who = await basic.check(exchange, wanted);
      const writes = wanted.some(({ actions }) => actions.includes('push'));
      return 'user' in who && who.user === 'reader' && writes ? failure('DENIED') : who;
    },
  };
  const registry = createRegistry({ root: temporaryFolder(), auth });
  onTestFinished(() => registry.close());
  const host = `localhost:${(await registry.listen()).port}`;
  const look = (user: string) =>
    verdict(
      { login: { registry: host, user, push: 'hello' } },
      world({ dockerConfig: configWith({ [host]: `${user}:right` }) }),
    );
  expect((await look('anna')).status).toBe('passed');
  const reader = await look('reader');
  expect(reader.status).toBe('failed');
  expect(told(reader)).toContain('but not for a push to `hello`');
});

test('a user name that came out empty is told as such', async () => {
  const registry = await registryWithLogin();
  const where = world({
    dockerConfig: configWith({}),
    typed: typed(`1 docker login -u $nobody ${registry}`),
  });
  expect(told(await verdict({ login: { registry, user: 'anna' } }, where))).toContain(
    'the variable in the line is empty',
  );
});
