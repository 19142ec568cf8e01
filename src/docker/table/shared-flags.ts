import { filterProblem } from '../argv/checks.ts';
import { bool, list, text, type Flag } from './command.ts';

export const format = text(
  'format',
  "How to print: 'table', 'json', a Go template such as '{{.ID}}', or 'table TEMPLATE'",
);

export const inspectFormat = text(
  'f format',
  "A Go template for what to print of each, such as '{{.Id}}', or 'json'",
);

export const filter = list('f filter', 'Show only what fits, given as name=value', {
  label: 'filter',
  check: filterProblem,
});

export const pruneFilter = list('filter', 'Remove only what fits, given as name=value', {
  label: 'filter',
  check: filterProblem,
});

export const noTrunc = bool('no-trunc', 'Show ids and texts in full');

export const force = bool('f force', 'Do not ask first');

export const platform = text(
  'platform',
  'The platform to take from an image that has several, such as linux/arm64',
);

export const help: Flag = bool('help', 'Show this help', { hidden: true });

/** What `docker run`, `docker create` and `docker exec` have in common. */
export const quiet = (about: string): Flag => bool('q quiet', about);

export const noResolve = bool('no-resolve', 'Show ids instead of names');
export const duration = (names: string, about: string): Flag => text(names, about, { label: 'duration' });
