import path from 'node:path';

export interface NewFile {
  /** Relative to the folder where the author works. */
  readonly file: string;
  readonly text: string;
}

/** The three files of a small lab that passes lint and can be proved as it is. */
export function newLab(id: string): NewFile[] {
  return [
    { file: path.join('labs', `${id}.yaml`), text: lab(id) },
    { file: path.join('hints', `${id}.md`), text: hints },
    { file: path.join('solutions', `${id}.md`), text: solutions },
  ];
}

const lab = (id: string): string => `format: 1
id: ${id}
title: ${id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())}
summary: One sentence on what this lab is about.
level: beginner
minutes: 10
engines: [practice, docker]
needs: []
goals:
  - What the learner can do afterwards.
images: [alpine]
steps:
  - id: pull
    title: Get an image
    text: |
      Markdown for the learner: **why** this step matters, and what to look at.
    task: Pull the image \`alpine\`.
    check:
      - image: { name: alpine }
    mistakes:
      - run: docker pull busybox
        says: alpine

  - id: name
    title: Give it another name
    text: |
      One image may have many names.
    task: Give \`alpine\` the name \`my/alpine\` as well.
    check:
      - image: { name: my/alpine, sameAs: alpine }
    mistakes:
      - run: docker tag alpine my/alpin
        says: my/alpin
`;

const hints = `## pull

### 1

Which command fetches an image from a registry?

### 2

Type \`docker pull alpine\`

## name

### 1

Names are given with \`docker tag\`: the old one first, then the new one.

### 2

Type \`docker tag alpine my/alpine\`
`;

const solutions = `## pull

Say why, not only what.

\`\`\`sh
docker pull alpine
\`\`\`

## name

\`docker tag\` copies nothing: both names stand for one image.

\`\`\`sh
docker tag alpine my/alpine
\`\`\`

## debrief

What to remember, and where to go next.
`;
