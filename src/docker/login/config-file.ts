import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.ts';

export interface StoredLogin {
  readonly auth?: string;
  readonly identitytoken?: string;
}

/** config.json: the parts we read. Every other key is kept as it is. */
export interface ConfigFile {
  auths?: Record<string, StoredLogin>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
  [key: string]: unknown;
}

export const configPath = (folder: string): string => path.join(folder, 'config.json');

/** The settings, empty when there is no file. Throws a Failure for one that cannot be read. */
export function readConfig(folder: string): ConfigFile {
  const file = configPath(folder);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Failure(`Error loading config file: ${file}: ${(error as Error).message}`);
  }
  try {
    return text.trim() ? (JSON.parse(text) as ConfigFile) : {};
  } catch (error) {
    throw new Failure(`Error loading config file: ${file}: ${(error as Error).message}`);
  }
}

/** Replaces the file in one step, readable by its owner only: whoever reads sees the old one or the new one. */
export function writeConfig(folder: string, config: ConfigFile): void {
  const file = configPath(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = followed(file);
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, JSON.stringify({ auths: {}, ...config }, null, '\t'), { mode: 0o600, flag: 'wx' });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure(`error storing credentials in ${file}: ${(error as Error).message}`);
  }
}

/** A link to the file stays a link. */
function followed(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
