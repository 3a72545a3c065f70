// What a person's hands do in a workbench, for scripts that take pictures of it and for the UI tests.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { themes } from '../vscode-host.mjs';

/** Presses keys, types into the box that opens, and takes what it offers. */
export async function quickInput(page, keys, text) {
  const input = page.locator('.quick-input-widget input').first();
  for (let tries = 0; tries < 5 && !(await input.isVisible()); tries++) {
    await page.keyboard.press(keys);
    await input.waitFor({ timeout: 3_000 }).catch(() => undefined);
  }
  await input.fill(text);
  await page.waitForTimeout(900);
  await input.press('Enter');
  await page.waitForTimeout(600);
}

/** Opens a file beside the panel, not over it. */
export async function openFile(page, name) {
  await page.keyboard.press('Control+1');
  await quickInput(page, 'Control+p', name);
}

/** Puts the cursor at a place of the file in front. */
export async function goTo(page, line, column) {
  await page.keyboard.press('Control+1');
  await quickInput(page, 'Control+g', `:${line}:${column}`);
}

/** The panel's frame, once it has drawn a table of values. */
export async function panelFrame(page) {
  for (let tries = 0; tries < 200; tries++) {
    for (const frame of page.frames()) {
      const isDrawn = await frame
        .evaluate(() => document.querySelector('#values-table tbody tr') !== null)
        .catch(() => false);
      if (isDrawn) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error('The panel shows nothing.');
}

/** Plots what is under the cursor. */
export async function plot(page) {
  await quickInput(page, 'F1', '>Activation Lens: Plot Activation');
  return panelFrame(page);
}

/** Another colour theme, by the workspace's settings: the folder must be one to write into. */
export async function useTheme(page, folder, kind, settings = {}) {
  await mkdir(join(folder, '.vscode'), { recursive: true });
  const text = JSON.stringify({ ...settings, 'workbench.colorTheme': themes[kind] });
  const name = {
    light: 'vs',
    dark: 'vs-dark',
    'high-contrast': 'hc-black',
    'high-contrast-light': 'hc-light',
  };
  const themed = page.locator(`.monaco-workbench.${name[kind]}`);
  const isThere = (timeout) =>
    themed.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  // The watcher of a folder that was just opened may miss the first change of a file in it: it is written again.
  for (let tries = 0; tries < 3; tries++) {
    await writeFile(join(folder, '.vscode', 'settings.json'), text + '\n'.repeat(tries));
    if (await isThere(5_000)) return;
  }
  // A busy machine may lose every change of the file: the workbench's own list of themes remains.
  await quickInput(page, 'F1', '>Preferences: Color Theme');
  await page.keyboard.type(themes[kind]);
  await page.keyboard.press('Enter');
  if (await isThere(30_000)) return;
  throw new Error(`The workbench does not take the theme ${kind}.`);
}

/** Makes the window so wide that the panel's page has this width; editor and panel share it evenly. */
export async function setPanelWidth(page, frame, width, height) {
  for (let tries = 0; tries < 20; tries++) {
    const now = await frame.evaluate(() => window.innerWidth);
    if (now === width) return;
    const window = page.viewportSize();
    await page.setViewportSize({ width: window.width + 2 * (width - now), height: height ?? window.height });
    await page.waitForTimeout(300);
  }
  throw new Error(`The panel does not become ${width} pixels wide.`);
}
