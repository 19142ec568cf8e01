// `npm run parity`: bundles the harness and the program as they are now, and runs the one on the other.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');
// PARITY_BUILT says that the program is bundled already, and in use meanwhile.
if (!process.env.PARITY_BUILT) {
  execFileSync(process.execPath, [path.join(root, 'build.js')], { stdio: 'inherit' });
}
const outfile = path.join(root, 'node_modules', '.cache', 'parity', 'main.js');
await build({
  entryPoints: [path.join(import.meta.dirname, 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
  define: { 'import.meta.dirname': JSON.stringify(import.meta.dirname) },
});
await import(outfile);
