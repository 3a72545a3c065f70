// npm run pictures: the README's pictures, taken from the running extension on examples/.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './lib/steps.mjs';
import { openWorkbench } from './vscode-host.mjs';

const folder = join(projectRoot, 'examples');
const target = join(projectRoot, 'media', 'pictures');
const viewport = { width: 1120, height: 640 };
const settings = { 'editor.minimap.enabled': false, 'workbench.activityBar.location': 'hidden' };

async function quickInput(page, keys, text) {
  await page.keyboard.press(keys);
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(text);
  await page.waitForTimeout(1200);
  await input.press('Enter');
  await page.waitForTimeout(800);
}

/** Opens a file with the cursor at a place and no side bar, does what `act` does, and takes the picture. */
async function picture(name, { file, line, column, theme, wait }, act) {
  const workbench = await openWorkbench({ folder, file: join(folder, file), theme, viewport, settings });
  const { page } = workbench;
  try {
    await page.waitForSelector(wait, { timeout: 60_000 });
    await page.keyboard.press('Control+b');
    await page.locator('.view-lines').first().click();
    await quickInput(page, 'Control+g', `:${line}:${column}`);
    await act(page);
    await page.waitForTimeout(2500);
    await page.screenshot({ path: join(target, `${name}.png`) });
    console.log(`media/pictures/${name}.png`);
  } finally {
    await workbench.close();
  }
}

/** Plots what is under the cursor and waits until the panel has drawn it. */
async function plot(page) {
  await quickInput(page, 'F1', '>Activation Lens: Plot Activation');
  for (let tries = 0; tries < 200; tries++) {
    const drawn = (frame) => frame.evaluate(() => document.querySelector('#values-table tbody tr') !== null);
    const frames = await Promise.all(page.frames().map((frame) => drawn(frame).catch(() => false)));
    if (frames.includes(true)) return;
    await page.waitForTimeout(100);
  }
  throw new Error('The panel shows nothing.');
}
const squiggle = '.squiggly-error, .squiggly-warning, .squiggly-info';

await mkdir(target, { recursive: true });
await picture(
  'panel',
  { file: 'gelu_transformer.py', line: 15, column: 18, theme: 'dark', wait: '.mtk1' },
  plot,
);
await picture(
  'hover',
  { file: 'gelu_transformer.py', line: 15, column: 18, theme: 'light', wait: '.mtk1' },
  (page) => quickInput(page, 'F1', '>Show or Focus Hover'),
);
await picture(
  'finding',
  { file: 'xavier_relu_mlp.py', line: 26, column: 20, theme: 'dark', wait: squiggle },
  (page) => quickInput(page, 'F1', '>Show or Focus Hover'),
);
await picture('fix', { file: 'relu_rnn.py', line: 16, column: 55, theme: 'light', wait: squiggle }, (page) =>
  page.keyboard.press('Control+.'),
);
