import type { Lab, Step } from '../../src/lab/lab.ts';

const place = { file: 'labs/small.yaml', line: 1, column: 1 };

function step(id: string, hints: readonly string[]): Step {
  return {
    id,
    title: `Title of ${id}`,
    text: 'Text.',
    task: 'Do it.',
    check: [],
    mistakes: [],
    hints,
    solution: { markdown: `Solution of ${id}`, commands: [`do ${id}`], answers: [] },
    place,
  };
}

/** A lab of three steps with two hints each, as data; nothing in it can be checked. */
export const smallLab: Lab = {
  format: 1,
  id: 'small',
  title: 'Small',
  summary: 'Three steps.',
  level: 'beginner',
  minutes: 1,
  after: [],
  engines: ['practice'],
  needs: [],
  goals: [],
  vars: {},
  images: [],
  steps: ['one', 'two', 'three'].map((id) => step(id, [`${id}: vague`, `${id}: concrete`])),
  debrief: 'Remember.',
  file: place.file,
};
