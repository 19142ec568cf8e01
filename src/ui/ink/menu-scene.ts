import type { Key } from './keys.ts';
import { pressMenu } from './menu.ts';
import type { Choice, Menu } from './menu.ts';
import { menuLines } from './menu-lines.ts';
import type { Scene, Stage } from './stage.ts';

/** The menu on stage, on the screen that leaves no trace. */
export class MenuScene implements Scene {
  private readonly stage: Stage;
  private menu: Menu;
  private choose: (choice: Choice | undefined) => void = () => undefined;

  constructor(stage: Stage, menu: Menu) {
    this.stage = stage;
    this.menu = menu;
  }

  /** An aborted `signal` is as if the learner left. */
  async show(signal?: AbortSignal): Promise<Choice | undefined> {
    const chosen = new Promise<Choice | undefined>((resolve) => (this.choose = resolve));
    signal?.addEventListener('abort', () => this.choose(undefined), { once: true });
    if (signal?.aborted) this.choose(undefined);
    this.stage.peek(menuLines(this.menu, this.stage.look));
    await this.stage.load();
    this.stage.enter(this, true);
    this.draw();
    try {
      return await chosen;
    } finally {
      this.stage.leave();
    }
  }

  press(key: Key): void {
    const { menu, choice } = pressMenu(this.menu, key);
    this.menu = menu;
    if (choice) this.choose(choice === 'leave' ? undefined : choice);
    else this.draw();
  }

  draw(): void {
    this.stage.node(this.stage.drawing.linesNode(menuLines(this.menu, this.stage.look)));
  }
}
