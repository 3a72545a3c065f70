// Builds the bundles: the extension's host (desktop, remote and web alike), the panel's page, the command line, the language server.
const esbuild = require('esbuild');
const { bundles } = require('./scripts/lib/bundles.cjs');

const watch = process.argv.includes('--watch');
const all = Object.values(bundles(process.argv.includes('--production')));

async function main() {
  if (watch) {
    const contexts = await Promise.all(all.map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  await Promise.all(all.map((options) => esbuild.build(options)));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
