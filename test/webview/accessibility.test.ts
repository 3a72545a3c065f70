import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToPanel } from '../../src/protocol';
import { violations } from './axe';
import { bundle, launch, open } from './browser';
import { leaky, origin, plotOf, signal } from './plots';
import type { ThemeName } from './themes';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

/** Functions of one's own as a workspace may have them. */
const galleryOf = (count: number): Extract<ToPanel, { type: 'gallery' }> => ({
  type: 'gallery',
  own: Array.from({ length: count }, (_, index) => ({
    plot: {
      ...leaky,
      title: `Squared${index}(scale=1.0)`,
      function: { kind: 'custom', key: `k${index}`, name: `Squared${index}` },
    },
    y: Array.from({ length: 61 }, (__, at) => Math.max(0, (at - 30) / 6) ** 2),
    traits: { bounded: false, monotonic: true, smooth: true },
  })),
  frameworks: { relu: ['torch', 'keras'], selu: ['torch'] },
  complete: true,
  reveal: true,
});

/** A network whose way stops, with lengths and arguments that the code leaves open and that do not go together. */
const stopped: Extract<ToPanel, { type: 'signal' }> = {
  ...signal,
  models: signal.models.map((model) => ({
    ...model,
    name: 'AVeryLongNameOfANetworkThatNobodyWouldWriteButManyDo',
    recommended: null,
    cut: true,
    fits: false,
    stops: [{ what: 'self.helper', directions: ['forward', 'backward'], missing: 'rule', origin }],
    sizes: [{ name: 'time', length: 128 }],
    arguments: [
      { name: 'state_dim', value: 64 },
      { name: 'action_std_init', value: null },
    ],
  })),
};

describe.each(['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeName[])(
  'axe-core in %s',
  (theme) => {
    it('finds nothing in the panel with everything open, the gallery, and the signal', async () => {
      const panel = await open(browser, script, { theme, width: 620, height: 800 });
      try {
        await panel.post({ type: 'show', plot: leaky, as: 'follow' });
        await panel.answer();
        expect(await violations(panel)).toEqual([]);
        for (const section of await panel.page.$$('.section:not([open]):not([hidden]) > summary'))
          await section.click();
        await panel.post({ type: 'show', plot: plotOf('gelu', 'nn.GELU()'), as: 'compare' });
        await panel.page.click('#toggle-landmarks');
        await panel.post({ type: 'nothing', reason: 'There is no activation under the cursor.' });
        expect(await violations(panel)).toEqual([]);
        await panel.post(galleryOf(3));
        expect(await violations(panel)).toEqual([]);
        await panel.post(signal);
        for (const section of await panel.page.$$(
          '#view-signal .section:not([open]):not([hidden]) > summary',
        ))
          await section.click();
        expect(await violations(panel)).toEqual([]);
        await panel.post(stopped);
        expect(await panel.page.textContent('#view-signal')).toContain('cannot be followed');
        expect(await violations(panel)).toEqual([]);
        await panel.post({ type: 'signal', models: [], selected: 0, others: [], cursor: [], reveal: true });
        expect(await violations(panel)).toEqual([]);
      } finally {
        panel.close();
      }
    });
  },
);

describe('the gallery', () => {
  it('finds by words, traits and framework, plots, compares, and asks to insert', async () => {
    const panel = await open(browser, script, {});
    const { page } = panel;
    try {
      await panel.post(galleryOf(2));
      const visible = () =>
        page.$$eval('#gallery .card:not([hidden]) .card-name', (names) =>
          names.map((name) => name.textContent),
        );
      expect((await visible()).length).toBe(57);
      await page.fill('[data-control="gallery-search"]', 'leaky');
      expect(await visible()).toContain('Leaky ReLU');
      expect((await visible()).length).toBeLessThan(5);
      await page.fill('[data-control="gallery-search"]', '');
      await page.click('#filter-selfNormalising');
      expect(await visible()).toEqual(['SELU']);
      await page.click('#filter-bounded');
      expect(await visible()).toEqual([]);
      expect(await page.textContent('#gallery-count')).toContain('Nothing has all of this.');
      await page.click('#filter-selfNormalising');
      expect(await visible()).toContain('Tanh');
      await page.click('#filter-bounded');
      await page.click('#filter-own');
      expect(await visible()).toEqual(['Squared0(scale=1.0)', 'Squared1(scale=1.0)']);
      await page.click('#filter-own');
      await page.selectOption('[data-control="gallery-framework"]', 'keras');
      expect((await visible()).filter((name) => !name?.startsWith('Squared'))).toEqual(['ReLU']);
      await panel.said();
      await page.click('[data-id="relu"] .link');
      expect((await panel.said()).filter(({ type }) => type === 'insert')).toEqual([
        { type: 'insert', id: 'relu' },
      ]);
      await page.click('[data-id="relu"] .toggle');
      await page.waitForSelector('[data-id="relu"] .toggle[aria-pressed="true"]');
      await page.selectOption('[data-control="gallery-framework"]', '');
      await page.focus('[data-id="gelu"] .card-plot');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#functions li:nth-child(2)');
      expect(await page.textContent('#title')).toBe('GELU');
      expect(await page.textContent('#functions')).toContain('ReLU');
      expect(await page.textContent('#apart')).toMatch(/GELU and ReLU are at most 0\.17 apart/);
    } finally {
      panel.close();
    }
  });
});

describe('the box for an expression', () => {
  it('asks to draw what is typed, says what is wrong, and asks for code', async () => {
    const panel = await open(browser, script, {});
    const { page } = panel;
    try {
      await page.fill('[data-control="expression"]', 'x * sigmoid(beta * x)');
      await page.press('[data-control="expression"]', 'Enter');
      await page.waitForFunction(() => window.said.some(({ type }) => type === 'expression'));
      await panel.post({ type: 'expression', problem: 'The function `frob` is not known here.' });
      expect(await page.textContent('[data-section="expression"] .problem')).toContain('frob');
      await panel.post({ type: 'expression', problem: '' });
      await panel.post({
        type: 'show',
        plot: {
          function: {
            kind: 'custom',
            key: 'typed#1',
            name: 'x * sigmoid(beta * x)',
            expression: 'x * sigmoid(beta * x)',
            parameters: [{ name: 'beta', value: 1, whole: false }],
          },
          title: 'x * sigmoid(beta * x)',
          api: '',
          framework: null,
        },
        as: 'choose',
      });
      await page.fill('[data-parameter="beta"] input.number', '1.7');
      await panel.said();
      await page.click('#copy-torch');
      expect((await panel.said()).filter(({ type }) => type === 'copyCode')).toEqual([
        { type: 'copyCode', text: 'x * sigmoid(beta * x)', target: 'torch', parameters: { beta: 1.7 } },
      ]);
    } finally {
      panel.close();
    }
  });
});
