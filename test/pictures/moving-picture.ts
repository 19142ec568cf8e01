import gifenc from 'gifenc';
import type { RenderedImage } from '@resvg/resvg-js';

interface Frame {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Milliseconds that it stays. */
  ms: number;
}

const { applyPalette, GIFEncoder, quantize } = gifenc;

/** Terminals have few colors; the edges of letters need some between them. One more says "as before". */
const COLORS = 63;

/** Frames of a terminal as a GIF; of each only what differs from the one before is stored. */
export class MovingPicture {
  private readonly frames: Frame[] = [];

  add({ pixels, width, height }: RenderedImage, ms: number): void {
    const last = this.frames.at(-1);
    if (last && Buffer.compare(last.pixels, pixels) === 0) last.ms += ms;
    else this.frames.push({ pixels: new Uint8Array(pixels), width, height, ms });
  }

  bytes(): Uint8Array {
    const gif = GIFEncoder();
    const palette = quantize(sample(this.frames), COLORS);
    const same = palette.length;
    let before: Uint8Array | undefined;
    for (const { pixels, width, height, ms } of this.frames) {
      const colors = applyPalette(pixels, palette);
      const drawn = before ? colors.map((color, at) => (color === before![at] ? same : color)) : colors;
      gif.writeFrame(drawn, width, height, {
        ...(before ? {} : { palette: [...palette, [0, 0, 0]] }),
        delay: ms,
        transparent: before !== undefined,
        transparentIndex: same,
        dispose: 1,
      });
      before = colors;
    }
    gif.finish();
    return gif.bytes();
  }
}

/** Pixels of some frames: enough to find the colors of all. */
function sample(frames: readonly Frame[]): Uint8Array {
  const some = frames.filter((_, at) => at % Math.ceil(frames.length / 6) === 0);
  return new Uint8Array(Buffer.concat(some.map(({ pixels }) => Buffer.from(pixels))));
}
