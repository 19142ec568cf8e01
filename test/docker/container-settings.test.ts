import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../src/docker/argv/parse-flags.ts';
import { displayedPorts } from '../../src/docker/containers/displayed-ports.ts';
import { mountOf, volumesOf } from '../../src/docker/containers/mounts.ts';
import { publishedPorts } from '../../src/docker/containers/ports.ts';
import { bytesOf, durationOf, momentOf } from '../../src/docker/containers/quantities.ts';
import { containerSpec, streamsOf } from '../../src/docker/containers/spec.ts';
import { invalidReference } from '../../src/docker/images/reference-argument.ts';
import { findCommand } from '../../src/docker/table/table.ts';

describe('-p', () => {
  test.each([
    ['5000:5000', { '5000/tcp': [{ HostIp: '', HostPort: '5000' }] }],
    ['80', { '80/tcp': [{ HostIp: '', HostPort: '' }] }],
    ['127.0.0.1::80', { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] }],
    ['[::1]:8080:80/udp', { '80/udp': [{ HostIp: '::1', HostPort: '8080' }] }],
    [
      '8000-8001:80-81',
      { '80/tcp': [{ HostIp: '', HostPort: '8000' }], '81/tcp': [{ HostIp: '', HostPort: '8001' }] },
    ],
    ['8000-8010:80', { '80/tcp': [{ HostIp: '', HostPort: '8000-8010' }] }],
  ])('%s', (value, bindings) => {
    expect(publishedPorts([value])).toMatchObject({ bindings });
  });

  test.each([
    ['x:y', 'invalid containerPort: y'],
    ['99999:80', 'invalid hostPort: 99999'],
    ['80:80:80:80', 'invalid IP address: 80:80'],
    ['80:80/foo', 'invalid proto: foo'],
    ['80-82:80-81', 'invalid ranges specified for container and host Ports: 80-81 and 80-82'],
  ])('%s is refused', (value, problem) => {
    expect(publishedPorts([value])).toEqual({ problem });
  });
});

test('ps joins neighboring ports and shows where they are published', () => {
  const port = (PrivatePort: number, PublicPort?: number, IP?: string) => ({
    PrivatePort,
    Type: 'tcp',
    ...(PublicPort ? { PublicPort } : {}),
    ...(IP ? { IP } : {}),
  });
  expect(displayedPorts([port(5000, 5000, '0.0.0.0'), port(5000, 5000, '::')])).toBe(
    '0.0.0.0:5000->5000/tcp, [::]:5000->5000/tcp',
  );
  expect(displayedPorts([port(82), port(80), port(81), port(90, 9090, '127.0.0.1')])).toBe(
    '80-82/tcp, 127.0.0.1:9090->90/tcp',
  );
});

test('-v with a source is a bind, without one an unnamed volume, and a dot is a folder here', () => {
  expect(volumesOf(['data:/var/lib', '/only', './x:/x:ro'])).toEqual({
    binds: ['data:/var/lib', `${process.cwd()}/x:/x:ro`],
    volumes: { '/only': {} },
  });
});

test('--mount understands its short names', () => {
  expect(mountOf('type=bind,src=/a,dst=/b,ro')).toEqual({
    Type: 'bind',
    Source: '/a',
    Target: '/b',
    ReadOnly: true,
  });
  expect(mountOf('source=data,target=/b')).toEqual({ Type: 'volume', Source: 'data', Target: '/b' });
});

test('sizes, durations and moments', () => {
  expect(bytesOf('512m')).toBe(512 * 1024 * 1024);
  expect(() => bytesOf('much')).toThrow("invalid size: 'much'");
  expect(durationOf('1h30m')).toBe(5400e9);
  expect(durationOf('10')).toBeUndefined();
  expect(momentOf('10s', 100_000)).toBe('90.000000000');
  expect(momentOf('2026-11-20T19:00:00.5Z')).toBe('1795201200.500000000');
  expect(momentOf('yesterday')).toBeUndefined();
});

describe('run', () => {
  const spec = (...argv: string[]): Record<string, unknown> => {
    const command = findCommand('run')!;
    const parsed = parseFlags(argv, command.flags, { endsFlags: true });
    if ('problem' in parsed) throw new Error(parsed.problem);
    return containerSpec(parsed.flags, parsed.args, streamsOf(parsed.flags, parsed.flags.on('detach')));
  };

  test('in the background attaches nothing, with -i it keeps input open', () => {
    expect(spec('-d', 'alpine')).toMatchObject({
      Image: 'alpine',
      AttachStdout: false,
      Cmd: null,
      Entrypoint: null,
    });
    expect(spec('-i', 'alpine', 'cat', '-n')).toMatchObject({
      AttachStdin: true,
      OpenStdin: true,
      StdinOnce: true,
      Cmd: ['cat', '-n'],
    });
  });

  test('sets restart policy, memory and network', () => {
    const made = spec(
      '--restart',
      'on-failure:3',
      '-m',
      '1g',
      '--network',
      'none',
      '--network-alias',
      'web',
      'alpine',
    );
    expect(made).toMatchObject({
      HostConfig: {
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
        Memory: 1024 ** 3,
        NetworkMode: 'none',
      },
      NetworkingConfig: { EndpointsConfig: { none: { Aliases: ['web'] } } },
    });
  });

  test.each([
    [['--rm', '--restart', 'always', 'x'], 'conflicting options: cannot specify both --restart and --rm'],
    [
      ['--restart', 'on-failure:x', 'x'],
      'invalid restart policy format: maximum retry count must be an integer',
    ],
    [['--env-file', '/no/such/file', 'x'], 'open /no/such/file: no such file or directory'],
    [['-p', 'x:y', 'x'], 'invalid containerPort: y'],
  ])('%j is refused', (argv, message) => {
    expect(() => spec(...argv)).toThrow(message);
  });
});

test.each([
  ['BAD', 'invalid reference format: repository name (library/BAD) must be lowercase'],
  ['me/App:1', 'invalid reference format: repository name (me/App) must be lowercase'],
  ['localhost:5000/App', 'invalid reference format: repository name (App) must be lowercase'],
  ['a b', 'invalid reference format'],
  ['https://localhost/x', 'invalid reference format'],
])('the reference %j is refused', (text, message) => {
  expect(invalidReference(text)).toBe(message);
});
