// Makes the README's pictures, and its moving one, from a real run in practice: `npm run screenshots`.
import { build } from 'esbuild';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Beside the packages that the bundle leaves outside.
const folder = path.join(import.meta.dirname, '../../node_modules/.pictures');
const outfile = path.join(folder, 'take.mjs');
mkdirSync(folder, { recursive: true });
try {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'take.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  const { takePictures } = await import(pathToFileURL(outfile).href);
  await takePictures(path.join(import.meta.dirname, '../..'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
