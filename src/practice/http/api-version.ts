import { badRequest } from './failure.ts';

/** The newest and the oldest Engine API that practice speaks; clients negotiate by the `Api-Version` header of `/_ping`. */
export const API_VERSION = '1.47';
export const MIN_API_VERSION = '1.24';

declare const __VERSION__: string | undefined;

/** Version of the program that serves: the package's own, with a word that nobody takes for a release of Docker. */
export const ENGINE_VERSION = `${typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0'}-practice`;

const minor = (version: string): number => Number(version.split('.')[1]);

export interface VersionedPath {
  readonly version: string;
  /** The path without its version: `/images/json`. */
  readonly path: string;
}

/** Splits `/v1.41/images/json`; throws the refusal of the real engine for a version that is too old or too new. */
export function splitVersion(path: string): VersionedPath {
  const match = /^\/v(\d+\.\d+)(\/.*)$/.exec(path);
  if (!match) return { version: API_VERSION, path };
  const [, version, rest] = match as unknown as [string, string, string];
  if (!version.startsWith('1.') || minor(version) > minor(API_VERSION)) {
    throw badRequest(`client version ${version} is too new. Maximum supported API version is ${API_VERSION}`);
  }
  if (minor(version) < minor(MIN_API_VERSION)) {
    throw badRequest(
      `client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, please upgrade your client to a newer version`,
    );
  }
  return { version, path: rest };
}

/** True when a client speaks at least the given API: `atLeast('1.41', '1.44')` is false. */
export function atLeast(version: string, wanted: string): boolean {
  return minor(version) >= minor(wanted);
}
