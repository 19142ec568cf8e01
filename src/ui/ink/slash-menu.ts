import { inputHelp } from '../../runner/input.ts';
import { ownCommands } from './complete.ts';
import type { Screen } from './screen.ts';

/** Our commands that begin like what is typed, while nothing but one of them is being typed. */
export function slashChoices({ line: { text } }: Pick<Screen, 'line'>): typeof ownCommands {
  if (!/^\/[a-z]*$/i.test(text)) return [];
  return ownCommands.filter(([name]) => name.startsWith(text.toLowerCase()));
}

/** The command that Enter or Tab takes from the open list; undefined when none is open. */
export function chosenCommand(
  screen: Pick<Screen, 'line' | 'pick'>,
): { readonly name: string; readonly wantsMore: boolean } | undefined {
  const choices = slashChoices(screen);
  const chosen = choices[Math.min(screen.pick, choices.length - 1)];
  if (!chosen) return undefined;
  const [name] = chosen;
  const wantsMore = inputHelp.some(([usage]) => usage.startsWith(`${name} `));
  return { name, wantsMore: wantsMore && screen.line.text !== name };
}

/** The screen with the next choice; undefined when no list is open, or one that has no other. */
export function moveChoice(screen: Screen, by: -1 | 1): Screen | undefined {
  const { length } = slashChoices(screen);
  if (length < 2) return undefined;
  return { ...screen, pick: (Math.min(screen.pick, length - 1) + by + length) % length };
}
