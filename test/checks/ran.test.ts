import { describe, expect, test } from 'vitest';
import type { TypedCommand } from '../../src/checks/kind.ts';
import { evaluateStep } from '../../src/checks/evaluate.ts';
import { step, told, typed, verdict, world } from './world.ts';

const check = (ran: unknown, ...lines: string[]) => verdict({ ran }, world({ typed: typed(...lines) }));

describe('the same command, however it is typed', () => {
  test.each([
    ['docker logs registry', 'docker logs registry'],
    ['docker logs registry', 'docker container logs registry'],
    ['docker logs registry', 'docker logs -f --tail 20 registry'],
    ['docker logs registry', '/usr/bin/docker   logs "registry"'],
    ['docker logs registry', 'sudo -E docker logs registry'],
    ['docker logs registry', 'DOCKER_HOST=unix:///x docker logs registry 2>&1 | tail -n 3'],
    ['docker logs registry', 'cd /tmp && docker logs registry > log.txt'],
    ['docker logs registry', 'docker -H unix:///x logs registry'],
    ['docker logs registry', 'docker \\\n  logs \\\n  registry'],
    ['docker images', 'docker image list --all'],
    ['docker image ls', 'docker images'],
    ['docker ps -a', 'docker container ls --all'],
    ['docker rmi alpine', 'docker image rm docker.io/library/alpine:latest busybox'],
    ['docker push --all-tags localhost:5000/alpine', 'docker push localhost:5000/alpine -a'],
    [
      'docker run -d -p 5000:5000 --name registry registry:2',
      'docker run --publish=5000:5000 --name=registry --detach registry:2',
    ],
    ['docker run -d -p 5000:5000 registry:2', 'docker run -dp5000:5000 registry:2'],
    ['docker tag alpine me/alpine', 'docker tag alpine $dockerId/alpine'],
    ['docker tag alpine me/alpine', 'docker image tag alpine:latest "${dockerId}/alpine"'],
    ['curl localhost:5000/v2/', 'curl -s http://localhost:5000/v2/'],
    ['curl localhost:5000', 'curl -s http://localhost:5000/'],
    ['curl localhost:5000/v2/', 'r=localhost:5000; curl $r/v2/'],
    ['curl localhost:5000/v2/', 'export r=localhost:5000 && curl "$r"/v2/'],
    ['curl localhost:5000/v2/', 'wget -q -O- localhost:5000/v2/'],
    ['curl localhost:5000/v2/', 'wget -qO - http://localhost:5000/v2/'],
    ['curl --head localhost:5000/v2/', 'wget --spider -S localhost:5000/v2/'],
    ['curl localhost:5000/v2/', 'curl http://127.0.0.1:5000/v2/ | jq .'],
    ['curl --head localhost:5000/v2/', 'curl -sI localhost:5000/v2/'],
    ['curl -X DELETE localhost:5000/v2/', 'curl --request delete localhost:5000/v2/'],
    ["curl -H 'Accept: a/b' localhost/x", 'curl localhost/x -H "accept:a/b"'],
    ['ls -l data', 'ls -la ./data/'],
    ['docker login -u me', 'docker login --username=me localhost:5000'],
  ])('%s = %s', async (wanted, line) => {
    expect(await check(wanted, line)).toMatchObject({ status: 'passed' });
  });
});

test('what it proves may have words of its own, and what to try when it was not typed', async () => {
  const ran = {
    command: ['docker stop store', 'docker rm store'],
    title: 'nobody could push',
    help: 'Stop it first.',
  };
  expect(await verdict({ ran }, world({ typed: typed('ls') }))).toMatchObject({
    title: 'nobody could push',
    status: 'failed',
    help: 'Stop it first.',
  });
  expect(await verdict({ ran }, world({ typed: typed('docker rm -f store') }))).toMatchObject({
    status: 'passed',
  });
});

describe('another command is not it, and the nearest is named', () => {
  test.each([
    [
      'az acr repository list',
      'az acr repository show-tags -n x --repository hello -o tsv > tags.txt',
      'it was not typed yet | you typed `az acr repository show-tags -n x --repository hello -o tsv > tags.txt`: that is `az acr repository show-tags`, another command',
    ],
    [
      'docker logs registry',
      'docker log registry',
      'it was not typed yet | you typed `docker log registry`: `docker` has no command `log`; there is `logs`',
    ],
    [
      'docker logs registry',
      'docker logs registry:2',
      'it was not typed yet | you typed `docker logs registry:2`: it names `registry:2`, not `registry`',
    ],
    [
      'docker logs registry',
      'docker logs',
      'it was not typed yet | you typed `docker logs`: it lacks `registry`',
    ],
    [
      'docker logs registry',
      'docker ps',
      'it was not typed yet | you typed `docker ps`: that is `docker ps`, another command',
    ],
    [
      'docker service ps app',
      '130 docker service create --name app app:1',
      'it was not typed yet | you typed `docker service create --name app app:1`: that is `docker service create`, another command',
    ],
    [
      'docker service logs registry',
      'docker service log registry',
      'it was not typed yet | you typed `docker service log registry`: that is `docker service log`, another command',
    ],
    [
      'docker logs registry',
      'dokcer logs registry',
      'it was not typed yet | you typed `dokcer logs registry`: the program is called `docker`, not `dokcer`',
    ],
    [
      'docker logs registry',
      'docker logs $(docker ps -q)',
      'it was not typed yet | you typed `docker logs $(docker ps -q)`: what the shell puts in there is not seen here, so write the name out',
    ],
    [
      'docker logs registry',
      '1 docker logs registry',
      'you typed `docker logs registry`, but it ended with exit code 1 | What it printed says why.',
    ],
    [
      'docker push --all-tags localhost:5000/alpine',
      'docker push localhost:5000/alpine',
      'it was not typed yet | you typed `docker push localhost:5000/alpine`: it lacks `--all-tags`',
    ],
    [
      'docker tag alpine me/alpine',
      'docker tag me/alpine alpine',
      'it was not typed yet | you typed `docker tag me/alpine alpine`: the order is `alpine` and `me/alpine`',
    ],
    [
      'curl --head localhost:5000/v2/',
      'curl localhost:5000/v2/',
      'it was not typed yet | you typed `curl localhost:5000/v2/`: it asks with GET, not with HEAD',
    ],
    [
      'curl localhost:5000/v2/_catalog',
      'curl localhost:5000/_catalog',
      'it was not typed yet | you typed `curl localhost:5000/_catalog`: it names `localhost:5000/_catalog`, not `localhost:5000/v2/_catalog`',
    ],
    [
      'docker run -p 5000:5000 registry:2',
      'docker run -p 5001:5000 registry:2',
      'it was not typed yet | you typed `docker run -p 5001:5000 registry:2`: it has `--publish 5001:5000`, not `--publish 5000:5000`',
    ],
    [
      'docker run -p 5000:5000 registry:2',
      'docker run registry:2 -p 5000:5000',
      'it was not typed yet | you typed `docker run registry:2 -p 5000:5000`: it lacks `--publish 5000:5000`',
    ],
    [
      'docker logs registry',
      '$ docker logs registry',
      'it was not typed yet | you typed `$ docker logs registry`: the `$` in front is the prompt, as examples show it: type what stands behind it',
    ],
    [
      'docker logs registry',
      'Docker logs registry',
      'it was not typed yet | you typed `Docker logs registry`: the program is called `docker`, not `Docker`',
    ],
    [
      'curl localhost:5000/v2/',
      'http://localhost:5000/v2/',
      'it was not typed yet | you typed `http://localhost:5000/v2/`: an address alone is no command: put `curl` in front',
    ],
    [
      'curl localhost:5000/v2/',
      'curl https://localhost:5000/v2/',
      'it was not typed yet | you typed `curl https://localhost:5000/v2/`: it asks over HTTPS, and plain HTTP is spoken there: `http://`, or no scheme at all',
    ],
    [
      'curl --head localhost:5000/v2/',
      'curl --head localhost:5000/v2',
      'it was not typed yet | you typed `curl --head localhost:5000/v2`: the slash at the end is missing: `localhost:5000/v2/`',
    ],
    [
      'curl localhost:5000/v2/_catalog',
      'curl localhost:5000/v2/_catalog/',
      'it was not typed yet | you typed `curl localhost:5000/v2/_catalog/`: the slash at the end is too much: `localhost:5000/v2/_catalog`',
    ],
    [
      'curl --head localhost:5000/v2/',
      'curl -i localhost:5000/v2',
      'it was not typed yet | you typed `curl -i localhost:5000/v2`: the slash at the end is missing: `localhost:5000/v2/`; it asks with GET, not with HEAD',
    ],
    [
      'curl --head localhost:5000/v2/',
      'curl head localhost:5000/v2/',
      'it was not typed yet | you typed `curl head localhost:5000/v2/`: `head` without dashes is one more address to ask, not an option; it asks with GET, not with HEAD',
    ],
    [
      'curl localhost:5000/v2/',
      'docker ps',
      'it was not typed yet | `curl`, its options and an address: which ones, say the task and the text above.',
    ],
    [
      'docker logs registry',
      'echo docker logs registry',
      'it was not typed yet | The task says what the command shall do; `docker COMMAND --help` lists its flags.',
    ],
  ])('%s ≠ %s', async (wanted, line, expected) => {
    const found = await check(wanted, line);
    expect(found.status).toBe('failed');
    expect(told(found)).toBe(expected);
  });

  test('of several attempts the last one is told', async () => {
    const found = await check(
      'docker logs registry',
      'docker logs',
      'docker logs registri',
      'docker log registry',
      'docker ps',
    );
    expect(found.nearest).toBe(
      'you typed `docker log registry`: `docker` has no command `log`; there is `logs`',
    );
  });

  test('a slip after a failure is told, and not the failure again', async () => {
    expect(told(await check('docker logs registry', '1 docker logs registry', 'docker logs regist'))).toBe(
      'it did not succeed yet | you typed `docker logs regist`: it names `regist`, not `registry`',
    );
    expect(told(await check('docker logs registry', 'docker logs regist', '1 docker logs registry'))).toBe(
      'you typed `docker logs registry`, but it ended with exit code 1 | What it printed says why.',
    );
    expect(told(await check('docker logs registry', '1 docker logs registry', 'docker ps'))).toBe(
      'you typed `docker logs registry`, but it ended with exit code 1 | What it printed says why.',
    );
  });

  test('what is nearer to another check of the step is no attempt at this one', async () => {
    const both = step(
      { ran: 'curl localhost:5000/v2/_catalog' },
      { ran: 'curl localhost:5000/v2/app/tags/list' },
    );
    const [catalog, tags] = await evaluateStep(both, world({ typed: typed('curl localhost:5000/_catalog') }));
    expect(told(catalog!)).toContain('you typed `curl localhost:5000/_catalog`');
    expect(told(tags!)).not.toContain('you typed');
  });

  test('of several attempts the nearest is told', async () => {
    expect(
      (await check('docker logs registry', 'docker log registy', 'docker logs registy', 'ls')).nearest,
    ).toBe('you typed `docker logs registy`: it names `registy`, not `registry`');
  });
});

test('one of several alternatives is enough', async () => {
  expect((await check(['tree data', 'find data'], 'find data -type f')).status).toBe('passed');
});

test('a command can be asked for after another one', async () => {
  const pulled = { command: 'docker pull x', after: ['docker stop upstream', 'docker kill upstream'] };
  expect((await check(pulled, 'docker pull x', 'docker stop upstream', 'docker pull x')).status).toBe(
    'passed',
  );
  expect((await check(pulled, 'docker kill upstream', 'docker pull x')).status).toBe('passed');
  expect(told(await check(pulled, 'docker pull x', 'docker stop upstream'))).toBe(
    'you typed `docker pull x` too early | First comes `docker stop upstream` or `docker kill upstream`, and then this: type it once more.',
  );
  expect((await check(pulled, '1 docker stop upstream', 'docker pull x')).status).toBe('failed');
});

test('what came in time and did not do is told, not what came too early before it', async () => {
  const printed = ['Downloaded newer image for x', 'upstream', 'Image is up to date for x'];
  const lines = typed('docker pull x', 'docker stop upstream', 'docker pull x');
  const look = (number: number) =>
    verdict(
      { ran: { command: 'docker pull x', after: 'docker stop upstream', prints: 'Downloaded newer image' } },
      world({ typed: lines.slice(0, number).map((line, index) => ({ ...line, printed: printed[index] })) }),
    );
  expect(told(await look(2))).toContain('you typed `docker pull x` too early');
  expect(told(await look(3))).toBe(
    'you typed `docker pull x`, but it did not print `Downloaded newer image` | it ended in `Image is up to date for x`',
  );
});

test('one of several words may be what a command printed', async () => {
  const refused = { command: 'docker push x', exit: 1, prints: ['unsupported', '405'] };
  const look = (printed: string) =>
    verdict({ ran: refused }, world({ typed: [{ ...typed('1 docker push x')[0]!, printed }] }));
  expect((await look('unexpected status: 405 Method Not Allowed')).status).toBe('passed');
  expect((await look('Unsupported')).status).toBe('passed');
  expect(told(await look('No such image'))).toContain('did not print `unsupported` or `405`');
});

test('an exit code can be asked for', async () => {
  expect((await check({ command: 'docker pull x', exit: 'any' }, '1 docker pull x')).status).toBe('passed');
  expect((await check({ command: 'docker pull x', exit: 1 }, '1 docker pull x')).status).toBe('passed');
  expect(told(await check({ command: 'docker pull x', exit: 1 }, 'docker pull x'))).toBe(
    'you typed `docker pull x`, but it ended with exit code 0, not 1 | Here its refusal is what is wanted: type it with no more options than the task names.',
  );
});

test.each([
  ['docker login -u me', '1 docker login -u me -p hunter22 host', 'hunter22'],
  ['docker login -u me', '1 docker login -u me --password=hunter22', 'hunter22'],
  ['curl localhost:5000/v2/', 'curl -u me:hunter22 localhost:5000/v3/', 'hunter22'],
  ['curl localhost:5000/v2/', 'curl http://me:hunter22@localhost:5000/v3/', 'hunter22'],
  ['curl localhost:5000/v2/', 'curl -H "Authorization: Bearer hunter22" localhost:5000/v3/', 'hunter22'],
])('a secret that was typed is not told again: %s', async (wanted, line, secret) => {
  const found = await check(wanted, line);
  expect(found.status).toBe('failed');
  expect(JSON.stringify(found)).toContain('***');
  expect(JSON.stringify(found)).not.toContain(secret);
});

describe('what was typed for something else', () => {
  test('a command that another check of the step asks for is not told as near', async () => {
    const two = step(
      { ran: 'curl localhost:5000/v2/_catalog' },
      { ran: 'curl localhost:5000/v2/alpine/tags/list' },
    );
    const [first, second] = await evaluateStep(
      two,
      world({ typed: typed('curl localhost:5000/v2/_catalog') }),
    );
    expect([first!.status, second!.status]).toEqual(['passed', 'failed']);
    expect(second!.nearest).toBeUndefined();
    const later = world({
      typed: typed('curl localhost:5000/v2/_catalog', 'curl localhost:5000/v2/tags/list'),
    });
    expect((await evaluateStep(two, later))[1]!.nearest).toContain('/v2/tags/list');
  });

  test('nor is another command of docker that did its work; one that failed is', async () => {
    const both = step({ ran: 'docker image ls' }, { file: { path: 'x' } });
    const near = async (line: string) =>
      (await evaluateStep(both, world({ typed: typed(line) })))[0]!.nearest;
    expect(await near('docker tag alpine me/shop')).toBeUndefined();
    expect(await near('1 docker tag alpine')).toContain('another command');
  });
});

test('an alias is read as what it stands for', async () => {
  const line = { ...typed('d logs registry')[0]!, aliases: { d: 'docker', dl: 'd logs' } };
  const found = (one: TypedCommand) => verdict({ ran: 'docker logs registry' }, world({ typed: [one] }));
  expect((await found(line)).status).toBe('passed');
  expect((await found({ ...line, line: 'sudo dl registry | tail' })).status).toBe('passed');
  expect((await found({ ...line, aliases: { d: 'd' } })).status).toBe('failed');
});

test('a variable that should be read is more than its value typed as a word', async () => {
  const reads = { command: 'echo me', reads: 'dockerId' };
  expect((await check(reads, 'echo $dockerId')).status).toBe('passed');
  expect((await check(reads, 'echo "${dockerId}"')).status).toBe('passed');
  const word = await check(reads, 'echo me');
  expect(word.status).toBe('failed');
  expect(told(word)).toBe(
    'you typed `echo me`, which reads no variable | `$dockerId` reads it, with the `$` in front.',
  );
  expect(told(await check(reads, 'echo $nobody'))).toContain('a variable in it is empty');
});

test('what a command printed can be asked for, and is not where nobody wrote it down', async () => {
  const spec = { command: 'docker push a/b', exit: 1, prints: 'denied' };
  const look = (printed?: string) =>
    verdict({ ran: spec }, world({ typed: [{ ...typed('1 docker push a/b')[0]!, printed }] }));
  expect((await look('Preparing\nDenied: requested access\n')).status).toBe('passed');
  expect((await look()).status).toBe('passed');
  const other = await look('Using default tag\nAn image does not exist locally\n');
  expect(other.status).toBe('failed');
  expect(told(other)).toBe(
    'you typed `docker push a/b`, but it did not print `denied` | it ended in `An image does not exist locally`',
  );
  expect(told(await look(''))).toContain('it printed nothing');
});
