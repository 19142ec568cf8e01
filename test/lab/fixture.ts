import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { removeFolder } from '../remove-folder.ts';

/** A temporary folder with these files in it; removed when the test is over. */
export function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-'));
  onTestFinished(() => removeFolder(folder));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Two kinds are enough to see how specs are read. */
export const kinds = new Map([
  ['image', { schema: z.strictObject({ name: z.string(), absent: z.literal(true).optional() }) }],
  [
    'http',
    {
      schema: z.strictObject({
        url: z.string(),
        status: z.coerce.number().optional(),
        headers: z.record(z.string(), z.string()).optional(),
      }),
      lint: ({ url }: { url: string }) =>
        URL.canParse(url) ? [] : [{ message: `\`${url}\` is no URL`, path: ['url'] }],
    },
  ],
]);

export const YAML = `format: 1
id: tiny
title: A tiny lab
summary: Shows the parts.
level: beginner
minutes: 5
vars:
  port: { type: port, default: 5000 }
  me: { type: text, default: learner, pattern: '[a-z]+' }
  registry: localhost:\${port}
steps:
  - id: tag
    title: Tag for \${registry}
    text: Each name is only a name. Write \$\${HOME} for your home.
    task: Tag alpine as \${registry}/\${me}.
    check:
      - image: { name: "\${registry}/\${me}" }
      - http: { url: "http://\${registry}/v2/", status: 200 }
    mistakes:
      - run: docker tag alpine localhost/\${me}
        says: no port
  - id: clean
    title: Clean up
    task: Remove the tag.
    check:
      - image: { name: "\${registry}/\${me}", absent: true }
`;

export const HINTS = `# Hints

## tag

### 1

Which command gives an image a second name?

### 2

\`docker tag FROM TO\`

## clean

Names can be removed.
`;

export const SOLUTIONS = `## tag

The name says where it goes.

\`\`\`sh
# the name
docker tag alpine \\
  \${registry}/\${me}
curl http://\${registry}/v2/
\`\`\`

## clean

\`\`\`sh
docker image rm \${registry}/\${me}
\`\`\`

## debrief

You tagged for \${registry}.
`;

/** The tiny lab in a folder laid out as the package is, with some of its text replaced. */
export function tinyLab(
  change: { yaml?: [string, string]; hints?: [string, string]; solutions?: [string, string] } = {},
): string {
  const apply = (text: string, replacement?: [string, string]) => {
    if (!replacement) return text;
    if (!text.includes(replacement[0])) throw new Error(`not in the fixture: ${replacement[0]}`);
    return text.replace(replacement[0], () => replacement[1]);
  };
  const folder = folderWith({
    'labs/tiny.yaml': apply(YAML, change.yaml),
    'hints/tiny.md': apply(HINTS, change.hints),
    'solutions/tiny.md': apply(SOLUTIONS, change.solutions),
  });
  return path.join(folder, 'labs/tiny.yaml');
}
