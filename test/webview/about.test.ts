import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allActivations } from '../../src/core/activations/catalogue';
import { formulaOf } from '../../src/server/panel/panel-facts';
import { readToPanel } from '../../src/protocol';
import { bundle, launch, open, type PanelPage } from './browser';
import { custom, leaky, plotOf } from './plots';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

async function withPanel(work: (panel: PanelPage) => Promise<void>, complaint?: string): Promise<void> {
  const panel = await open(browser, script);
  try {
    await work(panel);
    expect(panel.errors.filter((error) => !complaint || !error.includes(complaint))).toEqual([]);
  } finally {
    panel.close();
  }
}
const labels = (panel: PanelPage): Promise<(string | null)[]> =>
  panel.page.$$eval('#formulas > *', (found) =>
    found.map((shown) => shown.getAttribute('aria-label') ?? shown.textContent),
  );

describe('what is known of the activation in view', () => {
  it('is its formula and derivative, typeset in the colour of the text, with words', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      await panel.answer();
      expect(await labels(panel)).toEqual([
        'f(x) = { x if x ≥ 0; α x if x < 0 }',
        'f′(x) = { 1 if x > 0; α if x < 0 }',
      ]);
      const [size] = await panel.page.$$eval('#formulas svg', (found) =>
        found.map((shown) => ({
          width: shown.getBoundingClientRect().width,
          color: getComputedStyle(shown).fill === getComputedStyle(document.body).color,
        })),
      );
      expect(size?.width).toBeGreaterThan(80);
      expect(size?.color).toBe(true);
    }));

  it('is its range, saturation and initialisation, and those move with the slider', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      await panel.answer();
      expect(await panel.page.textContent('#facts')).toBe('Range (−∞, ∞) · strictly increasing');
      expect(await panel.page.textContent('#advice')).toBe(
        "Initialise with He: nn.init.kaiming_normal_(w, a=0.2, nonlinearity='leaky_relu'); gain 1.387 (calculate_gain)",
      );
      await panel.said();
      await panel.page.fill('[data-parameter="alpha"] input.number', '1');
      await panel.answer();
      expect(await panel.page.textContent('#advice')).toContain('a=1, nonlinearity');
      expect(await panel.page.textContent('#advice')).toContain('gain 1 (calculate_gain)');
    }));

  it('is asked for once, and never stands beside another curve', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      await panel.answer();
      await panel.post({ type: 'show', plot: plotOf('tanh', 'nn.Tanh()'), as: 'follow' });
      expect(await labels(panel)).toEqual([]);
      expect(await panel.page.textContent('#advice')).toBe('');
      await panel.said();
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      expect(await labels(panel)).toHaveLength(2);
      expect((await panel.said()).filter(({ type }) => type === 'formula')).toEqual([]);
    }));

  it('is the formula of the activation that a function of one’s own equals', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: custom, as: 'follow' });
      await panel.answer();
      expect((await labels(panel))[0]).toContain('σ(');
      expect(await panel.page.textContent('#facts')).toBe('');
    }));

  it(
    'has a picture that fits its message for the whole catalogue',
    () =>
      withPanel(async (panel) => {
        for (const { id, name } of allActivations) {
          const message = formulaOf(id);
          expect([id, readToPanel(message)]).toEqual([id, message]);
          await panel.post({ type: 'show', plot: plotOf(id, name), as: 'follow' });
          await panel.post(message);
          const shapes = await panel.page.$$eval('#formulas svg', (found) =>
            found.map((shown) => {
              const uses = [...shown.querySelectorAll('use')];
              const found = uses.filter((use) => document.querySelector(use.getAttribute('href') ?? ''));
              return uses.length > 0 && found.length === uses.length;
            }),
          );
          expect([id, shapes]).toEqual([id, [true, true]]);
        }
      }),
    60_000,
  );

  it('is copied shape by shape: nothing that runs, loads or styles comes with it', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      const hostile =
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="window.hurt=1" style="color:red">' +
        '<script>window.hurt=1</script><image href="http://elsewhere.test/a.png"/><a href="http://elsewhere.test"><path d="M0 0"/></a>' +
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">text</p></foreignObject><style>*{}</style>' +
        '<use href="http://elsewhere.test/#a"/><path d="M0 0L9 9" onclick="window.hurt=1" fill="url(http://elsewhere.test)"/></svg>';
      const broken = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g>';
      await panel.post({
        type: 'formula',
        id: 'leaky_relu',
        formula: { svg: hostile, words: 'shapes' },
        derivative: { svg: broken, words: 'in words' },
      });
      expect(await panel.page.$eval('#formulas', (shown) => shown.innerHTML)).toBe(
        '<svg viewBox="0 0 10 10" role="img" aria-label="shapes" fill="currentColor"><use></use><path d="M0 0L9 9"></path></svg><code>in words</code>',
      );
      expect(await panel.page.evaluate(() => 'hurt' in window)).toBe(false);
      // The page's policy is the second wall: it speaks up while the markup is read.
    }, 'Content Security Policy'));
});
