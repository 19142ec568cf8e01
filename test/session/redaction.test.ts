import { expect, test } from 'vitest';
import { createRedactor } from '../../src/session/redact.ts';
import { REDACTED } from '../../src/session/redact-shapes.ts';
import { leaks } from './leaks.ts';

test.each(leaks)('a transcript does not keep the secret of: $line', ({ line, secrets }) => {
  const redacted = createRedactor().line(line);
  for (const secret of secrets) expect(redacted).not.toContain(secret);
  expect(redacted).toContain(REDACTED);
});

const harmless = [
  'docker run -d -p 5000:5000 --name registry registry:2',
  'docker run -u 1000:1000 --rm alpine id',
  'docker run --user nobody:nogroup alpine',
  'docker login -u me --password-stdin localhost:5000',
  'echo "$TOKEN" | docker login -u me --password-stdin',
  'echo "${{ secrets.REGISTRY_TOKEN }}" | docker login -u ci --password-stdin',
  'docker login -u me -p "$PASSWORD" localhost:5000',
  'cat token.txt | docker login --username me --password-stdin',
  'docker push localhost:5000/alpine:1.0',
  'curl -s localhost:5000/v2/alpine/tags/list',
  'curl --head http://localhost:5000/v2/',
  'curl -u "me:$PASSWORD" localhost:5000/v2/',
  'curl -H "Authorization: Bearer $TOKEN" localhost:5000/v2/',
  'curl -H "Accept: application/vnd.oci.image.index.v1+json" localhost:5000/v2/a/manifests/1',
  'docker pull alpine@sha256:c5b1261d6d3e43071626931fc004f70149baeba2c8ec672bd4f27761f8e1ad6b',
  'docker run -e REGISTRY_AUTH=htpasswd -e REGISTRY_AUTH_HTPASSWD_REALM=Lab -e REGISTRY_AUTH_HTPASSWD_PATH=/auth/htpasswd registry:2',
  'dockerId=me',
  'mkdir -p auth data && cd data',
  'docker run -v "$PWD/auth:/auth" -p 5000:5000 registry:2',
  'ls /etc/passwd; cat .docker/config.json',
  'git clone https://github.com/docker/docs',
  'ssh git@example.org:22',
  'docker tag alpine registry.example.org:5000/team/alpine:1.0',
  'TOKEN=$(curl -s localhost/token | jq -r .token)',
  'docker secret ls; az acr login --name workshop --expose-token',
  'export PATH=/usr/local/bin:$PATH',
  'docker service create --name web --secret site nginx',
  'htpasswd -c auth/htpasswd me',
  'skopeo inspect docker://localhost:5000/alpine:1.0 --tls-verify=false',
];

test.each(harmless)('a line without a secret stays as it was typed: %s', (line) => {
  expect(createRedactor().line(line)).toBe(line);
});

const outputs = [
  'Digest: sha256:c5b1261d6d3e43071626931fc004f70149baeba2c8ec672bd4f27761f8e1ad6b\nStatus: Downloaded newer image',
  'REPOSITORY   TAG   IMAGE ID   CREATED   SIZE\nalpine   latest   05455a08881e   3 weeks ago   7.38MB',
  '{"name":"alpine","tags":["1.0","latest"]}',
  "Error response from daemon: pull access denied for me/app, repository does not exist or may require 'docker login'",
  'HTTP/1.1 401 Unauthorized\nWww-Authenticate: Basic realm="Registry Realm"\n',
  'Www-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
  'bash: line 1: password: command not found',
  'sh: 1: htpasswd: not found\nbash: auth/htpasswd: No such file or directory',
  'WARNING! Using --password via the CLI is insecure. Use --password-stdin.\nLogin Succeeded',
];

test.each(outputs)('an output without a secret stays as it was: %s', (output) => {
  expect(createRedactor().text(output)).toBe(output);
});

test('a secret that was typed once is taken out of every later output', () => {
  const redactor = createRedactor();
  redactor.line('docker login -u me -p correct-horse localhost:5000');
  expect(redactor.text('you said correct-horse')).toBe(`you said ${REDACTED}`);
});

test('secrets of the environment are known from the beginning', () => {
  const redactor = createRedactor({ REGISTRY_PASSWORD: 'battery-staple' });
  expect(redactor.text('battery-staple')).toBe(REDACTED);
});

test('a secret that is a plain word is not taken out of other words', () => {
  const redactor = createRedactor();
  redactor.line('docker login -u me -p test');
  expect(redactor.text('testing test')).toBe(`testing ${REDACTED}`);
});

test('redacting twice changes nothing more', () => {
  for (const { line } of leaks) {
    const redactor = createRedactor();
    const once = redactor.line(line);
    expect(createRedactor().line(once)).toBe(once);
  }
});

test.each([
  ['letters', 'a'],
  ['quotes', '"'],
  ['dashes', '-a'],
  ['words', 'login echo -p '],
  ['base64', `${'QUJD'.repeat(16)}\n`],
  ['assignments', 'A_TOKEN=b '],
  ['backslashes', '\\\\'],
  ['colons', 'a:'],
])('a long run of %s costs no more than a short one lets expect', (_, piece) => {
  const cost = (length: number): number => {
    const text = `echo ${piece.repeat(length / piece.length)}`;
    const before = process.cpuUsage();
    createRedactor().line(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  // 16 times the length: a linear pattern takes 16 times as long, a quadratic one 256 times, one that backtracks for ever
  // never ends. Processor time, as the machine may be busy; below a few milliseconds it is noise.
  expect(cost(24_000)).toBeLessThan(Math.max(cost(1500), 4) * 200);
});

test('tokens and passwords that practice gives out are recognized wherever they stand', () => {
  const secret = `practice-quay-${'aB3'.repeat(12)}`;
  for (const text of [`"value": "${secret}"`, `echo ${secret}`, `dckr_pat_${'x7Y'.repeat(9)}`])
    expect(createRedactor().text(text)).toContain(REDACTED);
  expect(createRedactor().text('a practice stand-in, practice-1-made-here')).not.toContain(REDACTED);
});
