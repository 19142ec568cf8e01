const BLOCK = 512;

/** Where a header of a tar has what is read here (POSIX pax interchange format, ustar header block). */
const SIZE = { from: 124, to: 136 };
const TYPE = 156;
const LINK = { from: 157, to: 257 };

/** Adds up the sizes of the files of a tar while it passes by: headers are looked at, contents are skipped. */
export class FileSizes {
  #total = 0;
  #header: Buffer = Buffer.alloc(0);
  #skip = 0;

  get total(): number {
    return this.#total;
  }

  read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      const piece = chunk.subarray(at, at + BLOCK - this.#header.length);
      this.#header = Buffer.concat([this.#header, piece]);
      at += piece.length;
      if (this.#header.length === BLOCK) {
        this.#entry(this.#header);
        this.#header = Buffer.alloc(0);
      }
    }
  }

  #entry(header: Buffer): void {
    const size = sizeOf(header.subarray(SIZE.from, SIZE.to));
    const type = String.fromCharCode(header[TYPE]!);
    if (type === '0' || type === '\0' || type === '7') this.#total += size;
    // A symbolic link takes as many bytes as the path it holds.
    if (type === '2') this.#total += textOf(header.subarray(LINK.from, LINK.to)).length;
    this.#skip = Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** Octal digits; sizes from 8 GiB on are binary, marked by the first bit. */
function sizeOf(field: Buffer): number {
  if ((field[0]! & 0x80) === 0) return Number.parseInt(textOf(field).trim(), 8) || 0;
  return field.readUIntBE(field.length - 6, 6);
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? field.length : end);
}
