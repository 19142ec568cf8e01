import type { WalkEvent } from '../../runner/events.ts';
import { complete } from './complete.ts';
import { chosenCommand, moveChoice } from './slash-menu.ts';
import { searchKey } from './search.ts';
import type { Search } from './search.ts';
import type { Key } from './keys.ts';
import { edit, emptyLine, insert, killed, lineOf } from './line.ts';
import type { Line } from './line.ts';
import { isCommand } from './solution-line.ts';
import { knownWords } from './known-words.ts';
import { chosenKeys, openQuestion } from './question.ts';
import { linesOf, wantsMore } from './typed-lines.ts';
import { emptyView, viewOf } from './view.ts';
import type { View } from './view.ts';

/** The step screen: what the walk told, and what the learner has at hand. Plain data, so that it outlives a drawing. */
export interface Screen {
  readonly view: View;
  readonly line: Line;
  readonly history: readonly string[];
  /** Index into `history` while looking back; its length when not. */
  readonly at: number;
  /** What was being typed before looking back. */
  readonly draft: string;
  /** Lines waiting for the one that runs. */
  readonly queue: readonly string[];
  readonly busy: boolean;
  /** What the last Ctrl-K, U or W cut out. */
  readonly yank: string;
  /** Looking for an earlier line with Ctrl-R. */
  readonly search?: Search | undefined;
  /** Which of our commands is chosen in the list that `/` opens, from 0. */
  readonly pick: number;
  /** Files that begin like the word before the cursor; asked for when Tab is pressed. */
  readonly files: readonly string[];
  /** Ways to go on that the last Tab found. */
  readonly choices: readonly string[];
  /** The solution is shown after a second yes. */
  readonly asking: boolean;
  /** Ctrl-C was pressed on an empty line: once more leaves. */
  readonly leaving: boolean;
  /** A step was done and the learner looks at it; what came after waits until Enter. */
  readonly held?: readonly WalkEvent[] | undefined;
  /** The prompt was filled by choosing an answer with its key; going on typing takes that back. */
  readonly chosen?: string | undefined;
  /** The map stands beside the step, where there is room. */
  readonly beside: boolean;
  /** What is opened whole: the last output or the text of the step. */
  readonly open?: 'output' | 'text' | 'map' | 'wire' | undefined;
}

export type Effect =
  | { readonly type: 'submit'; readonly line: string }
  /** As `submit`, beside what is being typed and what runs: nothing waits for it. */
  | { readonly type: 'ask'; readonly line: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'leave' };

export interface Pressed {
  readonly screen: Screen;
  readonly effect?: Effect | undefined;
}

export const emptyScreen: Screen = {
  view: emptyView,
  line: emptyLine,
  history: [],
  at: 0,
  draft: '',
  queue: [],
  busy: false,
  yank: '',
  pick: 0,
  files: [],
  choices: [],
  asking: false,
  leaving: false,
  beside: false,
};

/** One event of the walk. After a step is done the screen rests, so that it is seen: `release` goes on. */
export function receive(screen: Screen, event: WalkEvent): Screen {
  if (event.type === 'ended') return { ...release(screen), view: viewOf(release(screen).view, event) };
  if (event.type === 'map' || event.type === 'wire') {
    const told = event.type === 'map' ? event.asked : event.wire !== undefined;
    return { ...screen, view: viewOf(screen.view, event), ...(told && { open: event.type }) };
  }
  if (screen.held) return { ...screen, held: [...screen.held, event] };
  if (event.type === 'step-done' && screen.queue.length === 0) return { ...screen, held: [event] };
  return { ...screen, view: viewOf(screen.view, event) };
}

function release(screen: Screen): Screen {
  if (!screen.held) return screen;
  const { held, ...rest } = screen;
  return { ...rest, view: held.reduce(viewOf, screen.view) };
}

/** The submitted line has run: the next one that waits, if any. */
export function settled(screen: Screen): Pressed {
  const [line, ...queue] = screen.queue;
  if (line === undefined) return { screen: { ...screen, busy: false } };
  if (asksFirst(screen, line)) return { screen: { ...screen, queue, busy: false, asking: true } };
  return { screen: { ...screen, queue, busy: true }, effect: { type: 'submit', line } };
}

export function press(screen: Screen, key: Key): Pressed {
  if (screen.asking) return answerAsking(screen, key);
  const calm: Screen = { ...screen, leaving: false, choices: [] };
  if (screen.search) {
    const found = searchKey(screen, screen.search, key);
    if (found) return found.done ? press(found.screen, key) : { screen: found.screen };
  }
  if (key.type === 'paste') return paste(calm, key.text);
  if (key.type === 'text') return { screen: typeText(calm, key.text) };
  switch (key.name) {
    case 'enter':
      return enter(calm);
    case 'ctrl-c':
      return interrupt(screen);
    case 'ctrl-d':
      if (screen.line.text === '') return { screen: calm, effect: { type: 'leave' } };
      return { screen: edited(calm, edit(screen.line, 'delete')!) };
    case 'ctrl-o':
      return { screen: screen.view.last || screen.view.running ? { ...calm, open: 'output' } : calm };
    case 'f1':
      return ask(calm, '/help');
    case 'f2':
    case 'ctrl-g':
      return ask(screen.view.map ? { ...calm, open: 'map' } : calm, '/map');
    case 'f3':
    case 'ctrl-x':
      return ask(calm, '/wire');
    case 'page-up':
    case 'ctrl-t':
      return { screen: screen.view.step ? { ...calm, open: 'text' } : calm };
    case 'tab':
      return { screen: tab(calm) };
    case 'ctrl-r':
      return { screen: { ...calm, search: { query: '', at: screen.history.length } } };
    case 'ctrl-y':
      return { screen: edited(calm, insert(screen.line, screen.yank)) };
    case 'up':
    case 'ctrl-p':
      return { screen: moveChoice(calm, -1) ?? look(calm, -1) };
    case 'down':
    case 'ctrl-n':
      return { screen: moveChoice(calm, 1) ?? look(calm, 1) };
    case 'escape':
      return { screen: screen.chosen || chosenCommand(calm) ? edited(calm, emptyLine) : calm };
    default: {
      const line = edit(screen.line, key.name);
      const yank = killed(screen.line, key.name) ?? screen.yank;
      return { screen: line ? { ...edited(calm, line), yank } : calm };
    }
  }
}

/** A key that stands for one of our commands; what is being typed stays, and a step that rests goes on resting. */
function ask(screen: Screen, line: string): Pressed {
  return { screen, effect: { type: 'ask', line } };
}

const edited = (screen: Screen, line: Line): Screen => ({ ...screen, line, chosen: undefined, pick: 0 });

function typeText(screen: Screen, text: string): Screen {
  const { chosen = '' } = screen;
  if (chosen === '' && screen.line.text !== '') return edited(screen, insert(screen.line, text));
  const keys = chosenKeys(openQuestion(screen.view), chosen + text);
  if (keys) return { ...screen, line: lineOf(`/answer ${keys.join(', ')}`), chosen: chosen + text };
  return edited(screen, lineOf(chosen + text));
}

function enter(screen: Screen): Pressed {
  const picked = chosenCommand(screen);
  // A command that wants words behind it is only typed.
  if (picked?.wantsMore) return { screen: edited(screen, lineOf(`${picked.name} `)) };
  const text = picked?.name ?? screen.line.text;
  if (text.trim() === '') {
    if (screen.view.summary && !screen.held) return { screen, effect: { type: 'leave' } };
    return { screen: edited(release(screen), emptyLine) };
  }
  if (!text.startsWith('/') && wantsMore(text)) return { screen: edited(screen, insert(lineOf(text), '\n')) };
  return submit(edited(release(screen), emptyLine), [text]);
}

function submit(screen: Screen, lines: readonly string[]): Pressed {
  const [first, ...rest] = lines;
  if (first === undefined) return { screen };
  const fresh = lines.filter(
    (line, index) => line !== (index > 0 ? lines[index - 1] : screen.history.at(-1)),
  );
  const history = [...screen.history, ...fresh];
  const noted: Screen = { ...screen, history, at: history.length, draft: '' };
  if (screen.busy) return { screen: { ...noted, queue: [...screen.queue, ...lines] } };
  if (asksFirst(screen, first)) return { screen: { ...noted, queue: rest, asking: true } };
  return { screen: { ...noted, busy: true, queue: rest }, effect: { type: 'submit', line: first } };
}

const asksFirst = ({ view }: Screen, line: string): boolean => line.trim() === '/solution' && !view.solution;

function answerAsking(screen: Screen, key: Key): Pressed {
  const still: Screen = { ...screen, asking: false };
  const yes = key.type === 'text' ? /^y/i.test(key.text) : key.type === 'key' && key.name === 'enter';
  if (yes) return { screen: { ...still, busy: true }, effect: { type: 'submit', line: '/solution yes' } };
  return settled(still);
}

function paste(screen: Screen, text: string): Pressed {
  const { text: before, cursor } = screen.chosen === undefined ? screen.line : emptyLine;
  const { run, rest } = linesOf(before.slice(0, cursor) + text);
  if (run.length === 0) {
    return { screen: edited(screen, { text: rest + before.slice(cursor), cursor: rest.length }) };
  }
  return submit(edited(release(screen), { text: rest + before.slice(cursor), cursor: rest.length }), run);
}

/** Ctrl-C: stops what runs; otherwise clears the line; on an empty line twice, leaves. */
function interrupt(screen: Screen): Pressed {
  if (screen.view.running || screen.busy)
    return { screen: { ...screen, queue: [], leaving: false }, effect: { type: 'interrupt' } };
  if (screen.line.text !== '')
    return { screen: { ...edited(screen, emptyLine), at: screen.history.length, leaving: false } };
  if (screen.leaving) return { screen, effect: { type: 'leave' } };
  return { screen: { ...screen, leaving: true } };
}

/** On an empty line after the solution was shown: its next command. Otherwise completes the word. */
function tab(screen: Screen): Screen {
  const { text, cursor } = screen.line;
  if (text === '') {
    const next = nextOfSolution(screen);
    return next === undefined ? screen : edited(screen, lineOf(next));
  }
  const picked = chosenCommand(screen);
  if (picked) return edited(screen, lineOf(`${picked.name}${picked.wantsMore ? ' ' : ''}`));
  const { text: done, choices } = complete(text.slice(0, cursor), knownWords(screen.view, screen.files));
  return { ...edited(screen, { text: done + text.slice(cursor), cursor: done.length }), choices };
}

/** The command of the shown solution that is neither typed in yet, nor runs, nor waits to run. */
export function nextOfSolution({ view, queue }: Screen): string | undefined {
  const under = [...(view.running ? [view.running.line] : []), ...queue];
  const left = [...(view.solution ?? [])];
  for (const line of under) if (isCommand(line, left[0])) left.shift();
  return left[0];
}

function look(screen: Screen, by: -1 | 1): Screen {
  const at = screen.at + by;
  if (at < 0 || at > screen.history.length) return screen;
  const draft = screen.at === screen.history.length ? screen.line.text : screen.draft;
  const text = at === screen.history.length ? draft : screen.history[at]!;
  return { ...edited(screen, lineOf(text)), at, draft };
}
