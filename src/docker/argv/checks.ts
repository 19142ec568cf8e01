/** Checks of flag values, each giving the problem in docker's words. */

export function filterProblem(value: string): string | undefined {
  return value.includes('=') ? undefined : 'bad format of filter (expected name=value)';
}

export function envProblem(value: string): string | undefined {
  return value.startsWith('=') ? `invalid environment variable: ${value}` : undefined;
}

export function attachProblem(value: string): string | undefined {
  return /^(stdin|stdout|stderr)$/i.test(value) ? undefined : 'valid streams are STDIN, STDOUT and STDERR';
}

/** `--mount type=bind,source=…,target=…`: what has to be known before the engine is asked. */
export function mountProblem(value: string): string | undefined {
  const fields = value.split(',').map((field) => field.split('='));
  const bare = fields.find(
    ([key, ...rest]) => !rest.length && !/^(readonly|ro|volume-nocopy|bind-nonrecursive)$/i.test(key!),
  );
  if (bare) return `invalid field '${bare[0]}' must be a key=value pair`;
  const known =
    /^(type|source|src|target|dst|destination|readonly|ro|consistency|bind-propagation|bind-nonrecursive|bind-recursive|volume-nocopy|volume-label|volume-driver|volume-opt|volume-subpath|tmpfs-size|tmpfs-mode|image-subpath)$/i;
  const strange = fields.find(([key]) => !known.test(key!));
  if (strange) return `unexpected key '${strange[0]}' in '${strange.join('=')}'`;
  const has = (names: RegExp): boolean => fields.some(([key]) => names.test(key!));
  if (!has(/^(target|dst|destination)$/i)) return 'target is required';
  return undefined;
}
