import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Reference } from '../image/reference.ts';
import { familiarReference } from '../image/reference.ts';
import type { FetchedManifest, RegistryClient } from '../registry/client/client.ts';
import type { Evaluation, World } from './kind.ts';
import { code } from './phrases.ts';

/** Why a file does not hold this manifest, in whatever way it is written: which one is it then? */
export async function savedElsewhere(
  { savedIn }: { readonly savedIn?: string | undefined },
  { bytes }: FetchedManifest,
  wanted: Reference,
  client: RegistryClient,
  { workdir }: World,
): Promise<(Partial<Evaluation> & { readonly actual: string }) | undefined> {
  if (savedIn === undefined) return undefined;
  const written = await readFile(path.resolve(workdir, savedIn), 'utf8').catch(() => undefined);
  const [file, name] = [code(savedIn), code(familiarReference(wanted))];
  if (written === undefined) return { actual: `there is no ${file}`, lacks: { what: 'file', path: savedIn } };
  const saved = contentOf(written);
  const help = `Ask for ${name}, with the header ${code('Accept')}, and save the answer.`;
  if (saved === undefined)
    return { actual: `${file} holds no manifest`, help, lacks: { what: 'file', path: savedIn } };
  if (saved === contentOf(Buffer.from(bytes).toString('utf8'))) return undefined;
  const actual = `${file} does not hold the manifest of ${name}`;
  for (const tag of (await client.tags(wanted.path)) ?? []) {
    const other = await client.manifest(wanted.path, tag);
    if (other && contentOf(Buffer.from(other.bytes).toString('utf8')) === saved)
      return { actual, nearest: `it holds that of the tag ${code(tag)}`, help };
  }
  return { actual, nearest: 'it is of an image that no tag leads to here', help };
}

/** What a manifest or an index leads to: the digests in it, in their order. Spaces and line ends do not matter. */
function contentOf(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null) return undefined;
    const { config, layers, manifests } = json as Record<string, unknown>;
    return layers === undefined && manifests === undefined
      ? undefined
      : JSON.stringify([config, layers, manifests].flat().map(digestOf));
  } catch {
    return undefined;
  }
}

function digestOf(descriptor: unknown): unknown {
  return (descriptor as { digest?: unknown } | undefined)?.digest;
}
