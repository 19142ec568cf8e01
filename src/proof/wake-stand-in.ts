import type { Engine } from '../engine/engine.ts';

/**
 * Asks the practice Docker Hub once for each image that the lab pulls. It makes them when it is first asked, which
 * takes longer than a pull; done before the first mark, it need not be done again each time the proof goes back.
 */
export async function wakeStandIn(engine: Engine, images: readonly string[]): Promise<void> {
  const { url, standIn } = await engine.registry('docker.io');
  if (!standIn) return;
  const names = new Set(images.map(repositoryOnHub).filter((name) => name !== undefined));
  // Its answer does not matter, and a lab that needs it will tell.
  const ask = (name: string) => fetch(`${url}/v2/${name}/tags/list`).then((answer) => answer.arrayBuffer());
  await Promise.allSettled([...names].map(ask));
}

/** `library/alpine` for `alpine:3.20`; undefined for an image of another registry. */
export function repositoryOnHub(image: string): string | undefined {
  const name = image.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `library/${name}`;
  return /[.:]|^localhost$/.test(first) ? undefined : name;
}
