import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', 'src');

/** Each room and the rooms below it that it may look into. What is not listed here may not be imported. */
const rooms: Record<string, string[]> = {
  cli: ['commands', 'fault'],
  commands: ['ui', 'proof', 'runner', 'session', 'checks', 'lab', 'engine', 'registry', 'image', 'fault'],
  ui: ['proof', 'runner', 'wire', 'map', 'session', 'checks', 'lab', 'registry', 'fault'],
  proof: ['runner', 'session', 'checks', 'lab', 'engine', 'fault'],
  runner: ['wire', 'map', 'session', 'checks', 'lab', 'engine', 'image', 'fault'],
  wire: ['map', 'engine', 'registry', 'fault'],
  map: ['checks', 'engine', 'registry', 'fault'],
  session: ['checks', 'lab', 'engine', 'fault'],
  checks: ['lab', 'engine', 'registry', 'image', 'fault'],
  lab: ['fault'],
  cloud: ['docker', 'engine', 'fault'],
  docker: ['engine', 'image', 'fault'],
  engine: ['practice', 'registry', 'image', 'fault'],
  practice: ['registry', 'image', 'fault'],
  registry: ['image', 'fault'],
  image: ['fault'],
  fault: [],
};

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

const roomOf = (file: string): string => file.split(path.sep)[0]!.replace(/\.tsx?$/, '');

function importsOf(file: string): string[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}

test('the house has only the rooms that are listed', () => {
  expect(files.map(roomOf).filter((room) => !(room in rooms))).toEqual([]);
});

test('the README lists every room, each above those that it looks into', () => {
  const readme = readFileSync(path.join(root, '..', 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/^src\/(\w+)(?:\/|\.ts)\s/gm)].map((match) => match[1]!);
  expect(listed.toSorted()).toEqual(
    Object.keys(rooms)
      .filter((room) => room !== 'fault')
      .sort(),
  );
  const upward = listed.flatMap((room, index) =>
    rooms[room]!.filter((below) => below !== 'fault' && listed.indexOf(below) < index).map(
      (below) => `${room} looks up into ${below}`,
    ),
  );
  expect(upward).toEqual([]);
});

test('imports go down, and only into listed rooms', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => path.relative(root, path.resolve(root, path.dirname(file), name)))
      .filter((target) => !target.startsWith('..'))
      .filter((target) => roomOf(target) !== roomOf(file) && !rooms[roomOf(file)]?.includes(roomOf(target)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('only the ui room imports React and Ink', () => {
  const wrong = files.filter(
    (file) => roomOf(file) !== 'ui' && importsOf(file).some((name) => /^(react|ink)(\/|$)/.test(name)),
  );
  expect(wrong).toEqual([]);
});
