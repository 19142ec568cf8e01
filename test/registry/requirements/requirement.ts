import { describe, test } from 'vitest';
import { contentOf, imageOf, pushBlob, putManifest, type Content } from '../content.ts';
import { startRegistry } from '../start.ts';

/** A registry with one image, `app:v1`, of which the requirements speak. */
export interface Asked {
  readonly url: string;
  /** Where the repository `app` is: `http://…/v2/app`. */
  readonly app: string;
  readonly config: Content;
  readonly layer: Content;
  readonly image: Content;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly send: (method: string, path: string, body?: string, headers?: object) => Promise<Response>;
  /** Where a new upload goes on. */
  readonly begin: () => Promise<string>;
  readonly put: (reference: string, manifest: Content, type?: string) => Promise<Response>;
}

type Requirements = Readonly<Record<`${'MUST' | 'SHOULD'}${string}`, (asked: Asked) => Promise<void>>>;

/**
 * What one section of the distribution specification 1.1 asks of a registry, line by line: the word that it uses, and in
 * our words what for. What it asks of clients is in client/*.test.ts.
 */
export function section(name: string, requirements: Requirements): void {
  describe(name, () => {
    test.each(Object.entries(requirements))('%s', async (_requirement, holds) => holds(await asked()));
  });
}

async function asked(): Promise<Asked> {
  const { url } = await startRegistry();
  const app = `${url}/v2/app`;
  const [config, layer] = [contentOf('{}'), contentOf('0123456789')];
  for (const blob of [config, layer]) await pushBlob(url, 'app', blob);
  const image = imageOf(config, [layer]);
  const put: Asked['put'] = (reference, manifest, type) => putManifest(url, 'app', reference, manifest, type);
  await put('v1', image);
  const at = (path: string) => new URL(path, `${app}/`);
  return {
    ...{ url, app, config, layer, image, put },
    get: (path, headers = {}) => fetch(at(path), { headers }),
    send: (method, path, body, headers = {}) =>
      fetch(at(path), { method, headers: { ...headers }, ...(body !== undefined && { body }) }),
    begin: async () =>
      (await fetch(`${app}/blobs/uploads/`, { method: 'POST' })).headers.get('location') ?? '',
  };
}

export const nowhere = contentOf('nobody pushed this').digest;
