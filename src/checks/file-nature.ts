/** How many characters of a tar header stand before its magic word `ustar` (POSIX.1-2017, pax: ustar header block). */
const TAR_MAGIC = 257;

/** What a registry or Docker calls a file like this, as the rest of a sentence; undefined when it is none of these. */
export function natureOf(content: string): string | undefined {
  // RFC 1952, 2.3.1: 1f 8b; the second byte alone is no UTF-8.
  if (content.startsWith('\u001F\uFFFD')) return 'a compressed archive, such as a layer';
  if (content.startsWith('ustar', TAR_MAGIC))
    return 'a tar archive that is not compressed: what `docker save` writes, or a layer unpacked';
  const json = parsed(content);
  if (Array.isArray(json))
    return isObject(json[0]) && 'Id' in json[0]
      ? 'what `docker inspect` says of it, and not what a registry stores'
      : undefined;
  if (!isObject(json)) return undefined;
  if ('config' in json && 'layers' in json) return 'the manifest of an image';
  if ('manifests' in json) return 'an index, which lists manifests for several platforms';
  if ('rootfs' in json) return 'the configuration of an image';
  if ('tags' in json) return 'a list of tags';
  return 'repositories' in json ? 'a catalog of repositories' : undefined;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
