import stringWidth from 'string-width';
import { clip } from '../wrap.ts';
import type { ownCommands } from './complete.ts';
import { inner } from './look.ts';
import type { Look } from './look.ts';
import type { Screen } from './screen.ts';
import { slashChoices } from './slash-menu.ts';

/** Rows of our commands with what each does, where room is short. */
const FEW = 4;

/** Over the prompt: our commands while one is being typed, or the ways to go on that Tab found. */
export function choiceLines(screen: Screen, roomy: boolean, look: Look): string[] {
  const commands = slashChoices(screen);
  if (commands.length > 0) {
    const [only] = commands;
    if (commands.length === 1 && only![0] === screen.line.text && !roomy) return [];
    return described(commands, screen.pick, roomy ? commands.length : FEW, look);
  }
  return inColumns(screen.choices, roomy ? 4 : 2, look);
}

/** A window of the list around the chosen one. */
function described(commands: typeof ownCommands, pick: number, most: number, look: Look): string[] {
  const { paint } = look;
  const at = Math.min(pick, commands.length - 1);
  const top = Math.max(0, Math.min(at - Math.floor(most / 2), commands.length - most));
  return commands.slice(top, top + most).map(([name, does], index) => {
    const here = top + index === at;
    const sign = here ? paint('accent', paint.signs.pointer) : ' ';
    const more = commands.length > most && index === most - 1 ? `  ${at + 1} of ${commands.length}` : '';
    const about = clip(does, inner(look) - 16 - more.length, paint.signs.more);
    return ` ${sign} ${paint(here ? 'strong' : 'code', name.padEnd(10))} ${paint('faint', about + more)}`;
  });
}

function inColumns(words: readonly string[], most: number, look: Look): string[] {
  if (words.length === 0) return [];
  const cell = Math.max(...words.map((word) => stringWidth(word))) + 2;
  const each = Math.max(1, Math.floor((inner(look) - 2) / cell));
  const rows: string[] = [];
  for (let index = 0; index < words.length && rows.length < most; index += each) {
    const row = words.slice(index, index + each);
    rows.push(
      `   ${row
        .map((word) => word.padEnd(cell))
        .join('')
        .trimEnd()}`,
    );
  }
  if (words.length > each * most)
    rows[most - 1] = clip(rows[most - 1]!, inner(look) - 3, '') + ` ${look.paint.signs.more}`;
  return rows.map((row) => look.paint('faint', row));
}
