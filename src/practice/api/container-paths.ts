import path from 'node:path';
import type { Containers } from '../containers/containers.ts';
import { ContainerView, type Look } from '../exec/container-view.ts';
import { ImageFiles } from '../exec/image-files.ts';
import { badRequest, notFound } from '../http/failure.ts';
import { sendEmpty } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import type { ImageStore } from '../images/image-store.ts';

/** Go's bit for a directory in a file's mode (io/fs, ModeDir). */
const GO_MODE_DIR = 2 ** 31;

/**
 * HEAD of /containers/…/archive: whether something is at a path. `docker cp` asks for it first, and would say "no such
 * directory" of every folder otherwise, instead of asking for what practice does not serve.
 */
export function containerPathRoutes(
  router: Router,
  { containers, images }: { containers: Containers; images: ImageStore },
): void {
  router.on('HEAD', '/containers/:id/archive', async ({ params, query, response }) => {
    const container = containers.store.require(params.id!);
    const wanted = query.get('path');
    if (!wanted) throw badRequest('missing parameter: path');
    const files = containers.files(container.id);
    const view = new ContainerView(container, files, () => ImageFiles.of(container.imageId, images));
    const found = await view.look(path.posix.resolve('/', wanted));
    if (!found) throw notFound(`Could not find the file ${wanted} in container ${params.id}`);
    response.setHeader('X-Docker-Container-Path-Stat', encoded(wanted, found));
    sendEmpty(response, 200);
  });
}

function encoded(wanted: string, found: Look): string {
  const isFile = found.kind === 'file';
  const stat = {
    name: path.posix.basename(path.posix.resolve('/', wanted)),
    size: isFile ? found.bytes.length : 0,
    mode: isFile ? 0o644 : GO_MODE_DIR + 0o755,
    // Go's zero time: nobody keeps track.
    mtime: '0001-01-01T00:00:00Z',
    linkTarget: '',
  };
  return Buffer.from(JSON.stringify(stat)).toString('base64');
}
