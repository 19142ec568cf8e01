import type * as Drawing from './drawing.tsx';

/**
 * Ink draws only its last frame where it believes to be in a CI job, and believes so even of an empty `CI` variable.
 * Whoever has a terminal to draw on is not in a CI job, so the variables are out of sight while Ink looks at them.
 */
export async function loadInk(env: NodeJS.ProcessEnv = process.env): Promise<typeof Drawing> {
  const names = Object.keys(env).filter((name) => /^(CI|CONTINUOUS_INTEGRATION|CI_.*)$/.test(name));
  const kept = names.map((name) => [name, env[name]] as const);
  for (const name of names) delete env[name];
  try {
    return await import('./drawing.tsx');
  } finally {
    for (const [name, value] of kept) env[name] = value;
  }
}
