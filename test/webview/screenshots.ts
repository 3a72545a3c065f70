/** Takes pictures of the page in the four themes and three widths: bundle it with esbuild for node (packages external) and run it from the project's root. Not a test. */
import { mkdirSync } from 'node:fs';
import { bundle, launch, open } from './browser';
import { branches, leaky, plotOf, signal } from './plots';
import type { ThemeName } from './themes';

const folder = process.argv[2] ?? 'test-results/panel';
mkdirSync(folder, { recursive: true });
const browser = await launch();
const script = await bundle();
const sections = ['compare', 'kinks', 'values', 'view', 'export'];
const only = process.argv[3];
for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeName[]) {
  for (const width of [320, 600, 1000]) {
    const name = `${theme}-${width}`;
    if (only && !name.includes(only)) continue;
    const panel = await open(browser, script, { theme, width, height: 900 });
    const picture = (what: string) =>
      panel.page.screenshot({ path: `${folder}/${name}-${what}.png`, fullPage: true });
    await panel.post({ type: 'show', plot: leaky, as: 'follow' });
    await panel.answer();
    await picture('plain');
    for (const section of sections) await panel.page.click(`[data-section="${section}"] > summary`);
    for (const plot of [
      plotOf('gelu', 'nn.GELU()'),
      plotOf('selu', 'self.features.block3.activation_layer_with_a_long_name'),
    ])
      await panel.post({ type: 'show', plot, as: 'compare' });
    await panel.page.focus('.chart');
    for (let press = 0; press < 8; press += 1) await panel.page.keyboard.press('ArrowLeft');
    await picture('full');
    await panel.post(signal);
    await picture('signal');
    await panel.post({
      ...signal,
      models: [
        {
          name: 'ResNet',
          layers: branches,
          blocks: [],
          complete: true,
          cut: true,
          stops: [],
          sizes: [],
          arguments: [],
          fits: true,
          recommended: null,
          origin: null,
        },
      ],
    });
    await picture('branches');
    panel.close();
    const second = await open(browser, script, { theme, width, height: 900 });
    const shot = (what: string) =>
      second.page.screenshot({ path: `${folder}/${name}-${what}.png`, fullPage: true });
    await second.post({ type: 'show', plot: plotOf('gelu', 'nn.GELU()'), as: 'follow' });
    await second.answer();
    await second.page.click('#toggle-curvature');
    await shot('curvature');
    await second.post({ type: 'show', plot: plotOf('softmax', 'nn.Softmax(dim=-1)'), as: 'follow' });
    await second.answer();
    await shot('softmax');
    second.close();
  }
}
await browser.close();
