import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, Fault } from '../fault.ts';
import type { Run } from './command.ts';
import { newLab } from './new-lab.ts';

export const run: Run = async ({ arguments: [id = ''], stdout }) => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new Fault({
      what: `"${id}" cannot be the id of a lab`,
      todo: 'use lower-case words with hyphens between, such as harbor-tour',
      exit: EXIT.usage,
    });
  }
  const files = newLab(id);
  const there = files.find(({ file }) => existsSync(file));
  if (there)
    throw new Fault({
      what: 'this file is there already',
      where: there.file,
      todo: 'choose another id',
      exit: EXIT.usage,
    });
  for (const { file, text } of files) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    stdout.write(`wrote ${file}\n`);
  }
  stdout.write(`\nEdit them, then: workshop lint ${id} && workshop verify ${id}\n`);
  return EXIT.done;
};
