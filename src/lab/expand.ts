import type { EngineName, Lab, Variables } from './lab.ts';
import { expandData } from './template.ts';

/**
 * The lab with the session's values in every text: `${name}` is replaced, `$${` becomes `${`. Files, places and the
 * definitions of the variables stay. Do it once: a second time would take a literal `${` for a variable. With an
 * engine, steps and mistakes that are not for it are left out.
 */
export function expandLab(lab: Lab, values: Variables, engine?: EngineName): Lab {
  const { file, vars, steps, ...texts } = lab;
  return {
    ...expandData(texts, values),
    file,
    vars,
    steps: steps.filter(isFor(engine)).map(({ place, check, mistakes, ...step }) => ({
      ...expandData(step, values),
      place,
      check: check.map((spec) => ({ ...spec, spec: expandData(spec.spec, values) })),
      mistakes: mistakes.filter(isFor(engine)).map((mistake) => ({
        ...expandData({ ...mistake, place: undefined }, values),
        place: mistake.place,
      })),
    })),
  };
}

const isFor =
  (engine: EngineName | undefined) =>
  ({ engines }: { readonly engines?: readonly EngineName[] | undefined }): boolean =>
    engine === undefined || engines === undefined || engines.includes(engine);
