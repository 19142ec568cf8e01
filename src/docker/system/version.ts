import os from 'node:os';
import { Failure } from '../failure.ts';
import { wantedApi } from '../host.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { ownApiVersion, ownVersion } from './own-version.ts';
import { printOne } from './print-one.ts';

interface Component {
  readonly Name: string;
  readonly Version: string;
  readonly Details?: Readonly<Record<string, string>> | null;
}

interface ServerVersion {
  readonly Platform?: { readonly Name: string };
  readonly Components?: readonly Component[] | null;
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly GitCommit: string;
  readonly GoVersion?: string;
  readonly Os: string;
  readonly Arch: string;
  readonly Experimental?: boolean;
  readonly BuildTime?: string;
}

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** `docker version`: without an engine, the client's half and then what is wrong. */
export const version: Handler = async ({ flags, engine }) => {
  let server: ServerVersion | undefined;
  let failure: Failure | undefined;
  try {
    server = await engine.get<ServerVersion>('/version');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failure = error;
  }
  const { number, build } = ownVersion();
  const client = {
    Version: number,
    ApiVersion: wantedApi(process.env) ?? server?.ApiVersion ?? ownApiVersion,
    DefaultAPIVersion: ownApiVersion,
    GitCommit: build,
    GoVersion: `none (Node.js ${process.versions.node})`,
    Os: process.platform,
    Arch: architectures[process.arch] ?? process.arch,
    BuildTime: '',
    Context: 'default',
  };
  const format = flags.text('format');
  if (format) {
    const typeName = 'system.versionInfo';
    const both = { Client: typedView(client), Server: server ? typedView(server) : null };
    out(printOne(both, format, { typeName, name: 'version' }));
  } else {
    out(clientText(client) + (server ? `\n${serverText(server)}` : ''));
  }
  if (failure) throw failure;
  return 0;
};

/** In templates it has the name that Docker's own object has, in JSON the API's. */
function typedView<T extends { readonly ApiVersion: string }>(half: T): T {
  return Object.defineProperty({ ...half }, 'APIVersion', { value: half.ApiVersion, enumerable: false });
}

function lines(indent: string, width: number, pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${indent}${`${name}:`.padEnd(width)}${value}\n`).join('');
}

function clientText(client: Readonly<Record<string, string>>): string {
  return (
    `Client: registry-workshop practice (${os.type()})\n` +
    lines(' ', 19, [
      ['Version', client['Version']!],
      ['API version', client['ApiVersion']!],
      ['Node version', process.versions.node],
      ['Git commit', client['GitCommit']!],
      ['OS/Arch', `${client['Os']}/${client['Arch']}`],
      ['Context', client['Context']!],
    ])
  );
}

function serverText(server: ServerVersion): string {
  const platform = server.Platform?.Name ? ` ${server.Platform.Name}` : '';
  const components = server.Components?.length ? server.Components : [engineComponent(server)];
  return (
    `Server:${platform}\n` +
    components
      .map(({ Name, Version, Details }) => {
        const details = Details ?? {};
        if (Name !== 'Engine') {
          return ` ${Name}:\n${lines('  ', 18, [
            ['Version', Version],
            ['GitCommit', details['GitCommit'] ?? ''],
          ])}`;
        }
        return ` Engine:\n${lines('  ', 18, [
          ['Version', Version],
          [
            'API version',
            `${details['ApiVersion'] ?? ''} (minimum version ${details['MinAPIVersion'] ?? ''})`,
          ],
          ['Go version', details['GoVersion'] ?? ''],
          ['Git commit', details['GitCommit'] ?? ''],
          ['Built', builtAt(details['BuildTime'] ?? '')],
          ['OS/Arch', `${details['Os'] ?? ''}/${details['Arch'] ?? ''}`],
          ['Experimental', details['Experimental'] ?? 'false'],
        ])}`;
      })
      .join('')
  );
}

/** Engines say it in RFC 3339, docker shows it as `Thu May  7 21:09:36 2026`. */
function builtAt(time: string): string {
  const date = new Date(time);
  if (!/^\d{4}-/.test(time) || Number.isNaN(date.valueOf())) return time;
  const [, weekday, day, month, year, clock] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString())!;
  return `${weekday} ${month} ${day!.replace(/^0/, '').padStart(2)} ${clock} ${year}`;
}

function engineComponent(server: ServerVersion): Component {
  return {
    Name: 'Engine',
    Version: server.Version,
    Details: {
      ApiVersion: server.ApiVersion,
      MinAPIVersion: server.MinAPIVersion ?? '',
      GoVersion: server.GoVersion ?? '',
      GitCommit: server.GitCommit,
      BuildTime: server.BuildTime ?? '',
      Os: server.Os,
      Arch: server.Arch,
      Experimental: String(server.Experimental ?? false),
    },
  };
}
