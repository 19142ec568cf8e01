import { nearest } from '../lab/nearest.ts';
import { code } from './phrases.ts';

/** What is wrong with the labels of an image, each as a clause: "it has no label `version`". */
export function labelProblems(
  wanted: Readonly<Record<string, string>>,
  there: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const is = there[key];
    if (is === value) return [];
    if (is !== undefined)
      return [`its label ${code(key)} is ${is === '' ? 'empty' : code(is)}, not ${code(value)}`];
    const near = nearest(key, Object.keys(there));
    return [`it has no label ${code(key)}${near ? ` (but one called ${code(near)})` : ''}`];
  });
}

/** What helps against a label that is not as wanted, in the image of that name. */
export function labelHelp(name: string, wanted: Readonly<Record<string, string>>, then = ''): string {
  const pair = Object.entries(wanted)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
  const flags = pair.replace(/(^| )/g, '$1--label ');
  return `A label is built into an image, with ${code(`LABEL ${pair}`)} in its Dockerfile or ${code(`docker build ${flags}`)}: build ${code(name)} again${then}.`;
}
