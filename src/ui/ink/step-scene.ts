import type { WalkEvent } from '../../runner/events.ts';
import type { Walk } from '../../runner/walk.ts';
import { Above } from './above.ts';
import { wordOf } from './complete.ts';
import { dockOf } from './dock.ts';
import type { Key } from './keys.ts';
import { hasRoomBeside } from './map-beside.ts';
import { refreshed, viewerFor } from './open-viewer.ts';
import { emptyScreen, press, receive, settled } from './screen.ts';
import type { Effect, Pressed, Screen } from './screen.ts';
import type { Scene, Stage } from './stage.ts';
import { openingView } from './view.ts';
import type { Opening } from './view.ts';
import { turn, viewerLines } from './viewer.ts';
import type { Viewer } from './viewer.ts';

/** A child that owns the terminal gets this long to let go of it, in milliseconds (found by trying). */
const LET_GO = 10;

/** Output is drawn at most this often, in milliseconds: a flood of lines is one picture. */
const OUTPUT_PACE = 40;

/** What is told between a command's end and the step's verdict, which comes within moments: drawn once in so many milliseconds. */
const CHECKS_PACE = 30;
const ON_THE_WAY: readonly WalkEvent['type'][] = ['command-ended', 'checking', 'verdict'];

/** How long a tag that moved is still seen where it was, in milliseconds. */
const MOVE = 700;

/** From the map to the wire and back without closing what is open. */
const otherView = (key: Key): 'map' | 'wire' | undefined =>
  key.type !== 'key' ? undefined : key.name === 'f2' ? 'wire' : key.name === 'f3' ? 'map' : undefined;

const isMapKey = (key: Key): boolean => key.type === 'key' && (key.name === 'f2' || key.name === 'ctrl-g');

/** The step screen on stage: takes events and keys into the `Screen`, and draws what that holds. */
export class StepScene implements Scene {
  private screen: Screen;
  private readonly stage: Stage;
  private walk: Walk | undefined;
  private viewer: Viewer | undefined;
  private readonly above = new Above();
  private since = 0;
  private ticker: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  /** Several events of one turn are one picture, drawn while what they began is under way. */
  private due: NodeJS.Immediate | undefined;
  private away = false;
  private gone = false;
  private openedAt = '';
  private moving = false;
  private movesSeen = '';
  /** A map was asked for that stands beside the step already, and is not to be opened. */
  private refreshing = false;
  private settling: NodeJS.Timeout | undefined;
  private finish: () => void = () => undefined;

  constructor(stage: Stage, opening?: Opening) {
    this.stage = stage;
    this.screen = { ...emptyScreen, view: openingView(opening), busy: true };
  }

  /**
   * Walks until the learner leaves, or `signal` is aborted. The first frame stands before the walk is made; what is
   * typed by then is at the prompt.
   */
  async show(make: () => Promise<Walk>, signal?: AbortSignal): Promise<void> {
    const left = new Promise<'left'>((resolve) => (this.finish = () => resolve('left')));
    const stop = (): void => this.finish();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    this.draw(true);
    const making = make();
    try {
      const ready = await Promise.race([Promise.all([making, this.stage.load()]), left]);
      if (ready === 'left') return;
      [this.walk] = ready;
      this.walk.on((event) => this.receive(event));
      this.stage.enter(this, false);
      this.stage.clear();
      this.draw(true);
      await this.walk.start();
      this.settle();
      await left;
    } finally {
      signal?.removeEventListener('abort', stop);
      clearInterval(this.ticker);
      clearTimeout(this.soon);
      clearTimeout(this.settling);
      if (this.due ?? this.soon) this.draw(false);
      this.gone = true;
      this.stage.leave();
      // One that was being made when the learner left is closed as soon as it is there.
      await making.then(
        (walk) => walk.close(),
        () => undefined,
      );
    }
  }

  /** Steps aside for a child that owns the terminal, and comes back. */
  async handOver<T>(work: () => Promise<T>): Promise<T> {
    const ignore = (): void => undefined;
    if (this.due ?? this.soon) this.draw(false);
    this.away = true;
    this.closeViewer();
    process.on('SIGINT', ignore);
    // The stream stops reading in the next turn.
    this.stage.releaseKeys();
    await new Promise((resolve) => setImmediate(resolve));
    this.stage.leave();
    try {
      return await work();
    } finally {
      await new Promise((resolve) => setTimeout(resolve, LET_GO));
      process.off('SIGINT', ignore);
      this.stage.write('\r\n');
      this.above.height = await this.stage.rowsLeft();
      this.away = false;
      this.stage.enter(this, false);
      this.draw(false);
    }
  }

  press(key: Key): void {
    if (this.viewer && this.viewer.what !== otherView(key)) {
      this.viewer = turn(this.viewer, key, this.stage.look);
      if (!this.viewer) this.closeViewer();
      this.draw(false);
      return;
    }
    if (isMapKey(key) && this.walk && !this.viewer && hasRoomBeside(this.stage.look)) return this.toggleMap();
    if (key.type === 'key' && key.name === 'tab') this.askFiles();
    this.apply(press(this.screen, key));
    this.openViewer();
  }

  draw(fresh: boolean): void {
    clearTimeout(this.soon);
    clearImmediate(this.due);
    this.soon = undefined;
    this.due = undefined;
    if (this.away || this.gone) return;
    const { look } = this.stage;
    if (!this.stage.open) return this.sketch();
    const { drawing } = this.stage;
    if (this.viewer) {
      this.stage.node(drawing.linesNode(viewerLines(this.viewer, look)));
      return;
    }
    const dock = dockOf(this.screen, this.seconds(), look, this.moving);
    const drawn = { drawing: this.stage.drawingId, fresh, look };
    const { finished, room } = this.above.frame(this.screen.view.blocks, dock, drawn);
    this.stage.node(drawing.dockNode(finished, room, dock));
  }

  /** Before Ink and the lab are there: the frame as it will be, with what was typed. */
  private sketch(): void {
    const dock = dockOf(this.screen, 0, this.stage.look);
    this.stage.sketch(this, Object.values(dock).flat());
  }

  private receive(event: WalkEvent): void {
    this.screen = receive(this.screen, event);
    if (event.type === 'command-started') this.startClock();
    if (event.type === 'command-ended') clearInterval(this.ticker);
    if (event.type === 'ended') this.finish();
    if (event.type === 'output') this.drawWithin(OUTPUT_PACE);
    else if (ON_THE_WAY.includes(event.type)) this.drawWithin(CHECKS_PACE);
    else if (event.type === 'map' || event.type === 'wire') this.shown(event);
    else this.due ??= setImmediate(() => this.draw(false));
  }

  private drawWithin(ms: number): void {
    this.soon ??= setTimeout(() => this.draw(false), ms);
  }

  private askFiles(): void {
    const { text, cursor } = this.screen.line;
    this.screen = { ...this.screen, files: this.walk?.files?.(wordOf(text.slice(0, cursor))) ?? [] };
  }

  private apply({ screen, effect }: Pressed): void {
    this.screen = screen;
    this.draw(false);
    if (effect) this.perform(effect);
  }

  private perform(effect: Effect): void {
    if (effect.type === 'interrupt' && !this.walk) this.finish();
    else if (effect.type === 'interrupt') this.walk?.interrupt();
    else if (effect.type === 'ask') void this.walk?.submit(effect.line);
    else if (effect.type === 'leave') this.finish();
    else void this.walk?.submit(effect.line).then(() => this.settle());
  }

  private settle(): void {
    this.apply(settled(this.screen));
    // A real engine's registries are asked only while somebody looks.
    const looking = this.screen.beside && hasRoomBeside(this.stage.look);
    if (looking && this.screen.view.engine === 'docker' && !this.screen.busy) void this.refreshMap();
  }

  /** Beside the step, where there is room; taken away, the rows that it had are drawn anew. */
  private toggleMap(): void {
    this.screen = { ...this.screen, beside: !this.screen.beside, leaving: false };
    if (this.screen.beside) {
      this.draw(false);
      void this.refreshMap();
      return;
    }
    this.stage.clear();
    this.draw(true);
  }

  private async refreshMap(): Promise<void> {
    this.refreshing = true;
    await this.walk?.submit('/map');
    this.refreshing = false;
  }

  private startClock(): void {
    this.since = Date.now();
    clearInterval(this.ticker);
    this.ticker = setInterval(() => this.draw(false), 1000);
  }

  private seconds(): number {
    return this.screen.view.running ? Math.floor((Date.now() - this.since) / 1000) : 0;
  }

  /** A map or wire has come: it is opened, or what is open shows it. A tag that moved is seen moving. */
  private shown(event: Extract<WalkEvent, { type: 'map' | 'wire' }>): void {
    const moved = event.type === 'map' && event.map.changes.some(({ kind }) => kind === 'moved');
    const fresh = moved && JSON.stringify(event.map.changes) !== this.movesSeen;
    if (fresh) {
      this.movesSeen = JSON.stringify(event.map.changes);
      this.moving = true;
      clearTimeout(this.settling);
      this.settling = setTimeout(() => {
        this.moving = false;
        this.refreshViewer();
        this.draw(false);
      }, MOVE);
    }
    if (this.refreshing && this.screen.open === 'map') this.screen = { ...this.screen, open: undefined };
    if (this.screen.open) this.openViewer();
    else this.refreshViewer();
    this.draw(false);
  }

  private refreshViewer(): void {
    if (this.viewer) this.viewer = refreshed(this.viewer, this.screen.view, this.moving, this.stage.look);
  }

  private openViewer(): void {
    const { view, open } = this.screen;
    if (!open) return;
    this.screen = { ...this.screen, open: undefined };
    const viewer = viewerFor(open, view, this.moving, this.stage.look);
    if (!viewer) return;
    this.viewer = viewer;
    this.openedAt = this.sizeNow();
    this.stage.enter(this, true);
    this.draw(false);
  }

  private closeViewer(): void {
    this.viewer = undefined;
    if (this.away) return;
    this.stage.enter(this, false);
    // The main screen was resized behind the viewer's back: what stands there is broken.
    if (this.openedAt !== this.sizeNow()) {
      this.stage.clear();
      this.draw(true);
    }
  }

  private sizeNow(): string {
    const { columns, rows } = this.stage.look;
    return `${columns}x${rows}`;
  }
}
