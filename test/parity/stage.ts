import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../free-port.ts';
import { Place, type Combination } from './combination.ts';
import { imagesFolder, openRegistries } from './fixture.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** A copy of the program as it is now: whoever builds it anew meanwhile changes nothing here. Returns its folder. */
export function copyProgram(folder: string): string {
  const copy = path.join(folder, 'program');
  cpSync(path.join(root, 'dist'), copy, { recursive: true });
  writeFileSync(path.join(copy, 'package.json'), JSON.stringify({ type: 'module' }));
  return copy;
}

/** A practice engine of its own. */
export async function startEngine(
  folder: string,
  program: string,
): Promise<{ host: string; close: () => Promise<void> }> {
  mkdirSync(path.join(folder, 'engine'), { recursive: true });
  const socket = path.join(folder, 's');
  const child: ChildProcess = spawn(
    process.execPath,
    [path.join(program, 'engine.js'), '--folder', path.join(folder, 'engine'), '--socket', socket],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the practice engine ended with ${code}`)));
  });
  return {
    host: `unix://${socket}`,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Where one combination plays: its place, and what command lines call its registries and ports. */
export interface Stage {
  readonly combination: Combination;
  readonly place: Place;
  readonly vars: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export async function setStage(
  own: string,
  folder: string,
  combination: Combination,
  commands: Readonly<Record<Combination['command'], string>>,
  host: string,
): Promise<Stage> {
  const registries = await openRegistries(path.join(folder, 'fixture'), imagesFolder(own));
  const vars = { ...registries.vars, port: String(await freePort()), port2: String(await freePort()) };
  const program = commands[combination.command];
  return { combination, vars, place: new Place(own, { program, host, vars }), close: registries.close };
}
