import type { Invalid } from './invalid.ts';

/** For which machine an image is made, in Go's words: linux, amd64. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly 'os.version'?: string;
  readonly 'os.features'?: readonly string[];
}

/** Other names that machines and people use for an architecture. */
const ALIASES: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  x64: ['amd64'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  i386: ['386'],
  ia32: ['386'],
  ppc64el: ['ppc64le'],
};

const PART = /^[A-Za-z0-9_.-]+$/;

/** `linux/arm64/v8`, `linux/amd64`, or only an architecture such as `arm64` (then linux is meant). */
export function parsePlatform(text: string): Platform | Invalid {
  const parts = text.trim().split('/');
  if (parts.length > 3 || !parts.every((part) => PART.test(part))) {
    return { problem: `\`${text}\` is no platform: write OS/ARCHITECTURE, such as linux/arm64` };
  }
  const [first, second, variant] = parts as [string, string?, string?];
  return normalizePlatform({
    os: second === undefined ? 'linux' : first,
    architecture: second ?? first,
    ...(variant === undefined ? {} : { variant }),
  });
}

/** Lower case, with the usual names: x86_64 is amd64, and arm64 is v8 without saying so. */
export function normalizePlatform(platform: Platform): Platform {
  const { variant: written, ...rest } = platform;
  const asked = platform.architecture.toLowerCase();
  const [architecture, implied] = ALIASES[asked] ?? [asked];
  const variant = written?.toLowerCase() || implied || (architecture === 'arm' ? 'v7' : undefined);
  const obvious = architecture === 'arm64' && (variant === 'v8' || variant === '8');
  return {
    ...rest,
    os: platform.os.toLowerCase(),
    architecture,
    ...(variant === undefined || obvious ? {} : { variant }),
  };
}

/** `linux/arm/v7`. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter(Boolean).join('/');
}

/** Where images of this machine's engine run: always linux, with the architecture that Node was built for. */
export function hostPlatform(): Platform {
  return normalizePlatform({ os: 'linux', architecture: process.arch });
}

/** Whether an image made for `offered` is what was asked for by `wanted`. */
export function samePlatform(offered: Platform, wanted: Platform): boolean {
  const [one, other] = [normalizePlatform(offered), normalizePlatform(wanted)];
  return (
    one.os === other.os &&
    one.architecture === other.architecture &&
    (one.variant ?? '') === (other.variant ?? '')
  );
}

/** The first of the descriptors whose platform is the wanted one. */
export function forPlatform<T extends { readonly platform?: Platform | undefined }>(
  descriptors: readonly T[],
  wanted: Platform,
): T | undefined {
  return descriptors.find(({ platform }) => platform !== undefined && samePlatform(platform, wanted));
}
