// npm start: installs what is missing, builds, and opens VS Code with the extension on examples/.
//   --check    opens it without a window, waits until the extension runs, prints OK and ends
//   --browser  the workbench in a browser, even if VS Code is installed
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDependencies, projectRoot, show } from './lib/steps.mjs';

const folder = join(projectRoot, 'examples');
const file = join(folder, 'xavier_relu_mlp.py');
const check = process.argv.includes('--check');

/** The `code` command, if VS Code is installed. */
function installedVscode() {
  const names = process.env.VSCODE_PATH ? [process.env.VSCODE_PATH] : ['code', 'code-insiders', 'codium'];
  const shell = process.platform === 'win32';
  return names.find((name) => spawnSync(name, ['--version'], { shell, stdio: 'ignore' }).status === 0);
}

async function openInstalled(vscode) {
  console.log(`Opening ${vscode} on ${folder}`);
  const args = ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, folder, file];
  return show(vscode, args);
}

function openInBrowser(address) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasScreen) return false;
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true });
  child.once('error', () => console.log('No browser could be opened: open the address yourself.'));
  child.unref();
  return true;
}

async function openServer() {
  const { startServer, workbenchAddress } = await import('./vscode-host.mjs');
  const server = await startServer();
  const address = workbenchAddress(server, { folder, file, extension: projectRoot });
  console.log(`VS Code ${server.version.vscode} with the extension, on examples/:\n\n  ${address}\n`);
  if (!openInBrowser(address))
    console.log('There is no screen here: open that address in a browser on this machine.');
  console.log('Ctrl+C ends it.');
  await new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  await server.stop();
  return 0;
}

/** Opens the workbench without a window and waits for what shows that the extension runs: its findings in the editor. */
async function checkWorkbench() {
  const { openWorkbench } = await import('./vscode-host.mjs');
  const workbench = await openWorkbench({ folder, file });
  try {
    await workbench.page.waitForSelector('.squiggly-warning, .squiggly-info, .squiggly-error', {
      timeout: 60_000,
    });
    console.log(`OK: VS Code ${workbench.server.version.vscode} runs the extension on examples/`);
    return 0;
  } catch (error) {
    console.error(`The extension shows nothing in the editor: ${error.message}`);
    console.error(workbench.messages.slice(-20).join('\n'));
    return 1;
  } finally {
    await workbench.close();
  }
}

await installDependencies();
const built = await show('npm', ['run', '--silent', 'build']);
if (built !== 0 || !existsSync(join(projectRoot, 'dist', 'extension.js'))) {
  console.error('The build failed.');
  process.exit(1);
}
const vscode = check || process.argv.includes('--browser') ? undefined : installedVscode();
process.exitCode = check ? await checkWorkbench() : vscode ? await openInstalled(vscode) : await openServer();
