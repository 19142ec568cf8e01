import { readFileSync } from 'node:fs';
import { labName } from '../lab/content.ts';
import type { EngineName, Level, Need } from '../lab/lab.ts';
import { readSource } from '../lab/source.ts';
import type { LabCard } from './lab-cards.ts';

/** A lab's card, from its file; none when the file is no lab at all. */
export function readCards(file: string): LabCard[] {
  const { data } = readSource(file, readFileSync(file, 'utf8'));
  if (typeof data !== 'object' || data === null) return [];
  const written = data as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  const steps = Array.isArray(written['steps'])
    ? (written['steps'] as { id?: unknown; title?: unknown }[])
    : [];
  return [
    {
      id: labName(file),
      title: text(written['title']),
      summary: text(written['summary']),
      level: text(written['level']) as Level,
      minutes: Number(written['minutes']) || 0,
      after: texts(written['after']),
      engines: texts(written['engines']) as EngineName[],
      needs: texts(written['needs']) as Need[],
      steps: steps.map((step) => text(step?.id)),
      titles: steps.map((step) => text(step?.title)),
    },
  ];
}
