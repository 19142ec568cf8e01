import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContainerInspectInfo } from 'dockerode';

/** Where a registry's certificate is: as its container names it, and on this machine when it is mounted from here. */
export interface OwnCertificate {
  readonly inside: string;
  /** PEM; undefined when the file is not in sight from here. */
  readonly pem?: string | undefined;
}

/** The certificate that a registry in a container was told to serve; undefined when it was told of none. */
export async function readCertificate({
  Config,
  Mounts,
}: ContainerInspectInfo): Promise<OwnCertificate | undefined> {
  const [, inside] = /^REGISTRY_HTTP_TLS_CERTIFICATE=(.+)$/m.exec((Config.Env ?? []).join('\n')) ?? [];
  if (!inside) return undefined;
  const file = path.posix.normalize(inside);
  const mount = Mounts.filter(({ Destination }) => isBelow(file, Destination)).toSorted(
    (a, b) => b.Destination.length - a.Destination.length,
  )[0];
  if (!mount) return { inside };
  const here = path.join(mount.Source, path.posix.relative(mount.Destination, file));
  return { inside, pem: await readFile(here, 'utf8').catch(() => undefined) };
}

const isBelow = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
