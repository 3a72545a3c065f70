import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignalModel, ToPanel } from '../../src/protocol';
import { propagationCsv, propagationSvg } from '../../src/webview/export/propagation';
import type { Theme } from '../../src/webview/theme';
import { bundle, launch, open, type PanelPage } from './browser';
import { branches, origin, signal } from './plots';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

async function withSignal(
  message: Extract<ToPanel, { type: 'signal' }>,
  act: (panel: PanelPage) => Promise<void>,
): Promise<void> {
  const panel = await open(browser, script, { width: 620, height: 900 });
  try {
    await panel.post(message);
    await panel.said();
    await act(panel);
    expect(panel.errors).toEqual([]);
  } finally {
    panel.close();
  }
}
const [classifier] = signal.models;
const of = (changes: Partial<SignalModel>, cursor: readonly number[] = []): typeof signal => {
  if (classifier === undefined) throw new Error('no model');
  return { ...signal, models: [{ ...classifier, ...changes }], cursor };
};
const chart = '[data-chart="forward"] .chart';
const jumps = async (panel: PanelPage): Promise<readonly string[]> =>
  (await panel.said()).flatMap((said) => (said.type === 'jumpToSource' ? [said.origin.label] : []));

describe('a chart of the Signal tab', () => {
  it('reads layers with the arrow keys and goes to the code with Enter', () =>
    withSignal(signal, async (panel) => {
      const { page } = panel;
      await page.focus(chart);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await page.textContent('#live')).toBe('features.2, line 21, Signal 0.25, as recommended: 1');
      expect(await page.textContent(`${chart} .tip`)).toContain('features.2, line 21');
      await page.keyboard.press('Enter');
      expect(await jumps(panel)).toEqual(['model.py:21']);
      await page.keyboard.press('End');
      expect(await page.textContent('#live')).toContain('classifier, line 31');
      await page.keyboard.press('Escape');
      expect(await page.isVisible(`${chart} .tip`)).toBe(false);
      await page.keyboard.press('Enter');
      expect(await jumps(panel)).toEqual([]);
    }));

  it('goes to the layer that is clicked', () =>
    withSignal(signal, async (panel) => {
      const box = await panel.page.locator(`${chart} canvas`).boundingBox();
      if (box === null) throw new Error('no chart');
      await panel.page.mouse.move(box.x + box.width - 20, box.y + 40);
      expect(await panel.page.textContent(`${chart} .tip`)).toContain('classifier, line 31');
      await panel.page.mouse.click(box.x + box.width - 20, box.y + 40);
      expect(await jumps(panel)).toEqual(['model.py:31']);
    }));

  it('names each suggestion that the second line stands for, with a way to its finding', () =>
    withSignal(signal, async (panel) => {
      expect(await panel.page.textContent('#signal-fixes')).toBe(
        'Use He initialisation for all 12 layers of model: model.py:40',
      );
      await panel.page.click('#signal-fixes button');
      expect(await jumps(panel)).toEqual(['model.py:40']);
      await panel.post(of({ recommended: null }));
      expect(await panel.page.isVisible('#signal-fixes')).toBe(false);
      expect(await panel.page.textContent('.legend')).not.toContain('as recommended');
    }));

  it('asks for lengths that the code leaves open, and takes what is typed', () =>
    withSignal(of({ sizes: [{ name: 'time', length: 128 }], origin }), async (panel) => {
      const { page } = panel;
      expect(await page.textContent('#signal-lengths')).toBe('The code does not say, taken as:time');
      const field = page.getByLabel('time');
      expect(await field.inputValue()).toBe('128');
      await field.fill('256');
      await field.press('Enter');
      const sent = async () => (await panel.said()).filter(({ type }) => type === 'sizes');
      expect(await sent()).toEqual([{ type: 'sizes', origin, sizes: { time: 256 }, arguments: {} }]);
      await field.fill('0');
      await field.press('Enter');
      expect(await sent()).toEqual([]);
      await panel.post(of({ sizes: [{ name: 'time', length: 30 }], fits: false, origin }));
      expect(await page.textContent('#signal-lengths-problem')).toBe(
        'With these lengths the layers do not fit together.',
      );
      await panel.post(of({ sizes: [] }));
      expect(await page.isVisible('#signal-lengths-problem')).toBe(false);
      expect(await page.isVisible('#signal-lengths')).toBe(false);
    }));

  it('asks for arguments that the code gives nowhere', () =>
    withSignal(
      of({
        arguments: [
          { name: 'dim', value: 512 },
          { name: 'kind', value: null },
        ],
        origin,
      }),
      async (panel) => {
        const field = panel.page.getByLabel('dim');
        expect(await field.inputValue()).toBe('512');
        expect(await panel.page.getByLabel('kind').inputValue()).toBe('');
        await field.fill('768');
        await field.press('Enter');
        expect((await panel.said()).filter(({ type }) => type === 'sizes')).toEqual([
          { type: 'sizes', origin, sizes: {}, arguments: { dim: 768 } },
        ]);
      },
    ));

  it('says below it where the walk stops, in the direction in which it does', () =>
    withSignal(
      of({
        stops: [
          {
            what: 'scan',
            directions: ['forward'],
            missing: 'rule',
            origin: { ...origin, label: 'model.py:77' },
          },
          {
            what: 'matmul',
            directions: ['forward'],
            missing: 'positions',
            origin: { ...origin, label: 'model.py:78' },
          },
          {
            what: 'nn.Linear',
            directions: ['forward'],
            missing: 'weights',
            origin: { ...origin, label: 'model.py:79' },
          },
        ],
      }),
      async (panel) => {
        const line = '[data-chart="forward"] .stops li';
        expect(await panel.page.locator(line).allTextContents()).toEqual([
          'Through scan the signal cannot be followed: model.py:77.',
          'What matmul keeps depends on the number of positions, which is not known from the code: model.py:78.',
          'How nn.Linear starts, or how wide it is, is not known from the code: model.py:79.',
        ]);
        expect(await panel.page.locator('[data-chart="backward"] .stops li').count()).toBe(0);
        await panel.page.click(`${line}:first-child button`);
        expect(await jumps(panel)).toEqual(['model.py:77']);
      },
    ));

  it('is a sentence where no figure is known', () =>
    withSignal(
      of({
        recommended: null,
        layers: branches.map((layer) => ({ ...layer, backward: { now: 'unknown', stretch: 0 } })),
      }),
      async ({ page }) => {
        expect(await page.isVisible('[data-chart="backward"] .chart')).toBe(false);
        expect(await page.textContent('[data-chart="backward"] .quiet')).toBe(
          'The gradient at the first layer is not known.',
        );
        expect(await page.isVisible(chart)).toBe(true);
      },
    ));

  it('marks the layer at the cursor as it moves, without another drawing of the models', () =>
    withSignal(of({}, [3]), async (panel) => {
      const { page } = panel;
      const marked = () =>
        page.$$eval('#signal-table tr.at-cursor th', (all) => all.map((one) => one.textContent));
      expect(await marked()).toEqual(['features.6']);
      await panel.post({ type: 'signalCursor', selected: 0, cursor: [4, 5] });
      expect(await marked()).toEqual(['features.8', 'features.10']);
      expect(await page.textContent('#values-shares caption')).toBe('ReLU');
      expect(await page.getAttribute('#values-shares', 'data-layer')).toBe('features.8');
    }));
});

describe('values on the curve', () => {
  it('are those of the layer that is picked, by list or by strip', () =>
    withSignal(signal, async ({ page }) => {
      const dead = () => page.getAttribute('#values-shares [data-figure="dead"] td', 'data-value');
      expect(await page.locator('.shares .column').count()).toBe(11);
      expect(await dead()).toBe('0');
      await page.selectOption('[data-control="values-layer"]', { label: 'features.10, line 25' });
      await page.waitForSelector('#values-shares[data-layer="features.10"]');
      expect(await dead()).toBe('0.1');
      await page.locator('.shares .column').nth(10).click();
      await page.waitForSelector('#values-shares[data-layer="features.20"]');
      expect(await dead()).toBe('0.2');
    }));
});

describe('over time', () => {
  const steps = [0.5, 0.25, 0.125];
  const recurrent = of({
    layers: (classifier?.layers ?? []).map((layer, index) =>
      index === 2
        ? { ...layer, overTime: { signal: steps, size: steps, gradient: steps, known: false } }
        : layer,
    ),
  });
  it('is there for models with a recurrent layer only', () =>
    withSignal(signal, async (panel) => {
      const section = '[data-section="signal-time"]';
      expect(await panel.page.isVisible(section)).toBe(false);
      await panel.post(recurrent);
      expect(await panel.page.isVisible(section)).toBe(true);
      expect(await panel.page.textContent('#signal-time-layer')).toContain('features.4, line 22: 3 steps');
      await panel.page.focus(`${section} .chart`);
      await panel.page.keyboard.press('End');
      expect(await panel.page.textContent('#live')).toBe('Step 3, Signal 0.125, Size 0.125');
    }));
});

describe('means and variances by block', () => {
  it('are saved as picture and numbers', () =>
    withSignal(signal, async (panel) => {
      await panel.page.click('[data-section="signal-propagation"] > summary');
      await panel.page.click('#propagation-csv');
      await panel.page.click('#propagation-svg');
      const exports = (await panel.said()).flatMap((said) => (said.type === 'export' ? [said] : []));
      expect(exports.map(({ format, name }) => [format, name])).toEqual([
        ['csv', 'Classifier-propagation'],
        ['svg', 'Classifier-propagation'],
      ]);
      expect(exports[0]?.data.split('\r\n').slice(0, 3)).toEqual([
        'block,average channel squared mean,average channel variance,residual branch variance',
        'features.0,0.1,1,',
        'features.2,0.2,2,1',
      ]);
      const isPicture = await panel.page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return parsed.querySelector('parsererror') === null && parsed.querySelectorAll('path').length > 10;
      }, exports[1]?.data ?? '');
      expect(isPicture).toBe(true);
    }));

  it('write names that spreadsheets and SVG would take for something else as what they are', () => {
    const blocks = [{ name: '=1+1,<b>', layer: 0, squaredMean: 0, variance: 1, residual: null }];
    expect(propagationCsv(blocks).split('\r\n')[1]).toBe('"\'=1+1,<b>",0,1,');
    const theme = { background: '#fff', foreground: '#000', grid: '#ccc', axis: '#888', series: ['#111'] };
    const picture = propagationSvg('<net>', blocks, theme as unknown as Theme, (kind) => kind);
    expect(picture).not.toContain('<b>');
    expect(picture).not.toContain('<net>');
  });
});
