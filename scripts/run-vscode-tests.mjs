// Runs the extension's own suite (test/vscode) inside extension hosts and says which host ran it.
//   node scripts/run-vscode-tests.mjs [node] [web] [oldest] [electron]      default: node web oldest
// Electron joins in when ACTIVATION_LENS_ELECTRON=1 (downloads VS Code) or VSCODE_PATH (an installed one) is set.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runElectronTests } from './lib/electron.mjs';
import { projectRoot } from './lib/steps.mjs';
import { hostVersions } from './lib/vscode-versions.mjs';
import { runExtensionTests } from './vscode-host.mjs';

const tests = join(projectRoot, 'out', 'vscode-tests.js');
const folder = join(projectRoot, 'test', 'fixtures', 'workspace');
const { newest, oldest } = hostVersions;

/** Each host by the name it is asked for. */
const hosts = {
  node: {
    title: `VS Code ${newest.vscode}, Node extension host`,
    run: (options) => runExtensionTests({ ...options, kind: 'node', version: newest }),
  },
  web: {
    title: `VS Code ${newest.vscode}, web worker extension host`,
    run: (options) => runExtensionTests({ ...options, kind: 'web', version: newest }),
  },
  oldest: {
    title: `VS Code ${oldest.vscode}, Node extension host`,
    run: (options) => runExtensionTests({ ...options, kind: 'node', version: oldest }),
  },
  electron: { title: 'VS Code for the desktop (Electron)', run: runElectronTests },
};

/** One bundle for every host: like the extension, it may use nothing that a web worker lacks. */
async function bundleSuite() {
  await build({
    entryPoints: [join(projectRoot, 'test', 'vscode', 'index.ts')],
    outfile: tests,
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
    target: 'es2022',
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"test"' },
    logLevel: 'warning',
  });
}

function chosenHosts() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !Object.hasOwn(hosts, name));
  if (unknown.length > 0)
    throw new Error(`No such host: ${unknown.join(', ')}. There are ${Object.keys(hosts).join(', ')}.`);
  if (asked.length > 0) return asked;
  const electron = process.env.ACTIVATION_LENS_ELECTRON === '1' || process.env.VSCODE_PATH !== undefined;
  return ['node', 'web', 'oldest', ...(electron ? ['electron'] : [])];
}

function describe(failure) {
  if (typeof failure === 'string') return failure;
  const { title, message, error, stack } = failure;
  return [title, message ?? error ?? stack].filter((part) => part !== undefined).join('\n      ');
}

await bundleSuite();
const totals = { passed: 0, failed: 0 };
for (const name of chosenHosts()) {
  const { title, run } = hosts[name];
  const start = Date.now();
  try {
    const figures = [];
    const echo = (line) => {
      const figure = /ACTIVATION_LENS_FIGURE (.*)/.exec(line)?.[1];
      if (figure !== undefined) figures.push(figure.trim());
    };
    const { passed, failed, failures } = await run({ tests, folder, echo });
    totals.passed += passed;
    totals.failed += failed;
    console.log(
      `${title}: ran test/vscode, ${passed} passed, ${failed} failed (${Math.round((Date.now() - start) / 1000)} s)`,
    );
    for (const figure of figures) console.log(`  ${figure}`);
    for (const failure of failures) console.log(`  ✗ ${describe(failure)}`);
    if (passed + failed === 0) throw new Error('the suite ran no test');
  } catch (error) {
    totals.failed += 1;
    console.log(`${title}: FAILED to run test/vscode: ${error.message}`);
  }
}
await mkdir(join(projectRoot, 'test-results'), { recursive: true });
await writeFile(join(projectRoot, 'test-results', 'hosts.json'), JSON.stringify(totals));
process.exitCode = totals.failed === 0 ? 0 : 1;
