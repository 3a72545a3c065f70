// The bundles that ship: the extension's host (desktop, remote and web alike), the panel's page, the command line, the language server.
const { join } = require('node:path');
const { shakeClasses } = require('../shake-classes.cjs');

const root = join(__dirname, '../..');

/** esbuild's options, by what is bundled. */
function bundles(production) {
  /** @type {import('esbuild').BuildOptions} */
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'info',
    target: 'es2022',
    charset: 'utf8',
  };
  return {
    // One file serves `main` and `browser`: it may use nothing that a web worker lacks.
    extension: {
      ...shared,
      entryPoints: ['src/extension/extension.ts'],
      outfile: 'dist/extension.js',
      platform: 'browser',
      format: 'cjs',
      external: ['vscode'],
      mainFields: ['module', 'main'],
    },
    webview: {
      ...shared,
      entryPoints: ['src/webview/main.ts'],
      outfile: 'dist/webview.js',
      platform: 'browser',
      format: 'iife',
      plugins: [shakeClasses],
    },
    cli: {
      ...shared,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.js',
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      banner: { js: '#!/usr/bin/env node' },
    },
    // Loaded by the command line when an editor wants it.
    server: {
      ...shared,
      entryPoints: ['src/server/main.ts'],
      outfile: 'dist/server.js',
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
    },
  };
}

module.exports = { bundles, root };
