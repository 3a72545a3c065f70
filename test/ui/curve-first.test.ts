import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThemeKind } from '../../scripts/vscode-host.mjs';
import type { PanelPage } from './panel-page';
import { every, Workbench } from './workbench';

const axe = (createRequire(`${process.cwd()}/`)('axe-core') as { readonly source: string }).source;
const file = 'study.py';
const calls = [
  'nn.LeakyReLU(0.2)',
  'nn.GELU()',
  'nn.Softmax(dim=-1)',
  'nn.ELU(alpha=1.5)',
  'nn.Hardtanh(-2, 3)',
];
const study = `import torch
from torch import nn

${calls.map((call, index) => `act${index} = ${call}`).join('\n')}


def swish(x, beta=1.0):
    return x * torch.sigmoid(beta * x)


def unknown(x):
    return x.something_that_is_not_known_here()


total = 3
`;
/** Enough functions for 200 small curves with the catalogue's. */
const many = `import torch

${Array.from({ length: 40 }, (_, index) => `def own${index}(x, scale=${index + 1}.0):\n    return torch.tanh(x / scale)\n`).join('\n\n')}
`;
const files = {
  [file]: study,
  ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`many_${name}.py`, many])),
};

/** A box in the page's own pixels, and the page's height. */
function boxOf(panel: PanelPage, selector: string) {
  return panel
    .at(selector)
    .first()
    .evaluate((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect();
      return { top, bottom, left, right, height: window.innerHeight };
    });
}

describe.each([
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
])('the panel in a window of $width × $height', (viewport) => {
  let workbench: Workbench;
  let panel: PanelPage;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, viewport, files });
    await workbench.putCursor(file, 'nn.LeakyReLU(0.2)', 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    panel = await workbench.panelPage('nn.LeakyReLU');
  });
  afterAll(() => workbench?.close());

  it('has slider and curve on one screen', async () => {
    const chart = await boxOf(panel, '#chart');
    const slider = await boxOf(panel, '[data-parameter="alpha"] input[type="range"]');
    await workbench.picture(`curve-first-${viewport.width}`);
    expect(chart.top).toBeGreaterThanOrEqual(0);
    expect(chart.bottom).toBeLessThanOrEqual(chart.height);
    expect(slider.bottom).toBeLessThanOrEqual(slider.height);
    expect(chart.bottom).toBeLessThanOrEqual(slider.top);
  });

  it('keeps the chart where it is while the cursor moves', async () => {
    const before = await boxOf(panel, '#chart');
    const stops = [...calls, 'swish(x', 'unknown(x', 'total = 3', 'import torch', 'return x *'];
    const places: unknown[] = [];
    const titles = new Set<string>();
    for (const stop of every ? [...stops, ...stops, ...stops] : stops) {
      await workbench.putCursor(file, stop, 4);
      await workbench.page.waitForTimeout(150);
      places.push(await boxOf(panel, '#chart'));
      titles.add(await panel.text('#title'));
    }
    expect(titles.size).toBeGreaterThan(3);
    expect(places).toEqual(places.map(() => before));
  }, 240_000);
});

describe('the gallery in the workbench', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'dark', files });
    await workbench.putCursor(file, 'nn.GELU()', 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    await workbench.panelPage('nn.GELU');
  });
  afterAll(() => workbench?.close());

  it('shows 200 activations, its own among them, and draws them in less than a second', async () => {
    await workbench.runCommand('Activation Lens: Browse Activations');
    const frame = await workbench.frameWith('#gallery', 'GELU');
    await expect
      .poll(() => frame.locator('#gallery .card').count(), { timeout: 30_000 })
      .toBeGreaterThanOrEqual(200);
    const milliseconds = await frame.evaluate(async () => {
      const next = () =>
        new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      document.querySelector<HTMLButtonElement>('#tab-activation')?.click();
      await next();
      const begin = performance.now();
      document.querySelector<HTMLButtonElement>('#tab-gallery')?.click();
      await next();
      return performance.now() - begin;
    });
    console.log(`200 activations drawn in ${milliseconds.toFixed(0)} ms`);
    await workbench.picture('gallery-dark');
    expect(milliseconds).toBeLessThan(1_000);
  });

  it('writes one at the cursor in the framework of the file', async () => {
    const frame = await workbench.frameWith('#gallery', 'GELU');
    await frame.locator('[data-id="silu"] .link').click();
    await expect.poll(() => workbench.shownText(), { timeout: 10_000 }).toContain('nn.SiLU()');
  });

  it.each(['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeKind[])(
    'has nothing for axe-core to find in %s',
    async (theme) => {
      await workbench.useTheme(theme);
      const frame = await workbench.frameWith('#gallery', 'GELU');
      await frame.locator(`body.vscode-${theme}`).waitFor();
      await frame.evaluate(axe);
      const found = await frame.evaluate(async () => {
        interface Found {
          readonly violations: readonly {
            readonly id: string;
            readonly nodes: readonly { readonly html: string }[];
          }[];
        }
        const checker = (window as unknown as { readonly axe: { run(target: Document): Promise<Found> } })
          .axe;
        const { violations } = await checker.run(document);
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`);
      });
      await workbench.picture(`gallery-${theme}`);
      expect(found).toEqual([]);
    },
  );
});
