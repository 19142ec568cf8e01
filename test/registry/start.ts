import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { AccessEvent } from '../../src/registry/access-log.ts';
import { createRegistry, type Registry, type RegistryOptions } from '../../src/registry/registry.ts';

export interface Started {
  readonly url: string;
  readonly port: number;
  readonly root: string;
  readonly registry: Registry;
  readonly events: AccessEvent[];
  readonly errors: unknown[];
}

/** A folder that is removed when the test ends. Lower case and short, since podman takes its path for a name. */
export async function temporaryFolder(): Promise<string> {
  const folder = path.join(tmpdir(), `registry-${randomBytes(5).toString('hex')}`);
  await mkdir(folder, { mode: 0o700 });
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 }));
  return folder;
}

/** A registry on a free port and a folder of its own, both gone when the test ends. */
export async function startRegistry(options: Partial<RegistryOptions> = {}): Promise<Started> {
  const root = options.root ?? (await temporaryFolder());
  const errors: unknown[] = [];
  const registry = createRegistry({
    deleteEnabled: true,
    onError: (error) => errors.push(error),
    ...options,
    root,
  });
  const events: AccessEvent[] = [];
  registry.onRequest((event) => events.push(event));
  const { url, port } = await registry.listen();
  onTestFinished(() => registry.close());
  return { url, port, root, registry, events, errors };
}

/** The error codes in the body of a refusal. */
export async function codesOf(response: Response): Promise<string[]> {
  const { errors } = (await response.json()) as { errors: { code: string; message: string }[] };
  return errors.map(({ code }) => code);
}
