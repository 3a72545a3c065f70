/** One VS Code server and one browser for all files: each workbench is a window of its own, with a folder and settings of its own. */
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { browserLaunch, startServer } from '../../scripts/vscode-host.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    host: { readonly port: number; readonly browser: string };
  }
}

export default async function start({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const browser = await chromium.launchServer(await browserLaunch());
  provide('host', { port: server.port, browser: browser.wsEndpoint() });
  return async () => {
    await browser.close();
    await server.stop();
  };
}
