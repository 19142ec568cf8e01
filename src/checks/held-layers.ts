import type { World } from './kind.ts';
import type { RegistryFolder } from './registry-folder.ts';
import { shortId } from './engine-state.ts';

interface ImageManifest {
  readonly config?: { readonly digest?: string };
  readonly layers?: readonly { readonly digest: string }[];
}

interface ImageConfiguration {
  readonly rootfs?: { readonly diff_ids?: readonly string[] };
}

/**
 * Of the layers that a registry lacks, one that the engine has as a part of another image, and the names of such
 * images: who pulls asks for no layer that is here already.
 */
export async function heldLayer(
  manifest: string,
  lacking: readonly string[],
  kept: RegistryFolder,
  { engine }: World,
): Promise<{ layer: string; images: string[] } | undefined> {
  const { config, layers = [] } = (await json<ImageManifest>(manifest, kept)) ?? {};
  if (config?.digest === undefined) return undefined;
  const diffIds = (await json<ImageConfiguration>(config.digest, kept))?.rootfs?.diff_ids;
  if (!diffIds) return undefined;
  const others = (await engine.api.listImages()).filter(({ Id }) => Id !== config.digest);
  const inspected = await Promise.all(others.map(({ Id }) => engine.api.getImage(Id).inspect()));
  for (const [index, { digest }] of layers.entries()) {
    const diffId = diffIds[index];
    if (diffId === undefined || !lacking.includes(digest)) continue;
    const images = inspected
      .filter(({ RootFS }) => RootFS.Layers?.includes(diffId))
      .map(({ Id, RepoTags }) => RepoTags?.[0] ?? shortId(Id));
    if (images.length > 0) return { layer: digest, images: images.sort() };
  }
  return undefined;
}

async function json<T>(digest: string, kept: RegistryFolder): Promise<T | undefined> {
  const text = await kept.text(digest);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
