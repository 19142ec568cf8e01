// Bundles what runs into dist/: the app and the engine in chunks, so that each command loads only its own part, and the
// short-lived commands in one file each.
import { build } from 'esbuild';
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Two licenses by which some packages go that name them and ship no text. */
const GRANTS = {
  MIT: `
    Permission is hereby granted, free of charge, to any person obtaining a copy
    of this software and associated documentation files (the "Software"), to deal
    in the Software without restriction, including without limitation the rights
    to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
    copies of the Software, and to permit persons to whom the Software is
    furnished to do so, subject to the following conditions:
    The above copyright notice and this permission notice shall be included in all
    copies or substantial portions of the Software.
    THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
    IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
    FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
    AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
    LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
    OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
    SOFTWARE.
  `,
  ISC: `
    Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
    granted, provided that the above copyright notice and this permission notice appear in all copies.
    THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING
    ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL,
    DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
    WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE
    USE OR PERFORMANCE OF THIS SOFTWARE.
  `,
};

const root = import.meta.dirname;
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

// dockerode can speak SSH and BuildKit sessions; both load large libraries at start and neither is used here.
const leftOut = {
  name: 'left-out',
  setup(build) {
    const pattern = /node_modules\/(docker-modem\/lib\/ssh|dockerode\/lib\/(session|buildkit))\.js$/;
    build.onLoad({ filter: pattern }, ({ path: file }) => ({
      contents: `module.exports = function () { throw new Error(${JSON.stringify(
        `registry-workshop is built without ${path.basename(file, '.js')} connections: reach the engine by its socket or by TCP`,
      )}); };`,
    }));
    // Only Ink's development tools import the first, and only when DEV=true. The others are marked-terminal's for
    // emoji by name and for links that one clicks: both are turned off, the first loads a table of all emoji.
    const unused = /^(react-devtools-core|node-emoji|supports-hyperlinks|ansi-escapes)$/;
    build.onResolve({ filter: unused }, ({ path: name, importer }) =>
      name === 'react-devtools-core' || importer.includes('/marked-terminal/')
        ? { path: name, namespace: 'empty' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
  },
};

// highlight.js registers 190 languages when it is loaded; labs are written in these.
const languages = {
  name: 'languages',
  setup(build) {
    build.onResolve({ filter: /^highlight\.js$/ }, ({ resolveDir }) => ({
      path: 'highlight.js',
      namespace: 'languages',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'languages' }, ({ pluginData: resolveDir }) => ({
      resolveDir,
      contents: [
        "const hljs = require('highlight.js/lib/core');",
        ...['bash', 'dockerfile', 'http', 'json', 'yaml'].map(
          (name) => `hljs.registerLanguage('${name}', require('highlight.js/lib/languages/${name}'));`,
        ),
        'module.exports = hljs;',
      ].join('\n'),
    }));
  },
};

// What only code with a language, or only a table needs is loaded when the first one is shown.
const later = {
  name: 'later',
  setup(build) {
    const stand = {
      'cli-highlight': `exports.highlight = (...given) => require('cli-highlight').highlight(...given);`,
      'cli-table3': `module.exports = function Table(options) { return new (require('cli-table3'))(options); };`,
    };
    build.onResolve({ filter: /^cli-(highlight|table3)$/ }, ({ path: name, namespace, resolveDir }) =>
      namespace === 'later' ? undefined : { path: name, namespace: 'later', pluginData: resolveDir },
    );
    build.onLoad({ filter: /.*/, namespace: 'later' }, ({ path: name, pluginData: resolveDir }) => ({
      resolveDir,
      contents: stand[name],
    }));
  },
};

/** Parts of Node that most short commands never call: together they take as long to load as the rest of a command. */
const SELDOM = ['child_process', 'crypto', 'https', 'readline', 'zlib'];

// Loaded when the first of their functions is called.
const seldom = {
  name: 'seldom',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(node:)?(${SELDOM.join('|')})$`) }, ({ path: name, namespace }) =>
      namespace === 'seldom' ? undefined : { path: name.replace(/^node:/, ''), namespace: 'seldom' },
    );
    // What is assigned stays with who assigned it: docker-modem puts its own functions over those of `https`.
    build.onLoad({ filter: /.*/, namespace: 'seldom' }, ({ path: name }) => ({
      contents: `
        for (const key of ${JSON.stringify(Object.keys(require(name)))})
          Object.defineProperty(exports, key, {
            configurable: true,
            enumerable: true,
            get: () => require('node:${name}')[key],
            set(value) { Object.defineProperty(this, key, { value, writable: true }); },
          });
      `,
    }));
    // The package is Node's own streams once more, for browsers and for Node 0.10.
    build.onResolve({ filter: /^readable-stream$/ }, () => ({ path: 'node:stream', external: true }));
  },
};

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  plugins: [leftOut, languages, later],
  logLevel: 'warning',
};
const define = { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(version) };
const results = await Promise.all([
  build({
    ...common,
    entryPoints: { cli: 'src/cli.ts', engine: 'src/practice/main.ts' },
    splitting: true,
    format: 'esm',
    define,
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  }),
  // Typed again and again: Node starts a quarter sooner without its loader of ES modules and with one file to read.
  build({
    ...common,
    entryPoints: { docker: 'src/docker/main.ts', cloud: 'src/cloud/main.ts' },
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    plugins: [...common.plugins, seldom],
    define: { ...define, 'import.meta.dirname': '__dirname' },
  }),
]);
for (const name of ['cli.js', 'engine.js', 'docker.cjs', 'cloud.cjs']) {
  const file = path.join(root, 'dist', name);
  const source = readFileSync(file, 'utf8');
  if (!source.startsWith('#!')) writeFileSync(file, `#!/usr/bin/env node\n${source}`);
  chmodSync(file, 0o755);
}
const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices(inputs));

/** The license text of every package that has a file in the bundle. */
function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) folders.add(path.join(root, match[1]));
  }
  return [...folders]
    .sort()
    .map(notice)
    .join(`\n${'='.repeat(72)}\n\n`);
}

function notice(folder) {
  const { name, version, license, author, homepage } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const text = file
    ? readFileSync(path.join(folder, file), 'utf8')
    : standardText(license, author?.name ?? author ?? `the authors of ${name}`);
  // A package whose terms are unknown must not be shipped unnoticed.
  if (!text) throw new Error(`${name} ${version} is bundled and has no license text`);
  return `${name} ${version} (${license}${homepage ? `, ${homepage}` : ''})\n${'-'.repeat(72)}\n${text.trim()}\n`;
}

/** The text that a license named in package.json stands for, where the package ships no file of it. */
function standardText(license, author) {
  const grant = GRANTS[license];
  return grant && `Copyright (c) ${author}\n\n${grant.replace(/\s*\n\s*/g, ' ').trim()}`;
}
