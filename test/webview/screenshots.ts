/** Takes pictures of the page in the four themes and three widths: bundle it with esbuild for node (packages external) and run it from the project's root. Not a test. */
import { mkdirSync } from 'node:fs';
import { bundle, launch, open } from './browser';
import { leaky, plotOf } from './plots';
import type { ThemeName } from './themes';

const folder = process.argv[2] ?? 'test-results/panel';
mkdirSync(folder, { recursive: true });
const browser = await launch();
const script = await bundle();
for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeName[]) {
  for (const width of [320, 600, 1000]) {
    const panel = await open(browser, script, { theme, width, height: 900 });
    await panel.post({ type: 'show', plot: leaky, as: 'follow' });
    await panel.page.screenshot({ path: `${folder}/${theme}-${width}.png`, fullPage: true });
    await panel.page.close();
  }
}
await browser.close();
void plotOf;
