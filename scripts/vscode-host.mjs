// A real VS Code for tests: its server, a workbench in Chromium, and the extension's own test suite inside its extension host.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumBinary, nodeBinary, vscodeServer } from './lib/host-cache.mjs';
import { projectRoot } from './lib/steps.mjs';
import { parseResult } from './lib/suite-result.mjs';
import { hostVersions } from './lib/vscode-versions.mjs';

const host = '127.0.0.1';

/** Names of VS Code's own colour themes, by kind. */
export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

async function freePort() {
  const probe = createServer();
  await new Promise((listening, failed) => probe.once('error', failed).listen(0, host, listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

async function runToEnd(binary, args) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  if (code !== 0)
    throw new Error(`VS Code's server ended with ${code}:\n${said.trim().split('\n').slice(-8).join('\n')}`);
  return said;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
};

/**
 * Starts a VS Code server with fresh data folders and waits until it listens.
 * @param {import('./vscode-host.d.mts').ServerOptions} options
 */
export async function startServer({ version = hostVersions.newest, settings = {}, theme, vsix } = {}) {
  const vscode = await vscodeServer(version);
  const node = await nodeBinary(version.node);
  const data = await mkdtemp(join(tmpdir(), 'activation-lens-host-'));
  const userFolder = join(data, 'user', 'User');
  await mkdir(userFolder, { recursive: true });
  const colourTheme = theme === undefined ? {} : { 'workbench.colorTheme': themes[theme] };
  const userSettings = JSON.stringify({ ...quietSettings, ...colourTheme, ...settings }, null, 2);
  await writeFile(join(userFolder, 'settings.json'), userSettings);
  const folders = [
    ...['--user-data-dir', join(data, 'user')],
    ...['--server-data-dir', join(data, 'server')],
    ...['--extensions-dir', join(data, 'extensions')],
  ];
  const serverMain = join(vscode, 'out', 'server-main.js');
  if (vsix !== undefined) {
    const install = ['--install-extension', resolve(vsix), '--force', '--accept-server-license-terms'];
    await runToEnd(node, [serverMain, ...folders, ...install]);
  }
  const port = await freePort();
  const child = spawn(
    node,
    [
      serverMain,
      ...[
        '--host',
        host,
        '--port',
        String(port),
        '--without-connection-token',
        '--accept-server-license-terms',
      ],
      ...['--enable-smoke-test-driver', '--telemetry-level', 'off', '--disable-workspace-trust'],
      ...folders,
    ],
    // A group of its own, so that its extension hosts end with it.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  let log = '';
  const stopChild = () => {
    try {
      if (process.platform === 'win32') child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.once('exit', stopChild);
  const ended = new Promise((done) => child.once('close', done));
  await new Promise((listening, failed) => {
    const giveUp = setTimeout(() => failed(new Error(`VS Code's server does not listen:\n${log}`)), 60_000);
    const hear = (chunk) => {
      log += chunk;
      if (!/Extension host agent listening on/.test(log)) return;
      clearTimeout(giveUp);
      listening();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', failed);
    child.once('close', (code) => {
      clearTimeout(giveUp);
      failed(new Error(`VS Code's server ended with ${code} at its start:\n${log}`));
    });
  });
  return {
    port,
    version,
    log: () => log,
    pid: child.pid,
    async stop() {
      stopChild();
      await ended;
      process.off('exit', stopChild);
      await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
    },
  };
}

/**
 * The workbench's address: a folder, and the pairs that VS Code reads from `payload`.
 * @param {{ port: number }} server
 * @param {import('./vscode-host.d.mts').AddressOptions} options
 */
export function workbenchAddress(server, { folder, file, extension, tests, web = false }) {
  const remote = (path) =>
    `vscode-remote://${host}:${server.port}${encodeURI(resolve(path).replaceAll('\\', '/'))}`;
  const payload = [
    ...(extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ...(web ? [['extensionDevelopmentKind', 'web']] : []),
    ...(file === undefined ? [] : [['openFile', remote(file)]]),
  ];
  const query = new URLSearchParams({ folder: resolve(folder), payload: JSON.stringify(payload) });
  return `http://${host}:${server.port}/?${query}`;
}

/**
 * Settings that put the extension under development into the web worker host. The address asks for the same, but a manifest
 * with both `main` and `browser` is still placed beside the server without them.
 */
async function webWorkerSettings(extension) {
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8'));
  return { 'remote.extensionKind': { [`${manifest.publisher}.${manifest.name}`]: ['web'] } };
}

/** What Chromium is started with, by `launch` or as a server that several processes connect to. */
export async function browserLaunch({ headless = true } = {}) {
  return {
    executablePath: await chromiumBinary(hostVersions.newest.node),
    headless,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  };
}

/** Starts Chromium with nothing of an earlier run in it. */
export async function startBrowser(options = {}) {
  return chromium.launch(await browserLaunch(options));
}

/**
 * Opens a workbench that stays open, for tests that use it as a person does.
 * @param {import('./vscode-host.d.mts').WorkbenchOptions} options
 */
export async function openWorkbench(options) {
  const { folder, file, viewport = { width: 1280, height: 800 }, headless, vsix, web } = options;
  const webSettings = web ? await webWorkerSettings(options.extension ?? projectRoot) : {};
  const serverOptions = { ...options, settings: { ...webSettings, ...options.settings } };
  const server = options.server ?? (await startServer(serverOptions));
  const browser = options.browser ?? (await startBrowser({ headless }));
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  // What a language pack does; the workbench's own words stay English.
  if (options.language !== undefined)
    await page.addInitScript((language) => {
      globalThis._VSCODE_NLS_LANGUAGE = language;
    }, options.language);
  const messages = [];
  page.on('console', (message) => messages.push(message.text()));
  const extension = vsix === undefined ? (options.extension ?? projectRoot) : undefined;
  const address = workbenchAddress(server, { folder, file, extension, web });
  // A busy machine takes its time.
  await page.goto(address, { timeout: 120_000 });
  await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
  if (file !== undefined) await page.waitForSelector('.view-line', { timeout: 60_000 });
  return {
    page,
    server,
    address,
    messages,
    async close() {
      await context.close();
      if (options.browser === undefined) await browser.close();
      if (options.server === undefined) await server.stop();
    },
  };
}

/**
 * Runs the extension's suite inside an extension host and returns what it counted. Throws if the host does not start or the
 * suite does not report: that is a failure, never a skip.
 * @param {import('./vscode-host.d.mts').SuiteOptions} options
 */
export async function runExtensionTests(options) {
  const { kind, tests, folder, extension = projectRoot, timeout = 240_000, echo } = options;
  // The suite may write into its workspace: give it a copy.
  const workspace = await mkdtemp(join(tmpdir(), 'activation-lens-workspace-'));
  if (folder !== undefined) await cp(folder, workspace, { recursive: true });
  const web = kind === 'web';
  const webSettings = web ? await webWorkerSettings(extension) : {};
  const server = await startServer({ ...options, settings: { ...webSettings, ...options.settings } });
  let browser;
  try {
    browser = await startBrowser();
    const page = await browser.newPage();
    const messages = [];
    const reported = new Promise((done, failed) => {
      const giveUp = setTimeout(() => failed(new Error(`no result after ${timeout / 1000} s`)), timeout);
      page.on('console', (message) => {
        const text = message.text();
        messages.push(text);
        echo?.(text);
        const result = parseResult(text);
        if (result === undefined) return;
        clearTimeout(giveUp);
        done(result);
      });
      page.on('crash', () => failed(new Error('the page crashed')));
    });
    reported.catch(() => undefined);
    await page.goto(workbenchAddress(server, { folder: workspace, extension, tests, web }));
    return await reported.catch((error) => {
      const last = messages.slice(-25).join('\n');
      throw new Error(`${error.message}; the last the host said:\n${last}`, { cause: error });
    });
  } finally {
    await browser?.close();
    await server.stop();
    await rm(workspace, { recursive: true, force: true });
  }
}
