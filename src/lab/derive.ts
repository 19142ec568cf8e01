import type { Variables, VariableSpec } from './lab.ts';
import { expandText, mentions } from './template.ts';

/**
 * Values of all variables from the chosen ones: derived variables are put together in whatever order they are
 * written. A circle leaves its members out of the result.
 */
export function derive(vars: Readonly<Record<string, VariableSpec>>, chosen: Variables): Variables {
  const values: Record<string, string> = { ...chosen };
  let open = Object.entries(vars).flatMap(([name, spec]) => {
    if (name in chosen) return [];
    if (spec.type === 'derived') return [{ name, from: spec.from }];
    const from = spec.type === 'chosen' ? spec.from[chosen[spec.by] ?? ''] : undefined;
    return from === undefined ? [] : [{ name, from }];
  });
  for (;;) {
    const ready = open.filter(({ from }) => mentions(from).every((mention) => mention.name in values));
    if (ready.length === 0) return values;
    for (const { name, from } of ready) values[name] = expandText(from, values);
    open = open.filter((variable) => !ready.includes(variable));
  }
}

/** What the variables are before a session chose anything. */
export function defaults(vars: Readonly<Record<string, VariableSpec>>): Variables {
  const chosen: Record<string, string> = {};
  for (const [name, spec] of Object.entries(vars))
    if (spec.type === 'mesh') chosen[name] = spec.with;
    else if (spec.type !== 'derived' && spec.type !== 'chosen') chosen[name] = String(spec.default);
  return derive(vars, chosen);
}
