import type { LayerEntry } from '../../../image/layer.ts';
import type { Platform } from '../../../image/platform.ts';
import { elf } from '../../tiny/elf.ts';
import type { TinyProgram } from '../../tiny/language.ts';
import { APPLETS, box } from '../../tiny/sources/box.ts';
import { wasm } from '../../tiny/wasm.ts';

const EXECUTABLE = 0o755;

/**
 * A program for the platform, and beside it, as `NAME.wasm`, the same for every machine that knows WebAssembly: so
 * the practice engine runs what is in the layer wherever Node runs, and a real engine runs the very same image.
 */
export function programEntries(path: string, program: TinyProgram, platform: Platform): LayerEntry[] {
  const everywhere = wasm(program);
  if (platform.os === 'wasi') return [{ path, mode: EXECUTABLE, bytes: everywhere }];
  const native = elf(program, platform.architecture);
  return [
    ...(native ? [{ path, mode: EXECUTABLE, bytes: native }] : []),
    { path: `${path}.wasm`, mode: EXECUTABLE, bytes: everywhere },
  ];
}

/** `/bin/busybox` with its applets as links, as the original has them. */
export function boxEntries(image: string, platform: Platform): LayerEntry[] {
  return [
    ...programEntries('bin/busybox', box(image), platform),
    ...APPLETS.map((name) => ({ path: `bin/${name}`, type: 'symlink' as const, target: '/bin/busybox' })),
  ];
}
