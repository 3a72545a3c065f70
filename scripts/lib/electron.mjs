// The suite in VS Code for the desktop, for machines that have one or can download it.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheFolder } from './host-cache.mjs';
import { parseResult } from './suite-result.mjs';
import { projectRoot } from './steps.mjs';

/** Runs the bundled suite in VSCODE_PATH, or in a downloaded VS Code, and returns what the suite reports. */
export async function runElectronTests({ tests, folder, timeout = 240_000 }) {
  const binary =
    process.env.VSCODE_PATH ?? (await downloadAndUnzipVSCode({ cachePath: join(cacheFolder, 'electron') }));
  const data = await mkdtemp(join(tmpdir(), 'activation-lens-electron-'));
  const workspace = join(data, 'workspace');
  await cp(folder, workspace, { recursive: true });
  const child = spawn(
    binary,
    [
      workspace,
      ...[`--extensionDevelopmentPath=${projectRoot}`, `--extensionTestsPath=${tests}`],
      ...[`--user-data-dir=${join(data, 'user')}`, `--extensions-dir=${join(data, 'extensions')}`],
      ...[
        '--no-sandbox',
        '--disable-gpu',
        '--disable-updates',
        '--skip-welcome',
        '--disable-workspace-trust',
      ],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const giveUp = setTimeout(() => child.kill('SIGKILL'), timeout);
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  try {
    const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
    const result = said
      .split('\n')
      .map(parseResult)
      .find((found) => found !== undefined);
    if (result === undefined)
      throw new Error(`it ended with ${code} and without a result:\n${said.slice(-2000)}`);
    return result;
  } finally {
    clearTimeout(giveUp);
    await rm(data, { recursive: true, force: true });
  }
}
