import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Names of other engines' and registries' commands that a machine with nothing but Node does not have. */
const PEERS = /^(docker|dockerd|podman|skopeo|buildah|docker-.*)$/;

/**
 * Fills `folder` with links to this machine's commands, without any container tool, and to the running Node.
 * Returns the folder: the PATH of a machine that has Node and nothing else.
 */
export async function barePath(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const nodeFolder = path.dirname(process.execPath);
  const taken = new Set<string>();
  for (const source of [nodeFolder, '/usr/bin', '/bin']) {
    const names = (await readdir(source)).filter((name) => !PEERS.test(name) && !taken.has(name));
    names.forEach((name) => taken.add(name));
    await Promise.all(names.map((name) => symlink(path.join(source, name), path.join(folder, name))));
  }
  return folder;
}
