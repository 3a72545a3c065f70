/** The panel's page in a real browser, with a stand-in for the editor around it: its API, its theme, its content security policy. */
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { createRequire } from 'node:module';
import { build, type Plugin } from 'esbuild';
import { installedBrowser } from '../../scripts/lib/host-cache.mjs';
import { english } from '../../src/core/phrase';
import { factsOf, formulaOf } from '../../src/server/panel/panel-facts';
import type { ToExtension, ToPanel } from '../../src/protocol';
import { bodyClasses, themes, type ThemeName } from './themes';

const { shakeClasses } = createRequire(`${process.cwd()}/`)('./scripts/shake-classes.cjs') as {
  readonly shakeClasses: Plugin;
};

const origin = 'http://panel.test';

/** Throws when there is no browser: these tests are never skipped. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? installedBrowser() ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** The page's script as it ships, minified. */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/webview/main.ts'],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [shakeClasses],
  });
  return outputFiles[0]?.text ?? '';
}

export interface PanelPage {
  readonly page: Page;
  /** Posts a message as the extension would and waits for the frame that draws it. */
  post(message: ToPanel): Promise<void>;
  /** Answers what the page asked about activations, as the extension does. */
  answer(): Promise<void>;
  /** Everything the page has said since the last call. */
  said(): Promise<readonly ToExtension[]>;
  /** What VS Code would keep. */
  saved(): Promise<unknown>;
  setTheme(theme: ThemeName): Promise<void>;
  /** Gives the tab back for the next test. */
  readonly close: () => void;
  /** Errors on the page's console, broken security policy included. */
  readonly errors: readonly string[];
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  readonly reducedMotion?: boolean;
}

/** A tab of the browser that one test after the other uses: to open one costs more than most tests do in it. */
interface Tab {
  readonly page: Page;
  errors: string[];
  script: string;
  isBusy: boolean;
}
const tabs = new WeakMap<Browser, Tab[]>();

async function freeTab(browser: Browser): Promise<Tab> {
  const opened = tabs.get(browser) ?? [];
  const free = opened.find(({ isBusy }) => !isBusy);
  if (free !== undefined) return free;
  const page = await browser.newPage();
  const tab: Tab = { page, errors: [], script: '', isBusy: true };
  tabs.set(browser, [...opened, tab]);
  page.on('console', (message) => {
    if (message.type() === 'error') tab.errors.push(message.text());
  });
  page.on('pageerror', (error) => tab.errors.push(error.message));
  await page.route(`${origin}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/webview.js') return route.fulfill({ contentType: 'text/javascript', body: tab.script });
    if (path === '/panel.css')
      return route.fulfill({ contentType: 'text/css', body: readFileSync('media/panel.css', 'utf8') });
    return route.fulfill({ contentType: 'text/html', body: html });
  });
  await page.addInitScript(editorStandIn);
  return tab;
}

export async function open(browser: Browser, script: string, options: OpenOptions = {}): Promise<PanelPage> {
  const tab = await freeTab(browser);
  const { page } = tab;
  const errors: string[] = [];
  Object.assign(tab, { errors, script, isBusy: true });
  await page.setViewportSize({ width: options.width ?? 600, height: options.height ?? 800 });
  await page.emulateMedia({ reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference' });
  await page.mouse.move(0, 0);
  const query = new URLSearchParams({
    theme: options.theme ?? 'dark',
    state: JSON.stringify(options.state ?? null),
  });
  await page.goto(`${origin}/?${query}`);
  const panel: PanelPage = {
    page,
    errors,
    close: () => {
      tab.isBusy = false;
    },
    async post(message) {
      await page.evaluate(async (data) => {
        window.postMessage(data, '*');
        for (let frame = 0; frame < 3; frame += 1)
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      }, message);
    },
    async answer() {
      // What was just pressed asks with the next drawing.
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30))),
      );
      for (const asked of await page.evaluate(() => window.said)) {
        if (asked.type === 'formula') await panel.post(formulaOf(asked.id));
        if (asked.type === 'facts') await panel.post(factsOf(asked, english));
      }
    },
    said: () => page.evaluate(() => window.said.splice(0)),
    saved: () => page.evaluate(() => window.kept),
    async setTheme(theme) {
      await page.evaluate(
        ({ variables, classes }) => {
          document.documentElement.removeAttribute('style');
          for (const [name, value] of Object.entries(variables))
            document.documentElement.style.setProperty(`--vscode-${name}`, value);
          document.body.className = classes;
        },
        { variables: themes[theme], classes: bodyClasses[theme] },
      );
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30))),
      );
    },
  };
  await panel.setTheme(options.theme ?? 'dark');
  return panel;
}

declare global {
  interface Window {
    said: ToExtension[];
    kept: unknown;
  }
}

function editorStandIn(): void {
  window.said = [];
  window.kept = JSON.parse(new URLSearchParams(location.search).get('state') ?? 'null');
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: ToExtension) => window.said.push(structuredClone(message)),
      getState: () => window.kept ?? undefined,
      setState: (next: unknown) => {
        window.kept = structuredClone(next);
      },
    }),
  });
}

const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${origin}; script-src 'nonce-test'; img-src ${origin} data:; font-src ${origin}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/panel.css"><title>Activation Lens</title></head>
<body><script nonce="test" src="/webview.js"></script></body></html>`;
