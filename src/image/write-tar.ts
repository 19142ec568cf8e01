import { Readable } from 'node:stream';
import { createTarPacker } from 'modern-tar';
import type { TarHeader } from 'modern-tar';

export interface TarContent {
  readonly header: TarHeader;
  /** Exactly `header.size` bytes; asked for only when it is this entry's turn. */
  readonly open?: (() => Readable) | undefined;
}

/** A tar of these entries, made while it is read. */
export function writeTar(entries: Iterable<TarContent> | AsyncIterable<TarContent>): Readable {
  const { readable, controller } = createTarPacker();
  void (async () => {
    try {
      for await (const { header, open } of entries) {
        const writer = controller.add(header).getWriter();
        if (open && header.size > 0) {
          for await (const chunk of open() as AsyncIterable<Buffer>) await writer.write(chunk);
        }
        await writer.close();
      }
      controller.finalize();
    } catch (error) {
      controller.error(error);
    }
  })();
  return Readable.fromWeb(readable as never);
}
