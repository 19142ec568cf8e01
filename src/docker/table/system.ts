import { ANY, bool, text, type Command } from './command.ts';
import { filter, force, format, inspectFormat, pruneFilter } from './shared-flags.ts';

export const systemCommands: readonly Command[] = [
  {
    names: ['system df'],
    usage: '[OPTIONS]',
    about: 'Show what takes how much space',
    args: [0, 0],
    flags: [format, bool('v verbose', 'Show every image, container and volume')],
    load: async () => (await import('../system/disk-usage.ts')).diskUsage,
  },
  {
    names: ['system events', 'events'],
    usage: '[OPTIONS]',
    about: 'Show what happens in the engine while it happens',
    args: [0, 0],
    flags: [
      filter,
      format,
      text('since', 'From a moment on: 2026-01-02T13:23:37Z, or 42m ago'),
      text('until', 'Up to a moment; goes on without it'),
    ],
    load: async () => (await import('../system/events.ts')).events,
  },
  {
    names: ['system info', 'info'],
    usage: '[OPTIONS]',
    about: 'Show the engine and its settings',
    args: [0, 0],
    flags: [text('f format', "A Go template for what to print, or 'json'")],
    load: async () => (await import('../system/info.ts')).info,
  },
  {
    names: ['system prune'],
    usage: '[OPTIONS]',
    about: 'Remove everything that nothing uses',
    args: [0, 0],
    flags: [
      bool('a all', 'Remove every image without a container, not only those without a name'),
      pruneFilter,
      force,
      bool('volumes', 'Remove unnamed volumes as well'),
    ],
    load: async () => (await import('../system/prune.ts')).pruneSystem,
  },
  {
    names: ['inspect'],
    usage: '[OPTIONS] NAME|ID [NAME|ID...]',
    about: 'Show everything the engine knows of images, containers, volumes or networks',
    args: [1, ANY],
    flags: [
      inspectFormat,
      bool('s size', 'Show sizes of containers'),
      text('type', 'Look only among: image, container, volume, network'),
    ],
    load: async () => (await import('../system/inspect.ts')).inspectAny,
  },
  {
    names: ['login'],
    usage: '[OPTIONS] [SERVER]',
    about: 'Log in to a registry; Docker Hub without SERVER',
    args: [0, 1],
    flags: [
      text('p password', 'Password or access token; others on this machine can see it'),
      bool('password-stdin', 'Read the password or access token from standard input'),
      text('u username', 'User name'),
    ],
    load: async () => (await import('../login/login.ts')).login,
  },
  {
    names: ['logout'],
    usage: '[SERVER]',
    about: 'Forget the password for a registry; Docker Hub without SERVER',
    args: [0, 1],
    flags: [],
    load: async () => (await import('../login/logout.ts')).logout,
  },
  {
    names: ['version'],
    usage: '[OPTIONS]',
    about: 'Show the versions of this command and of the engine',
    args: [0, 0],
    flags: [text('f format', "A Go template for what to print, or 'json'")],
    load: async () => (await import('../system/version.ts')).version,
  },
];
