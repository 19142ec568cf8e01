import { expect, test } from 'vitest';
import type { Fault } from '../../src/fault.ts';
import { serveRegistry } from '../../src/registry/serve.ts';
import { settingsFromEnvironment } from '../../src/registry/settings/read-settings.ts';

const fromEnvironment = async (url: string) => settingsFromEnvironment({ REGISTRY_PROXY_REMOTEURL: url });
const fromCommand = (proxy: string) => serveRegistry({ addr: '0', root: '/nowhere', proxy });

test.each([
  ['https://me:hunter2@hub.example', 'https://hub.example'],
  ['https://me:hun/hunter2#@hunter2@hub.example', 'https://hub.example'],
  ['me:hunter2@hub.example', 'hub.example'],
  ['https://hub.example/?token=hunter2', 'https://hub.example/'],
  ['hub.example#hunter2', 'hub.example'],
  ['https://me:hunter2\n@hub.example', 'https://hub.example'],
])('no secret of a URL to pull through is told when it is refused: %j', async (url, shown) => {
  for (const read of [fromEnvironment, fromCommand]) {
    const fault = await read(url).then(
      () => undefined,
      (error: unknown) => error as Fault,
    );
    expect(fault?.what).toBe(`\`${shown}\` is no URL of a registry`);
    expect(fault?.todo).toContain('https://registry-1.docker.io');
    expect(`${fault?.what} ${fault?.where} ${fault?.todo} ${fault?.stack}`).not.toContain('hunter2');
  }
});

test('a login in the URL is told where it goes instead', async () => {
  for (const read of [fromEnvironment, fromCommand]) {
    await expect(read('https://me:hunter2@hub.example')).rejects.toMatchObject({
      todo: expect.stringContaining('REGISTRY_PROXY_PASSWORD'),
    });
    await expect(read('hub.example')).rejects.toMatchObject({ todo: 'write https://registry-1.docker.io' });
  }
});
