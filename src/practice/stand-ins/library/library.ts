import type { LayerEntry } from '../../../image/layer.ts';
import type { Platform } from '../../../image/platform.ts';
import { PROGRAM_LABEL } from '../../programs/program.ts';
import { APPLETS } from '../../tiny/sources/box.ts';
import { hello } from '../../tiny/sources/hello.ts';
import { notice } from '../../tiny/sources/notice.ts';
import { boxEntries, programEntries } from './program-entries.ts';
import { PLATFORMS, platformFile } from './seed-image.ts';
import type { Seed, SeedLayer, SeedRepository } from './seed-image.ts';

const NOTE = 'Practice stand-in made by registry-workshop. Not the image of the same name on Docker Hub.';

const folders = (...paths: string[]): LayerEntry[] =>
  paths.map((path) => ({ path, type: 'directory' as const }));

/** What an Alpine Linux has at these places, saying that it is none. */
function alpineLayer(version: string): SeedLayer {
  return {
    createdBy: `ADD alpine-practice-${version}.tar.gz / # practice`,
    entries: (platform) => [
      ...folders('bin', 'etc', 'home', 'lib', 'root', 'tmp', 'usr', 'usr/share', 'var'),
      {
        path: 'README.practice',
        bytes: `${NOTE}\nIt plays alpine ${version}; of its programs it has ${APPLETS.join(', ')}.\n`,
      },
      { path: 'etc/alpine-release', bytes: `${version}-practice\n` },
      platformFile('etc/practice-platform', platform),
      {
        path: 'etc/os-release',
        bytes: [
          'NAME="Alpine Linux (practice stand-in)"',
          'ID=alpine-practice',
          `VERSION_ID=${version}`,
          `PRETTY_NAME="Practice stand-in for Alpine Linux v${version}"`,
          '',
        ].join('\n'),
      },
      { path: 'etc/motd', bytes: `Welcome to practice. ${NOTE}\n` },
      ...boxEntries('alpine', platform),
    ],
  };
}

function alpine(version: string, tags: readonly string[], created: string): Seed {
  return {
    tags,
    created,
    layers: [alpineLayer(version)],
    config: { Cmd: ['/bin/sh'] },
    platforms: PLATFORMS,
  };
}

function busybox(version: string, tags: readonly string[], created: string): Seed {
  const layer = {
    createdBy: `ADD busybox-practice-${version}.tar.gz / # practice`,
    entries: (platform: Platform) => [
      ...folders('bin', 'etc', 'tmp', 'var'),
      {
        path: 'README.practice',
        bytes: `${NOTE}\nIt plays busybox ${version}; of its programs it has ${APPLETS.join(', ')}.\n`,
      },
      { path: 'etc/hostname', bytes: 'practice\n' },
      platformFile('etc/practice-platform', platform),
      ...boxEntries('busybox', platform),
    ],
  };
  return { tags, created, layers: [layer], config: { Cmd: ['sh'] }, platforms: PLATFORMS };
}

const helloWorld: Seed = {
  tags: ['latest', 'linux'],
  created: '2025-01-21T23:32:32Z',
  layers: [
    {
      createdBy: 'COPY hello / # practice',
      entries: (platform) => [
        { path: 'README.practice', bytes: `${NOTE}\n` },
        ...programEntries('hello', hello(), platform),
      ],
    },
  ],
  config: { Cmd: ['/hello'] },
  platforms: PLATFORMS,
};

/** In practice the engine runs a registry of ours in its place; what the layer holds says so elsewhere. */
const onlyInPractice = (version: string): string =>
  `This is the practice stand-in of registry ${version}: only the practice engine can run it.\n` +
  'With a real engine, pull "registry" from Docker Hub.\n';

/** On top of alpine, as the original: with layers that alpine has too, so that sharing can be seen. */
function registry(version: string, base: string, tags: readonly string[], created: string): Seed {
  const configFile = version.startsWith('2')
    ? 'etc/docker/registry/config.yml'
    : 'etc/distribution/config.yml';
  const config = [
    'version: 0.1',
    'log:',
    '  fields:',
    '    service: registry',
    'storage:',
    '  filesystem:',
    '    rootdirectory: /var/lib/registry',
    'http:',
    '  addr: :5000',
    '',
  ].join('\n');
  return {
    tags,
    created,
    layers: [
      alpineLayer(base),
      {
        createdBy: 'COPY registry /bin/registry # practice',
        entries: (platform) => [
          ...folders('bin'),
          ...programEntries('bin/registry', notice(onlyInPractice(version)), platform),
          { path: 'README.practice.registry', bytes: `${NOTE}\nIt plays registry ${version}.\n` },
        ],
      },
      {
        createdBy: `COPY config.yml /${configFile} # practice`,
        entries: () => [{ path: configFile, bytes: config }],
      },
      {
        createdBy: 'COPY entrypoint.sh / # practice',
        entries: () => [
          { path: 'entrypoint.sh', mode: 0o755, bytes: '#!/bin/sh\nset -e\nexec registry serve "$@"\n' },
        ],
      },
    ],
    config: {
      ExposedPorts: { '5000/tcp': {} },
      Volumes: { '/var/lib/registry': {} },
      Entrypoint: ['/entrypoint.sh'],
      Cmd: [`/${configFile}`],
      Labels: { [PROGRAM_LABEL]: 'registry' },
    },
    platforms: PLATFORMS,
  };
}

/** The official images that the practice Hub has. */
export const LIBRARY: readonly SeedRepository[] = [
  {
    name: 'alpine',
    description: `Plays alpine. ${NOTE}`,
    seeds: [
      alpine('3.18', ['3.18'], '2025-02-14T03:28:36Z'),
      alpine('3.19', ['3.19'], '2025-02-14T18:25:10Z'),
      alpine('3.20', ['3.20'], '2025-02-14T18:27:25Z'),
      alpine('3.21', ['3.21', '3', 'latest'], '2025-02-14T18:30:29Z'),
    ],
  },
  {
    name: 'busybox',
    description: `Plays busybox. ${NOTE}`,
    seeds: [
      busybox('1.36', ['1.36'], '2024-05-18T00:00:00Z'),
      busybox('1.37', ['1.37', '1', 'latest'], '2024-09-26T21:31:42Z'),
    ],
  },
  { name: 'hello-world', description: `Plays hello-world. ${NOTE}`, seeds: [helloWorld] },
  {
    name: 'registry',
    description: `Plays registry, by a registry of our own. ${NOTE}`,
    seeds: [
      registry('2.8.3', '3.18', ['2.8.3', '2.8', '2'], '2023-10-02T18:42:50Z'),
      registry('3.0.0', '3.21', ['3.0.0', '3.0', '3', 'latest'], '2025-04-03T17:24:00Z'),
    ],
  },
];
