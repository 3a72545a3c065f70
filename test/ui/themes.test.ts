import { describe, expect, it } from 'vitest';
import type { ThemeKind } from '../../scripts/vscode-host.mjs';
import { Workbench } from './workbench';

interface Look {
  readonly name: string;
  readonly theme: ThemeKind;
  readonly viewport?: { readonly width: number; readonly height: number };
}
const looks: readonly Look[] = [
  { name: 'light', theme: 'light' },
  { name: 'dark', theme: 'dark' },
  { name: 'high-contrast', theme: 'high-contrast' },
  { name: 'high-contrast-light', theme: 'high-contrast-light' },
  { name: 'narrow', theme: 'dark', viewport: { width: 760, height: 800 } },
];

describe('the panel in every theme', () => {
  it.each(looks)(
    'draws text that stands out from its background: $name',
    async ({ name, theme, viewport }) => {
      const workbench = await Workbench.open({
        file: 'gelu_transformer.py',
        theme,
        ...(viewport ? { viewport } : {}),
      });
      try {
        await workbench.putCursor('gelu_transformer.py', 'nn.GELU(approximate="tanh")', 4);
        await workbench.runCommand('Activation Lens: Plot Activation');
        const frame = await workbench.panel('GELU');
        await expect.poll(() => workbench.drawnPixels(), { timeout: 10_000 }).toBeGreaterThan(500);
        await workbench.page.waitForTimeout(800);
        await workbench.picture(`panel-${name}`);
        const look = await frame.evaluate(() => {
          const style = getComputedStyle(document.body);
          const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
          const luminance = (colour: string): number =>
            channels(colour)
              .slice(0, 3)
              .map((channel) => channel / 255)
              .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
              .reduce((sum, channel, index) => sum + channel * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
          // The panel's page is transparent over the editor's background.
          const background = getComputedStyle(document.documentElement)
            .getPropertyValue('--vscode-editor-background')
            .trim();
          const probe = document.createElement('span');
          probe.style.color = background;
          document.body.append(probe);
          const [dark, light] = [luminance(getComputedStyle(probe).color), luminance(style.color)].sort(
            (a, b) => a - b,
          );
          probe.remove();
          return {
            contrast: ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05),
            overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            kind: document.body.className,
          };
        });
        expect(look.contrast).toBeGreaterThanOrEqual(theme.startsWith('high') ? 7 : 4.5);
        expect(look.overflow).toBeLessThanOrEqual(0);
      } finally {
        await workbench.close();
      }
    },
  );
});
