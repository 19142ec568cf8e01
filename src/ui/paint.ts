/** How text is set off. What a style means, not how it looks: that is the terminal's and this file's affair. */
export type Style =
  'strong' | 'faint' | 'accent' | 'good' | 'bad' | 'code' | 'value' | 'inverse' | (typeof HUES)[number];

/** Colors that only tell one thing from another; a letter or a number beside them says the same. */
export const HUES = ['hue-1', 'hue-2', 'hue-3', 'hue-4', 'hue-5', 'hue-6'] as const;

export interface Signs {
  readonly passed: string;
  readonly failed: string;
  readonly open: string;
  readonly blocked: string;
  readonly broken: string;
  readonly bullet: string;
  readonly bar: string;
  readonly rule: string;
  readonly done: string;
  readonly rest: string;
  readonly stepDone: string;
  readonly stepHere: string;
  readonly stepOpen: string;
  readonly stepSkipped: string;
  readonly prompt: string;
  readonly pointer: string;
  readonly dash: string;
  readonly dot: string;
  readonly more: string;
  readonly up: string;
  readonly down: string;
  readonly left: string;
  readonly right: string;
  readonly plus: string;
  readonly minus: string;
  readonly running: string;
  /** A tag points to what stands before it. */
  readonly points: string;
  /** Between two things side by side. */
  readonly beside: string;
}

export interface Paint {
  /** False when the terminal or the person wants no color; then `code` is set in backticks. */
  readonly colored: boolean;
  readonly signs: Signs;
  (style: Style, text: string): string;
}

type Env = Readonly<Record<string, string | undefined>>;

const unicode: Signs = {
  passed: '✔',
  failed: '✘',
  open: '○',
  blocked: '◌',
  broken: '‼',
  bullet: '•',
  bar: '▌',
  rule: '─',
  done: '━',
  rest: '─',
  stepDone: '●',
  stepHere: '◉',
  stepOpen: '○',
  stepSkipped: '◌',
  prompt: '❯',
  pointer: '❯',
  dash: '—',
  dot: '·',
  more: '…',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  plus: '+',
  minus: '−',
  running: '●',
  points: '◂',
  beside: '│',
};

const ascii: Signs = {
  passed: '+',
  failed: 'x',
  open: 'o',
  blocked: '.',
  broken: '!',
  bullet: '*',
  bar: '|',
  rule: '-',
  done: '#',
  rest: '.',
  stepDone: '#',
  stepHere: '>',
  stepOpen: '.',
  stepSkipped: '-',
  prompt: '$',
  pointer: '>',
  dash: '-',
  dot: '|',
  more: '...',
  up: 'up',
  down: 'down',
  left: '<-',
  right: '->',
  plus: '+',
  minus: '-',
  running: '*',
  points: '<',
  beside: '|',
};

/** SGR parameters, on and off: ECMA-48 8.3.117. Only the sixteen colors that every theme, light or dark, defines. */
const attributes: Readonly<Partial<Record<Style, readonly [number, number]>>> = {
  strong: [1, 22],
  faint: [2, 22],
  inverse: [7, 27],
};
const colors: Readonly<Partial<Record<Style, readonly [number, number]>>> = {
  accent: [36, 39],
  code: [36, 39],
  value: [35, 39],
  good: [32, 39],
  bad: [31, 39],
  'hue-1': [36, 39],
  'hue-2': [33, 39],
  'hue-3': [35, 39],
  'hue-4': [34, 39],
  'hue-5': [32, 39],
  'hue-6': [31, 39],
};

/** Whether the locale says UTF-8: POSIX's order LC_ALL, LC_CTYPE, LANG. Windows Terminal and macOS always do. */
export function speaksUnicode(env: Env, platform: NodeJS.Platform = process.platform): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  if (locale) return /utf-?8/i.test(locale);
  return platform === 'darwin' || Boolean(env['WT_SESSION']);
}

/** Follows NO_COLOR (no-color.org: any value but an empty one), FORCE_COLOR and TERM=dumb. */
export function wantsColor(env: Env, isTTY: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return !/^(0|false)$/.test(env['FORCE_COLOR']);
  return isTTY && env['TERM'] !== 'dumb';
}

/** `attributes: false` for plain reports: no escape sequence at all. */
export function createPaint(options: { unicode: boolean; colored: boolean; attributes?: boolean }): Paint {
  const styled = options.attributes ?? true;
  const paint = (style: Style, text: string): string => {
    if (text === '') return text;
    const pair = (styled ? attributes[style] : undefined) ?? (options.colored ? colors[style] : undefined);
    return pair ? `\x1b[${pair[0]}m${text}\x1b[${pair[1]}m` : text;
  };
  return Object.assign(paint, { colored: options.colored, signs: options.unicode ? unicode : ascii });
}
