// The bundles that ship: the extension's host (desktop, remote and web alike), the panel's page, the command line, the language server.
const { join } = require('node:path');
const { shakeClasses } = require('../shake-classes.cjs');
const { commonJs } = require('./common-js.cjs');

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
    // What starts with the editor: the language server's client, for the desktop and remote hosts, and for the web.
    extension: {
      ...shared,
      entryPoints: ['src/extension/client-node.ts'],
      outfile: 'dist/extension.js',
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      mainFields: ['module', 'main'],
    },
    extensionBrowser: {
      ...shared,
      entryPoints: ['src/extension/client-browser.ts'],
      outfile: 'dist/extension-browser.js',
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
    // The command line, and the language server: loaded by the command line when an editor wants it, run by the extension as a process. What
    // both are made of stands once, in analysis.js beside them.
    commandLine: {
      ...shared,
      entryPoints: { cli: 'src/cli/main.ts', server: 'src/server/main.ts' },
      outdir: 'dist',
      platform: 'node',
      format: 'esm',
      splitting: true,
      chunkNames: 'analysis',
      target: 'node20',
      mainFields: ['module', 'main'],
      plugins: [commonJs({ 'cli.js': '#!/usr/bin/env node' })],
      // What it would say of sizes is said before the second step.
      logLevel: 'warning',
    },
    // The same for the web, where it runs in workers.
    serverBrowser: {
      ...shared,
      entryPoints: ['src/server/main-browser.ts'],
      outfile: 'dist/server-browser.js',
      platform: 'browser',
      format: 'iife',
      mainFields: ['module', 'main'],
    },
  };
}

module.exports = { bundles, root };
