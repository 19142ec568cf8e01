import { z } from 'zod';
import { code, count } from './phrases.ts';
import { reference } from './spec-parts.ts';

/** Layers that another image has not: at least one, or exactly so many. */
export const newLayers = z.strictObject({ than: reference, count: z.int().min(1).optional() });

export type NewLayers = z.infer<typeof newLayers>;

export interface LayersProblem {
  /** The rest of a sentence that begins with the image. */
  readonly actual: string;
  readonly help: string;
}

/** Why an image has not the new layers that it should have beside those of another one. */
export function newLayersProblem(
  { than, count: wanted }: NewLayers,
  layers: readonly string[],
  others: readonly string[],
): LayersProblem | undefined {
  const fresh = layers.filter((layer) => !others.includes(layer)).length;
  if (fresh === (wanted ?? Math.max(1, fresh))) return undefined;
  if (fresh === 0)
    return {
      actual: `it has the very layers of ${code(than)}`,
      help: 'A label or another command changes the configuration only. Change a file that the Dockerfile copies, and build again.',
    };
  return {
    actual: `it has ${count(fresh, 'layer')} that ${code(than)} has not, and ${wanted === 1 ? 'one' : wanted} should be new`,
    help: 'From the first step on whose input has changed, a build makes everything anew. What changes often stands last in the Dockerfile: mend the order, build both again, and mind that nothing else has changed.',
  };
}

/** The rest of a sentence that begins with an image. */
export function askedNewLayers({ than, count: wanted }: NewLayers): string {
  const layers =
    wanted === undefined ? 'new layers' : wanted === 1 ? 'one new layer' : `${wanted} new layers`;
  return `${layers} beside those of ${code(than)}`;
}
