import { Resvg } from '@resvg/resvg-js';
import type { RenderedImage } from '@resvg/resvg-js';
import type xterm from '@xterm/headless';

/** One theme's colors: background, foreground, and the sixteen of the palette. */
export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly palette: readonly string[];
}

export const dark: Theme = {
  background: '#11151c',
  foreground: '#d5dae3',
  palette:
    '#11151c #ef6b73 #7fc97f #e5c07b #6aa5f0 #c58af9 #4ec9d8 #d5dae3 #5c6470 #ff8a90 #9be39b #f2d395 #8fc0ff #d9aaff #7fe3ee #ffffff'.split(
      ' ',
    ),
};

export const light: Theme = {
  background: '#fdfdfb',
  foreground: '#2a2f38',
  palette:
    '#2a2f38 #c0362c #2e7d32 #8a6d00 #1a5fb4 #8e3fb0 #007a8a #d0d3d8 #6b717c #d9463b #3a9a40 #a08000 #2f7de0 #a656c8 #0095a8 #ffffff'.split(
      ' ',
    ),
};

const CELL = { width: 9, height: 19, font: 15 };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Draws the cells of a terminal as a PNG, so that a person (or a reviewer) can look at a screen. */
export const screenPicture = (terminal: xterm.Terminal, theme: Theme = dark): Buffer =>
  screenImage(terminal, theme).asPng();

/** The same as pixels: `width`, `height`, and four bytes for each in `pixels`. */
export function screenImage(terminal: xterm.Terminal, theme: Theme = dark): RenderedImage {
  const { cols, rows } = terminal;
  const buffer = terminal.buffer.active;
  const pad = 12;
  const parts: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    const line = buffer.getLine(buffer.viewportY + row);
    if (!line) continue;
    for (let column = 0; column < cols; column += 1) {
      const cell = line.getCell(column);
      if (!cell || cell.getWidth() === 0) continue;
      const inverse = cell.isInverse() !== 0;
      const front = cell.isFgPalette() ? theme.palette[cell.getFgColor()]! : theme.foreground;
      const back = cell.isBgPalette() ? theme.palette[cell.getBgColor()]! : undefined;
      const [ink, paper] = inverse ? [back ?? theme.background, front] : [front, back];
      const x = pad + column * CELL.width;
      const y = pad + row * CELL.height;
      if (paper)
        parts.push(
          `<rect x="${x}" y="${y}" width="${CELL.width * cell.getWidth()}" height="${CELL.height}" fill="${paper}"/>`,
        );
      const chars = cell.getChars();
      if (chars.trim() === '') continue;
      const weight = cell.isBold() ? ' font-weight="bold"' : '';
      const opacity = cell.isDim() ? ' opacity="0.6"' : '';
      parts.push(`<text x="${x}" y="${y + 14}" fill="${ink}"${weight}${opacity}>${escaped(chars)}</text>`);
    }
  }
  const width = cols * CELL.width + 2 * pad;
  const height = rows * CELL.height + 2 * pad;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${theme.background}"/><g font-family="DejaVu Sans Mono" font-size="${CELL.font}">${parts.join('')}</g></svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: true } }).render();
}
