import path from 'node:path';
import { Failure } from '../failure.ts';
import { bytesOf } from './quantities.ts';

/** The values of `-v`: those with a source are binds, those without are unnamed volumes. */
export function volumesOf(values: readonly string[]): { binds: string[]; volumes: Record<string, object> } {
  const binds: string[] = [];
  const volumes: Record<string, object> = {};
  for (const value of values) {
    const [source, ...rest] = value.split(':') as [string, ...string[]];
    if (!rest.length) volumes[source] = {};
    // A source that begins with a dot is a folder here; a bare name is a volume.
    else binds.push([/^\.\.?(\/|$)/.test(source) ? path.resolve(source) : source, ...rest].join(':'));
  }
  return { binds, volumes };
}

/** One value of `--mount` as the API takes it. */
export function mountOf(value: string): object {
  const fields = new Map<string, string>();
  const options: Record<string, string> = {};
  const labels: Record<string, string> = {};
  for (const field of value.split(',')) {
    const [key = '', ...rest] = field.split('=');
    const text = rest.length ? rest.join('=') : 'true';
    if (key === 'volume-opt') Object.assign(options, pair(text));
    else if (key === 'volume-label') Object.assign(labels, pair(text));
    else fields.set(names[key.toLowerCase()] ?? key.toLowerCase(), text);
  }
  const type = fields.get('type') ?? 'volume';
  const source = fields.get('source');
  return {
    Type: type,
    ...(source === undefined ? {} : { Source: type === 'bind' ? path.resolve(source) : source }),
    Target: fields.get('target'),
    ...(fields.has('readonly') ? { ReadOnly: switchOf('readonly', fields.get('readonly')!) } : {}),
    ...(fields.has('consistency') ? { Consistency: fields.get('consistency') } : {}),
    ...bindOptions(fields),
    ...volumeOptions(fields, options, labels),
    ...tmpfsOptions(fields),
  };
}

const names: Record<string, string> = { src: 'source', dst: 'target', destination: 'target', ro: 'readonly' };

function pair(text: string): Record<string, string> {
  const [key = '', ...rest] = text.split('=');
  return { [key]: rest.join('=') };
}

function switchOf(key: string, text: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new Failure(`invalid value for ${key}: ${text}`);
}

function bindOptions(fields: ReadonlyMap<string, string>): object {
  const propagation = fields.get('bind-propagation');
  const flat = fields.get('bind-nonrecursive');
  if (propagation === undefined && flat === undefined) return {};
  return {
    BindOptions: {
      ...(propagation === undefined ? {} : { Propagation: propagation }),
      ...(flat === undefined ? {} : { NonRecursive: switchOf('bind-nonrecursive', flat) }),
    },
  };
}

function volumeOptions(
  fields: ReadonlyMap<string, string>,
  options: Record<string, string>,
  labels: Record<string, string>,
): object {
  const driver = fields.get('volume-driver');
  const hasOptions = Object.keys(options).length > 0;
  const hasLabels = Object.keys(labels).length > 0;
  if (driver === undefined && !hasOptions && !hasLabels && !fields.has('volume-nocopy')) return {};
  return {
    VolumeOptions: {
      ...(fields.has('volume-nocopy')
        ? { NoCopy: switchOf('volume-nocopy', fields.get('volume-nocopy')!) }
        : {}),
      ...(hasLabels ? { Labels: labels } : {}),
      ...(driver === undefined && !hasOptions
        ? {}
        : { DriverConfig: { Name: driver ?? '', Options: options } }),
    },
  };
}

function tmpfsOptions(fields: ReadonlyMap<string, string>): object {
  const size = fields.get('tmpfs-size');
  const mode = fields.get('tmpfs-mode');
  if (size === undefined && mode === undefined) return {};
  return {
    TmpfsOptions: {
      ...(size === undefined ? {} : { SizeBytes: bytesOf(size) }),
      ...(mode === undefined ? {} : { Mode: parseInt(mode, 8) }),
    },
  };
}
