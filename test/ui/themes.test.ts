import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThemeKind } from '../../scripts/vscode-host.mjs';
import type { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const file = 'gelu_transformer.py';
const call = 'nn.GELU(approximate="tanh")';
const longName = `def an_activation_with_${'a_very_'.repeat(12)}long_name(x):\n    return x.something_that_is_not_known_here()\n`;
const longCall = `self.${'intermediate_'.repeat(6)}activation = nn.LeakyReLU(negative_slope=0.123456789, inplace=True)`;
const long = `from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${longCall}


${longName}`;

/** Contrast of the page's text, its quiet text and its links with what is behind them, as WCAG counts it, and what sticks out sideways. */
function look(panel: PanelPage) {
  return panel.frame.evaluate(() => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const probe = document.createElement('span');
    document.body.append(probe);
    probe.style.color = getComputedStyle(document.documentElement)
      .getPropertyValue('--vscode-editor-background')
      .trim();
    const behind = channels(getComputedStyle(probe).color);
    probe.remove();
    const luminance = (parts: readonly number[]): number =>
      parts
        .slice(0, 3)
        .map((channel) => channel / 255)
        .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
        .reduce((sum, channel, index) => sum + channel * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
    const contrast = (selector: string): number => {
      const element = document.querySelector(selector);
      if (!element) return 0;
      const [red = 0, green = 0, blue = 0, opacity = 1] = channels(getComputedStyle(element).color);
      const seen = [red, green, blue].map(
        (channel, index) => channel * opacity + (behind[index] ?? 0) * (1 - opacity),
      );
      const [dark = 0, light = 0] = [luminance(seen), luminance(behind)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    return {
      text: contrast('#title'),
      quiet: contrast('#readout'),
      link: contrast('#jump'),
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
}

describe('the panel in every theme', () => {
  let workbench: Workbench;
  let panel: PanelPage;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'dark', files: { 'long_names.py': long } });
    await workbench.putCursor(file, call, 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    panel = await workbench.panelPage(call);
  });
  afterAll(() => workbench?.close());

  it.each(['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeKind[])(
    'draws text that stands out from its background, also when the theme changes: %s',
    async (theme) => {
      await workbench.useTheme(theme);
      await panel.at(`body.vscode-${theme}`).waitFor();
      await expect.poll(() => workbench.drawnPixels(), { timeout: 10_000 }).toBeGreaterThan(500);
      await panel.drawn();
      await workbench.picture(`panel-${theme}`);
      const { text, quiet, link, overflow } = await look(panel);
      const least = theme.startsWith('high') ? 7 : 4.5;
      expect(text).toBeGreaterThanOrEqual(least);
      expect(quiet).toBeGreaterThanOrEqual(4.5);
      expect(link).toBeGreaterThanOrEqual(4.5);
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );

  it.each(['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeKind[])(
    'hovers with a picture in the colours of %s',
    async (theme) => {
      await workbench.useTheme(theme);
      await workbench.putCursor(file, call, 4);
      const curve = await workbench.hoverPicture();
      await workbench.picture(`hover-${theme}`);
      // Blue of f as the palette has it for this theme.
      const blue = {
        light: '#0072b2',
        dark: '#56b4e9',
        'high-contrast': '#6fc8ff',
        'high-contrast-light': '#00518a',
      };
      expect(curve.toLowerCase()).toContain(blue[theme]);
      await workbench.page.keyboard.press('Escape');
    },
  );

  describe('at a width of 320 pixels', () => {
    beforeAll(() => workbench.setPanelWidth(320));
    const widthOf = () => panel.frame.evaluate(() => window.innerWidth);

    it('fits, with every section open and three functions', async () => {
      for (const section of ['compare', 'distribution', 'kinks', 'values', 'view', 'export'] as const)
        await panel.open(section);
      for (const label of ['SELU', 'Softsign']) {
        await panel.at('[data-control="compare"]').selectOption({ label });
        await panel.at('#compare-add').click();
      }
      await expect.poll(() => panel.at('#functions li').count()).toBe(3);
      expect(await widthOf()).toBe(320);
      expect((await look(panel)).overflow).toBeLessThanOrEqual(0);
      await panel.tidy();
    });

    it('fits a long name, and a refusal with one', async () => {
      await workbench.openFile('long_names.py');
      await workbench.putCursor('long_names.py', 'nn.LeakyReLU', 4);
      await expect.poll(() => panel.text('#title')).toContain('0.123456789');
      expect((await look(panel)).overflow).toBeLessThanOrEqual(0);
      await workbench.putCursor('long_names.py', 'an_activation_with', 4);
      await expect.poll(() => panel.text('#status')).toContain('something_that_is_not_known_here');
      expect(await panel.text('#status')).toContain('Still showing nn.LeakyReLU');
      expect(await widthOf()).toBe(320);
      expect((await look(panel)).overflow).toBeLessThanOrEqual(0);
      await workbench.picture('panel-narrow-refusal');
    });
  });
});
