import { digestOf } from '../../image/digest.ts';

/** ChainIDs of a stack of layers (image specification, config.md, *Layer ChainID*): each names all below it too. */
export function chainIds(diffIds: readonly string[]): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`));
  }
  return chain;
}
