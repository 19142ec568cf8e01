import { expect, test } from 'vitest';
import { describeFault } from '../../src/commands/dispatch.ts';
import { Fault } from '../../src/fault.ts';
import type { WalkEvent } from '../../src/runner/events.ts';
import { dockOf } from '../../src/ui/ink/dock.ts';
import { complete, nothingKnown } from '../../src/ui/ink/complete.ts';
import type { Look } from '../../src/ui/ink/look.ts';
import { openMenu } from '../../src/ui/ink/menu.ts';
import { menuLines } from '../../src/ui/ink/menu-lines.ts';
import { viewerFor } from '../../src/ui/ink/open-viewer.ts';
import { emptyScreen, receive } from '../../src/ui/ink/screen.ts';
import type { Screen } from '../../src/ui/ink/screen.ts';
import { blockLines } from '../../src/ui/ink/transcript.ts';
import { viewerLines } from '../../src/ui/ink/viewer.ts';
import { mapLines } from '../../src/ui/map-lines.ts';
import { createJsonReporter } from '../../src/ui/json/reporter.ts';
import { createPaint } from '../../src/ui/paint.ts';
import { createPlainReporter } from '../../src/ui/plain/reporter.ts';
import { createPrinter } from '../../src/ui/plain/printer.ts';
import { wireLines } from '../../src/ui/wire-lines.ts';
import type { Wire } from '../../src/wire/wire.ts';
import { appMap } from '../map/app-map.ts';
import { lab, ScriptedWalk } from './ink/scripted-walk.ts';

const attacks = {
  'the clipboard': '\x1b]52;c;cHduZWQ=\x07',
  'the title': '\x1b]0;owned\x1b\\',
  'the cursor': '\x1b[2J\x1b[1;1H\x1b[3A',
  'another screen': '\x1b[?1049h',
  'what is read': '\x1b[8mhidden\x1b[0m',
  'the order of reading': '\u202Egpj\u2066\u200F',
  'one-byte controls': '\x9b2J\x9d0;owned\x9c\x90q\x9c',
  'a cut sequence': '\x1b[3',
  'a sequence in a sequence': '\x1b\x1b[1m[2J',
};

/** What may stand in a line of ours: colors, as we paint them, and text. */
const STEERS =
  /[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\x1b(?!\[(?:[0-79]|[1-9]\d|38;[\d;]+|48;[\d;]+)m)/;

const FIXED = new Set([
  'type',
  'kind',
  'status',
  'state',
  'level',
  'engine',
  'stream',
  'mediaType',
  'id',
  'engines',
  'needs',
]);

/** Every text in a value with the attack in its middle; what only takes known words stays. */
function poisoned<T>(value: T, attack: string): T {
  if (typeof value === 'string') {
    const at = Math.ceil(value.length / 2);
    return (value.slice(0, at) + attack + value.slice(at)) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item, attack)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      FIXED.has(key) ? (item as unknown) : poisoned(item, attack),
    ]),
  ) as T;
}

async function walkEvents(attack: string): Promise<WalkEvent[]> {
  const events: WalkEvent[] = [];
  const walk = new ScriptedWalk();
  walk.on((event) => events.push(event));
  await walk.start();
  for (const line of [
    'docker run -d --name registry registry:2',
    'seq',
    '/hint',
    '/nonsense',
    '/solution yes',
    'docker run -d -p 5000:5000 --name registry registry:2',
    'docker push localhost:5000/alpine',
    '/answer a',
    '/status',
    '/map',
    '/answer b',
  ])
    await walk.submit(line);
  await walk.close();
  return events.map((event) => poisoned(event, attack));
}

const looks: Look[] = [
  { columns: 80, rows: 24, paint: createPaint({ unicode: true, colored: true }) },
  { columns: 160, rows: 50, paint: createPaint({ unicode: true, colored: true }) },
  { columns: 60, rows: 20, paint: createPaint({ unicode: false, colored: false, attributes: false }) },
];

const wire: Wire = {
  command: 'docker push localhost:5000/app',
  registries: ['localhost:5000'],
  lines: [
    {
      registry: 'localhost:5000',
      method: 'GET',
      target: 'app/manifests/v1',
      status: 200,
      moved: 5,
      spared: 0,
      says: 'The `v1`.',
    },
    {
      registry: 'other:5000',
      method: 'HEAD',
      target: 'app/blobs/x',
      status: 404,
      moved: 0,
      spared: 5,
      says: 'No.',
    },
  ],
  up: 5,
  down: 0,
  spared: 5,
};

const harmless = (lines: readonly string[]): void => {
  expect(lines.filter((line) => STEERS.test(line))).toEqual([]);
};

test.each(Object.entries(attacks))('%s: no screen lets it through', async (_name, attack) => {
  const events = await walkEvents(attack);
  for (const look of looks) {
    let screen: Screen = { ...emptyScreen, queue: ['more'] };
    for (const event of events) {
      screen = receive(screen, event);
      harmless(Object.values(dockOf(screen, 3, look)).flat() as string[]);
      harmless(Object.values(dockOf({ ...screen, beside: true }, 3, look)).flat() as string[]);
    }
    harmless(screen.view.blocks.flatMap((block) => blockLines(block, look)));
    const open = screen.view.last ? screen.view : { ...screen.view, last: { line: attack, output: attack } };
    for (const what of ['output', 'text', 'map'] as const)
      harmless(viewerLines(viewerFor(what, open, false, look)!, look));
    const opening = { title: `a${attack}b`, engine: 'practice', states: ['open'], index: 0 } as const;
    harmless(
      Object.values(dockOf({ ...emptyScreen, view: { ...emptyScreen.view, opening } }, 0, look)).flat(),
    );
  }
});

test.each(Object.entries(attacks))(
  '%s: neither map, wire, menu nor completion lets it through',
  (_name, attack) => {
    const before = poisoned(appMap({ v1: 'sha256:aa' }, { images: { 'app:v1': 'sha256:cc' } }), attack);
    const after = poisoned(appMap({ v1: 'sha256:bb' }, { images: { 'app:v2': 'sha256:cc' } }), attack);
    const changes = (['new', 'gone', 'moved'] as const).map((kind) =>
      poisoned({ kind, place: 'localhost:5000', name: 'app:v1', from: 'sha256:aa', to: 'sha256:bb' }, attack),
    );
    const shut = {
      ...after,
      registries: after.registries.map((one) => ({ ...one, problem: `a${attack}b` })),
    };
    for (const { columns, rows, paint } of looks) {
      for (const map of [before, { ...after, changes }, shut]) harmless(mapLines(map, { columns, paint }));
      harmless(wireLines(poisoned(wire, attack), { columns, paint }));
      const { title, summary, level, minutes, id } = lab;
      const card = poisoned(
        {
          id,
          title,
          summary,
          level,
          minutes,
          needs: ['git' as const],
          engines: ['practice' as const],
          steps: 3,
          done: 1,
        },
        attack,
      );
      const engines = [{ kind: 'practice', about: `a${attack}b` }] as const;
      harmless(menuLines(openMenu([card], engines), { columns, rows, paint }));
    }
    const name = `file${attack}`;
    const { text, choices } = complete('cat fi', { ...nothingKnown, files: [name, 'file1', 'file2'] });
    expect([text, ...choices].join(' ')).toBe('cat file file1 file2');
  },
);

test.each(Object.entries(attacks))('%s: plain lines do not let it through', async (_name, attack) => {
  let written = '';
  const paint = createPaint({ unicode: true, colored: true });
  const reporter = createPlainReporter({ write: (text) => (written += text), columns: 80, paint });
  for (const event of await walkEvents(attack)) {
    // Commands print in colors of their own, and hiding is one of them.
    if (event.type === 'output' && attack.includes('[8m')) continue;
    reporter(event);
  }
  createPrinter({ write: (text) => (written += text), columns: 80, paint }).lines([
    `a${attack}b`.replaceAll('\x1b[8m', ''),
  ]);
  harmless(written.split('\n'));
});

test.each(Object.entries(attacks))(
  '%s: nor do JSON lines, and who parses them gets it',
  async (_name, attack) => {
    const lines: string[] = [];
    const reporter = createJsonReporter((text) => lines.push(text));
    const events = await walkEvents(attack);
    for (const event of events) reporter(event);
    harmless(lines.map((line) => line.trimEnd()));
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(events)));
  },
);

test('nor does the word with which the program ends', () => {
  const said = describeFault(
    new Fault({ what: 'bad \x1b]0;owned\x07 lab\x9b2J', todo: 'Try \x1b[2Jthat.', exit: 2 }),
  );
  expect(said).toBe('workshop: bad  lab\n  → Try that.\n');
});
