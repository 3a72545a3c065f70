import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToExtension } from '../../src/protocol';
import { bundle, launch, open, type OpenOptions, type PanelPage } from './browser';
import { custom, leaky, origin, plotOf, signal } from './plots';
import type { ThemeName } from './themes';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

async function withLeaky(
  work: (panel: PanelPage) => Promise<void>,
  options: OpenOptions = {},
): Promise<void> {
  const panel = await open(browser, script, options);
  try {
    await panel.post({ type: 'show', plot: leaky, as: 'follow' });
    await panel.said();
    await work(panel);
    expect(panel.errors).toEqual([]);
  } finally {
    panel.close();
  }
}

/** A value of the table as shown, at full precision. */
async function value(panel: PanelPage, column: 'f' | 'slope' | 'curvature', x: string): Promise<number> {
  await panel.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))),
  );
  const cell = panel.page.locator(`#values-table tr[data-x="${x}"] td[data-column="${column}"]`).first();
  return Number(await cell.getAttribute('data-value'));
}

async function xRange(panel: PanelPage): Promise<readonly [number, number]> {
  await panel.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0))),
  );
  const label = (await panel.page.getAttribute('.chart', 'aria-label')) ?? '';
  const found = /from x = (\S+) to (\S+)$/.exec(label.replaceAll('−', '-'));
  return [Number(found?.[1]), Number(found?.[2])];
}

/** What the crosshair says: `x`, `f(x)`, `f′(x)`, … */
async function readings(panel: PanelPage): Promise<Readonly<Record<string, number>>> {
  const parts = await panel.page.locator('#readout .reading').allTextContents();
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', written = ''] = part.split(' = ');
      return [name, Number(written.replaceAll('−', '-'))];
    }),
  );
}

/** How many pixels of the chart are drawn: not of the canvas' own empty colour. */
function paintedPixels(panel: PanelPage): Promise<number> {
  return panel.page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let drawn = 0;
    for (let index = 3; index < pixels.length; index += 4) if (pixels[index] !== 0) drawn += 1;
    return drawn;
  });
}

/**
 * Where the chart is shaded from top to bottom, read off its pixels; fractions of the width between the outermost shaded columns, which
 * are the plotting area's edges for a function that saturates on both sides.
 */
async function shades(panel: PanelPage): Promise<readonly { readonly from: number; readonly to: number }[]> {
  const columns = await panel.page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#chart');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return [];
    const [top, bottom] = [Math.round(canvas.height * 0.1), Math.round(canvas.height * 0.8)];
    const { data, width, height } = context.getImageData(0, top, canvas.width, bottom - top);
    return Array.from({ length: width }, (_, x) => {
      let painted = 0;
      for (let y = 0; y < height; y += 1) if ((data[(y * width + x) * 4 + 3] ?? 0) > 0) painted += 1;
      return painted > 0.99 * height;
    });
  });
  const runs: { from: number; to: number }[] = [];
  columns.forEach((isPainted, x) => {
    const last = runs.at(-1);
    if (!isPainted) return;
    if (last?.to === x) last.to = x + 1;
    else runs.push({ from: x, to: x + 1 });
  });
  // A line of the grid is a pixel or two wide.
  const wide = runs.filter(({ from, to }) => to - from > 8);
  const [left, right] = [wide[0]?.from ?? 0, wide.at(-1)?.to ?? 1];
  return wide.map(({ from, to }) => ({
    from: (from - left) / (right - left),
    to: (to - left) / (right - left),
  }));
}

async function saidOf<Type extends ToExtension['type']>(
  panel: PanelPage,
  type: Type,
): Promise<readonly Extract<ToExtension, { type: Type }>[]> {
  return (await panel.said()).filter(
    (message): message is Extract<ToExtension, { type: Type }> => message.type === type,
  );
}

describe('parameters', () => {
  it('a slider moves the curve, and its value is written back into the code', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      expect(await page.isDisabled('[data-control="write-alpha"]')).toBe(true);
      await page.fill('[data-parameter="alpha"] input.number', '0.35');
      expect(await value(panel, 'f', '-10')).toBe(-3.5);
      await page.click('[data-control="write-alpha"]');
      expect(await saidOf(panel, 'setParameter')).toEqual([
        { type: 'setParameter', origin, parameter: 'alpha', value: 0.35 },
      ]);
    }));

  it('the slider moves with the arrow keys, by a round step', () =>
    withLeaky(async (panel) => {
      await panel.page.focus('[data-parameter="alpha"] input[type="range"]');
      await panel.page.keyboard.press('ArrowRight');
      expect(await value(panel, 'slope', '-1')).toBe(0.21);
    }));

  it('go back to the code’s value on request and when the code changes', () =>
    withLeaky(async (panel) => {
      const box = panel.page.locator('[data-parameter="alpha"] input.number');
      await box.fill('0.5');
      await panel.page.click('[data-control="restore-alpha"]');
      expect(await value(panel, 'slope', '-1')).toBe(0.2);
      await box.fill('0.5');
      await box.blur();
      const edited = {
        ...leaky,
        title: 'nn.LeakyReLU(0.3)',
        function: { ...leaky.function, parameters: { alpha: 0.3 } },
      };
      await panel.post({ type: 'show', plot: edited as typeof leaky, as: 'follow' });
      expect(await box.inputValue()).toBe('0.3');
    }));

  it('cannot be written where the code does not spell them out', () =>
    withLeaky(async (panel) => {
      await panel.post({
        type: 'show',
        plot: plotOf('leaky_relu', 'F.leaky_relu(x)', { alpha: 0.01 }),
        as: 'follow',
      });
      await panel.page.fill('[data-parameter="alpha"] input.number', '0.02');
      expect(await panel.page.isDisabled('[data-control="write-alpha"]')).toBe(true);
    }));

  it('mark what is no number and keep the curve', () =>
    withLeaky(async (panel) => {
      const box = panel.page.locator('[data-parameter="alpha"] input.number');
      await box.fill('0,x');
      expect(await box.getAttribute('aria-invalid')).toBe('true');
      expect(await value(panel, 'slope', '-1')).toBe(0.2);
    }));
});

describe('the chart', () => {
  it('shows f″ on request', () =>
    withLeaky(async (panel) => {
      await panel.post({ type: 'show', plot: plotOf('tanh', 'nn.Tanh()'), as: 'follow' });
      await panel.page.click('#toggle-curvature');
      const y = Math.tanh(0.5);
      expect(await value(panel, 'curvature', '0.5')).toBeCloseTo(-2 * y * (1 - y * y), 14);
      const columns = () => panel.page.locator('#values-table thead th').allTextContents();
      expect(await columns()).toEqual(['x', 'f(x)', 'f′(x)', 'f″(x)']);
      const drawn = await paintedPixels(panel);
      await panel.page.click('#toggle-curvature');
      await panel.page.click('#toggle-slope');
      await expect.poll(columns).toEqual(['x', 'f(x)']);
      expect(await paintedPixels(panel)).toBeLessThan(drawn);
    }));

  it('is shaded where the gradient vanishes', () =>
    withLeaky(async (panel) => {
      await panel.post({
        type: 'settings',
        settings: { derivative: true, secondDerivative: false, range: { min: -6, max: 6 } },
      });
      await panel.post({ type: 'show', plot: plotOf('tanh', 'nn.Tanh()'), as: 'follow' });
      expect(await xRange(panel)).toEqual([-6, 6]);
      // tanh′ = 1/cosh² falls below 0.01 where cosh x = 10.
      const edge = Math.acosh(10);
      const shaded = await shades(panel);
      expect(shaded).toHaveLength(2);
      expect((shaded[0]?.to ?? NaN) * 12 - 6).toBeCloseTo(-edge, 1);
      expect((shaded[1]?.from ?? NaN) * 12 - 6).toBeCloseTo(edge, 1);
      await panel.page.click('#toggle-zones');
      await expect.poll(() => shades(panel)).toEqual([]);
    }));

  it('has a crosshair that keys move and that is read out', () =>
    withLeaky(async (panel) => {
      await panel.page.focus('.chart');
      await panel.page.keyboard.press('ArrowLeft');
      await panel.page.keyboard.press('ArrowLeft');
      expect(await panel.page.textContent('#readout')).toContain('x = −0.1');
      expect(await panel.page.textContent('#live')).toBe('x = −0.1, f(x) = −0.02, f′(x) = 0.2');
      await panel.page.keyboard.press('Escape');
      expect(await panel.page.textContent('#readout')).toContain('arrow keys');
    }));

  it('has a crosshair that follows the pointer', () =>
    withLeaky(async (panel) => {
      const box = await panel.page.locator('#chart').boundingBox();
      if (!box) throw new Error('no chart');
      await panel.page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
      expect(await panel.page.textContent('#readout')).toMatch(/x = \d.*f\(x\) = \d.*f′\(x\) = 1/);
      await panel.post({ type: 'show', plot: plotOf('tanh', 'nn.Tanh()'), as: 'follow' });
      for (const [across, sign] of [
        [0.6, 1],
        [0.4, -1],
      ] as const) {
        await panel.page.mouse.move(box.x + box.width * across, box.y + box.height / 2);
        const read = await readings(panel);
        const x = read['x'] ?? NaN;
        expect(Math.sign(x)).toBe(sign);
        expect(read['f(x)']).toBeCloseTo(Math.tanh(x), 4);
        expect(read['f′(x)']).toBeCloseTo(1 - Math.tanh(x) ** 2, 4);
      }
      await panel.page.mouse.move(box.x + box.width / 2, box.y - 60);
      await expect.poll(() => readings(panel)).toEqual({});
    }));

  it('zooms, pans and resets with keys', () =>
    withLeaky(async (panel) => {
      expect(await xRange(panel)).toEqual([-5, 5]);
      await panel.page.focus('.chart');
      await panel.page.keyboard.press('+');
      expect(await xRange(panel)).toEqual([-4, 4]);
      await panel.page.keyboard.press('Shift+ArrowRight');
      expect(await xRange(panel)).toEqual([-3.2, 4.8]);
      await panel.page.keyboard.press('0');
      expect(await xRange(panel)).toEqual([-5, 5]);
    }));

  it('zooms with buttons and the wheel, pans by dragging, resets on a double click', () =>
    withLeaky(async (panel) => {
      await panel.page.click('#zoom-in');
      expect(await xRange(panel)).toEqual([-3.5, 3.5]);
      await panel.page.click('#zoom-out');
      const box = await panel.page.locator('#chart').boundingBox();
      if (!box) throw new Error('no chart');
      await panel.page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2);
      await panel.page.focus('.chart');
      const under = (await readings(panel))['x'] ?? NaN;
      await panel.page.mouse.wheel(0, -100);
      await panel.page.waitForFunction(
        () => !document.querySelector('.chart')?.ariaLabel?.includes('x = −5 '),
      );
      const [min, max] = await xRange(panel);
      expect(max - min).toBeLessThan(10);
      // What is under the pointer stays there.
      expect((under - min) / (max - min)).toBeCloseTo((under + 5) / 10, 1);
      await panel.page.mouse.down();
      await panel.page.mouse.move(box.x + box.width * 0.75 - 100, box.y + box.height / 2, { steps: 4 });
      await panel.page.mouse.up();
      expect((await xRange(panel))[0]).toBeGreaterThan(min + 0.5);
      await panel.page.dblclick('#chart');
      expect(await xRange(panel)).toEqual([-5, 5]);
    }));

  it('takes ranges as numbers and says what is wrong with them', () =>
    withLeaky(async (panel) => {
      await panel.page.click('[data-section="view"] > summary');
      await panel.page.fill('[data-control="x-from"]', '-2');
      await panel.page.fill('[data-control="x-to"]', '8');
      await panel.page.press('[data-control="x-to"]', 'Tab');
      expect(await xRange(panel)).toEqual([-2, 8]);
      await panel.page.fill('[data-control="x-to"]', '-3');
      await panel.page.press('[data-control="x-to"]', 'Tab');
      expect(await xRange(panel)).toEqual([-2, 8]);
      expect(await panel.page.textContent('[data-section="view"] .problem')).toContain('smaller one first');
      expect(await panel.page.textContent('#live')).toContain('smaller one first');
    }));

  it('takes one end alone and leaves the other where it is', () =>
    withLeaky(async (panel) => {
      const end = (name: string) => panel.page.locator(`[data-control="${name}"]`);
      await panel.page.click('[data-section="view"] > summary');
      await end('x-from').fill('-2');
      await end('x-from').press('Enter');
      expect(await xRange(panel)).toEqual([-2, 5]);
      expect(await end('x-to').inputValue()).toBe('5');
      await end('x-from').fill('9');
      await end('x-from').press('Enter');
      await panel.post({ type: 'theme', kind: 'dark' });
      expect(await end('x-from').inputValue()).toBe('9');
      await panel.page.click('#reset');
      await expect.poll(() => end('x-from').inputValue()).toBe('');
      expect(await panel.page.textContent('[data-section="view"] .problem')).toBe('');
    }));

  it('starts with the range and curves that the settings name', () =>
    withLeaky(async (panel) => {
      await panel.post({
        type: 'settings',
        settings: { derivative: false, secondDerivative: false, range: { min: -1, max: 2 } },
      });
      expect(await xRange(panel)).toEqual([-1, 2]);
      expect(await panel.page.getAttribute('#toggle-slope', 'aria-pressed')).toBe('false');
    }));
});

describe('comparing', () => {
  it('adds from the catalogue and the file, and removes', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      await panel.post({ type: 'file', plots: [leaky, plotOf('gelu', "act='gelu'")] });
      await page.click('[data-section="compare"] > summary');
      await page.selectOption('[data-control="compare"]', { label: "act='gelu'" });
      await page.click('#compare-add');
      await page.selectOption('[data-control="compare"]', { label: 'SELU' });
      await page.click('#compare-add');
      await page.waitForSelector('#functions li:nth-child(3)');
      expect(await page.$$eval('.function-name', (names) => names.map((name) => name.textContent))).toEqual([
        'nn.LeakyReLU(0.2)',
        "act='gelu'",
        'SELU',
      ]);
      expect(await page.locator('#values-table thead th').count()).toBe(7);
      await page.click('#functions li:nth-child(2) button');
      await page.waitForFunction(() => document.querySelectorAll('#functions li').length === 2);
    }));

  it('keeps a pinned one with its slider’s value while the cursor goes on', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      await page.fill('[data-parameter="alpha"] input.number', '0.4');
      await page.click('[data-section="compare"] > summary');
      await page.click('#compare-pin');
      await panel.post({ type: 'show', plot: plotOf('relu', 'nn.ReLU()'), as: 'follow' });
      expect(await page.textContent('#functions')).toContain('nn.LeakyReLU(0.2) (alpha = 0.4)');
      expect(await page.textContent('#title')).toBe('nn.ReLU()');
    }));
});

describe('what it says about an activation', () => {
  it('what becomes of a standard-normal input', () =>
    withLeaky(async (panel) => {
      await panel.post({ type: 'show', plot: plotOf('relu', 'nn.ReLU()'), as: 'follow' });
      const figure = async (name: string) =>
        Number(await panel.page.getAttribute(`[data-figure="${name}"] td`, 'data-value'));
      await panel.page.waitForSelector('#distribution-table');
      expect(await figure('mean')).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 10);
      expect(await figure('variance')).toBeCloseTo(0.5 - 1 / (2 * Math.PI), 10);
      expect(await figure('shareOfZeros')).toBeCloseTo(0.5, 10);
      expect(await figure('forwardGain')).toBeCloseTo(Math.SQRT2, 10);
      expect(await figure('backwardGain')).toBeCloseTo(Math.SQRT2, 10);
      expect(await panel.page.textContent('[data-figure="shareOfZeros"] td')).toBe('50 %');
      // Half of the output is a stem at zero, the rest a density.
      expect(await panel.page.locator('.density .stem').count()).toBe(1);
      expect(await panel.page.locator('.density .area').count()).toBe(1);
      expect(await panel.page.textContent('.density')).toContain('50 %');
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      const mean = 0.8 / Math.sqrt(2 * Math.PI);
      await expect.poll(() => figure('mean')).toBeCloseTo(mean, 9);
      expect(await figure('variance')).toBeCloseTo(0.52 - mean ** 2, 9);
      expect(await figure('shareOfZeros')).toBeCloseTo(0, 9);
      expect(await figure('forwardGain')).toBeCloseTo(1 / Math.sqrt(0.52), 9);
      expect(await panel.page.locator('.density .stem').count()).toBe(0);
    }));

  it('what each framework takes at a kink', () =>
    withLeaky(async (panel) => {
      await panel.page.click('[data-section="kinks"] > summary');
      const rows = () =>
        panel.page.$$eval('#kinks-table tr', (found) =>
          found.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
        );
      const head = ['x', 'f′ left', 'f′ right', 'PyTorch', 'TensorFlow', 'JAX'];
      expect(await rows()).toEqual([head, ['0', '0.2', '1', '0.2', '0.2', '1']]);
      // Measured in PyTorch 1.13, read from the sources of TensorFlow and JAX: test/reference/conventions.json.
      await panel.post({ type: 'show', plot: plotOf('selu', 'nn.SELU()'), as: 'follow' });
      await expect.poll(rows).toEqual([head, ['0', '1.7581', '1.0507', '1.7581', '1.0507', '1.7581']]);
      expect(await value(panel, 'slope', '0')).toBe(1.7580993408473766);
      await panel.post({ type: 'show', plot: plotOf('hardtanh', 'nn.Hardtanh()'), as: 'follow' });
      await expect.poll(async () => (await rows()).map(([x]) => x)).toEqual(['x', '−1', '1']);
      const [names, ...several] = await rows();
      expect(several.map((row) => row[names?.indexOf('PyTorch') ?? -1])).toEqual(['0', '0']);
      expect(several.map((row) => row[names?.indexOf('JAX') ?? -1])).toEqual(['1', '1']);
      await panel.post({ type: 'show', plot: plotOf('tanh', 'nn.Tanh()'), as: 'follow' });
      expect(await panel.page.textContent('[data-section="kinks"] .section-body')).toContain('no jump');
    }));

  it('values at abscissae of one’s own', () =>
    withLeaky(async (panel) => {
      await panel.page.click('[data-section="values"] > summary');
      await panel.page.fill('[data-control="own-values"]', '-0.3, 1e3');
      await panel.page.press('[data-control="own-values"]', 'Enter');
      expect(await value(panel, 'f', '-0.3')).toBe(-0.3 * 0.2);
      expect(await value(panel, 'f', '1000')).toBe(1000);
      await panel.page.fill('[data-control="own-values"]', '1, zwei');
      await panel.page.press('[data-control="own-values"]', 'Enter');
      expect(await panel.page.textContent('[data-section="values"] .problem')).toBe('Not a number: zwei');
      expect(await panel.page.textContent('#live')).toBe('Not a number: zwei');
    }));

  it('to those who hear the page: a chart with a name, a table with headings', () =>
    withLeaky(async ({ page }) => {
      expect(await page.getAttribute('.chart', 'aria-label')).toBe(
        'nn.LeakyReLU(0.2): curve of f and its derivative from x = −5 to 5',
      );
      expect(await page.getAttribute('#live', 'aria-live')).toBe('polite');
      expect(await page.textContent('#values-table caption')).toBe('Values of nn.LeakyReLU(0.2)');
      expect(await page.locator('#values-table thead th[scope="col"]').allTextContents()).toEqual([
        'x',
        'f(x)',
        'f′(x)',
      ]);
      expect(await page.locator('#values-table tbody th[scope="row"]').count()).toBeGreaterThan(20);
    }));
});

describe('taking away', () => {
  it('exports PNG, SVG and CSV, and copies LaTeX', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      await page.click('[data-section="export"] > summary');
      await page.click('#export-svg');
      await page.click('#export-csv');
      await page.click('#copy-latex');
      await page.click('#export-png');
      await page.waitForFunction(() => window.said.some((m) => m.type === 'export' && m.format === 'png'));
      const said = await panel.said();
      const exported = Object.fromEntries(
        said.flatMap((message) => (message.type === 'export' ? [[message.format, message]] : [])),
      );
      expect(exported['svg']?.data).toMatch(/^<svg xmlns=.*nn\.LeakyReLU\(0\.2\)/s);
      expect(exported['csv']?.data.split('\r\n')[0]).toBe("x,f(x),f'(x)");
      expect(exported['csv']?.data).toContain('\r\n-5,-1,0.2\r\n');
      expect(exported['csv']?.name).toBe('nn-LeakyReLU-0-2');
      expect(
        Buffer.from(exported['png']?.data ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      const copied = said.find((message) => message.type === 'copy');
      expect(copied?.text).toContain('\\alpha = 0.2');
    }));
});

describe('follow and pin', () => {
  it('is a toggle for Space and Enter, and a section folds with Enter', () =>
    withLeaky(async ({ page }) => {
      const pressed = () => page.getAttribute('#follow', 'aria-pressed');
      await page.focus('#follow');
      await page.keyboard.press('Space');
      await expect.poll(pressed).toBe('false');
      await page.keyboard.press('Enter');
      await expect.poll(pressed).toBe('true');
      const section = page.locator('[data-section="export"]');
      const isOpen = async () => (await section.getAttribute('open')) !== null;
      const before = await isOpen();
      await section.locator('summary').focus();
      await page.keyboard.press('Enter');
      await expect.poll(isOpen).toBe(!before);
    }));

  it('a pinned panel stays with its activation, also when that is edited; a chosen one shows', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      await page.click('#follow');
      expect(await saidOf(panel, 'pin')).toEqual([{ type: 'pin', pinned: true }]);
      const elsewhere = {
        ...plotOf('relu', 'nn.ReLU()'),
        origin: { ...origin, range: { start: 900, end: 909 } },
      };
      await panel.post({ type: 'show', plot: elsewhere, as: 'follow' });
      expect(await page.textContent('#title')).toBe('nn.LeakyReLU(0.2)');
      await panel.post({ type: 'show', plot: { ...leaky, title: 'nn.LeakyReLU(0.25)' }, as: 'follow' });
      expect(await page.textContent('#title')).toBe('nn.LeakyReLU(0.25)');
      await panel.post({ type: 'show', plot: elsewhere, as: 'choose' });
      expect(await page.textContent('#title')).toBe('nn.ReLU()');
    }));
});

describe('the Signal tab', () => {
  it('opens for a finding, with figures per layer and links to the code', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      await panel.post(signal);
      expect(await page.getAttribute('#tab-signal', 'aria-selected')).toBe('true');
      expect(await page.textContent('#signal-title')).toBe('Signal in Classifier');
      expect(await page.locator('#signal-table tbody tr').count()).toBe(12);
      const first = await page.$$eval('#signal-table tbody tr:first-child [data-value]', (cells) =>
        cells.map((cell) => Number((cell as HTMLElement).dataset['value'])),
      );
      expect(first).toEqual([0.5, 1, 0.5 ** 12, 1, 1]);
      await panel.said();
      await page.click('#signal-table tbody tr:first-child button');
      expect(await saidOf(panel, 'jumpToSource')).toHaveLength(1);
      await page.selectOption('[data-control="model"]', { label: 'Decoder' });
      await page.waitForFunction(() => document.querySelectorAll('#signal-table tbody tr').length === 3);
    }));

  it('offers models that were not sent, in the order of the code, and asks for the one that is picked', () =>
    withLeaky(async (panel) => {
      const { page } = panel;
      const at = (start: number) => ({ ...origin, range: { start, end: start + 4 } });
      const [first, second] = signal.models.map((model, index) => ({ ...model, origin: at(index * 100) }));
      if (first === undefined || second === undefined) throw new Error('no models');
      const others = [{ name: 'Between', origin: at(50) }];
      await panel.post({ ...signal, models: [first, second], others });
      const picker = '[data-control="model"]';
      expect(
        await page.$$eval(`${picker} option`, (all) => all.map(({ textContent }) => textContent)),
      ).toEqual(['Classifier', 'Between', 'Decoder']);
      await panel.said();
      await page.selectOption(picker, { label: 'Between' });
      expect(await saidOf(panel, 'model')).toEqual([{ type: 'model', origin: at(50) }]);
      await panel.post({ ...signal, models: [first, { ...second, name: 'Between' }], selected: 1 });
      expect(await page.textContent('#signal-title')).toBe('Signal in Between');
    }));

  it('is reached with the arrow keys and says what to do when there is no model', () =>
    withLeaky(async ({ page }) => {
      await page.focus('#tab-activation');
      await page.keyboard.press('ArrowRight');
      await page.waitForSelector('#view-signal:not([hidden])');
      expect(await page.textContent('#view-signal .status')).toContain('Put the cursor in a model');
    }));
});

describe('for everyone', () => {
  it.each(['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeName[])(
    'draws in the colours of a %s theme, also when it changes',
    (theme) =>
      withLeaky(
        async (panel) => {
          const darkest = async (): Promise<readonly number[]> =>
            panel.page.evaluate(() => {
              const canvas = document.querySelector<HTMLCanvasElement>('#chart');
              const data =
                canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
              const found = new Map<string, number>();
              for (let index = 0; index < data.length; index += 4) {
                if ((data[index + 3] ?? 0) < 250) continue;
                const key = `${data[index]},${data[index + 1]},${data[index + 2]}`;
                found.set(key, (found.get(key) ?? 0) + 1);
              }
              const [most] = [...found].sort((a, b) => b[1] - a[1]);
              return (most?.[0] ?? '').split(',').map(Number);
            });
          const expected = {
            light: [0, 114, 178],
            dark: [86, 180, 233],
            'high-contrast': [108, 197, 255],
            'high-contrast-light': [0, 90, 156],
          };
          const orange = {
            light: [193, 73, 0],
            dark: [240, 160, 48],
            'high-contrast': [255, 176, 0],
            'high-contrast-light': [154, 58, 0],
          };
          await panel.setTheme(theme);
          expect([expected[theme], orange[theme]]).toContainEqual(await darkest());
        },
        { theme: theme === 'dark' ? 'light' : 'dark' },
      ),
  );

  it('fits 320 pixels with a long name, everything open', () =>
    withLeaky(
      async (panel) => {
        const { page } = panel;
        await panel.post({
          type: 'show',
          plot: {
            ...leaky,
            title: `self.${'very_long_block_name.'.repeat(9)}activation(negative_slope=0.2)`,
          },
          as: 'follow',
        });
        await panel.post({
          type: 'show',
          plot: plotOf('selu', `self.${'other.'.repeat(20)}act`),
          as: 'compare',
        });
        for (const section of await page.$$('.section:not([open]):not([hidden]) > summary'))
          await section.click();
        await page.waitForTimeout(50);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
        await panel.post(signal);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      },
      { width: 320 },
    ));

  it('reaches every control with the Tab key, each with a name and a visible focus', () =>
    withLeaky(async ({ page }) => {
      for (const section of await page.$$('.section:not([open]):not([hidden]) > summary'))
        await section.click();
      await page.waitForTimeout(50);
      await page.focus('#tab-activation');
      await page.keyboard.press('Shift+Tab');
      const reached = new Set<string>();
      for (let press = 0; press < 80; press += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const focused = document.activeElement;
          if (!focused || focused === document.body) return undefined;
          const style = getComputedStyle(focused);
          return {
            html: focused.outerHTML.slice(0, 120),
            outlined: style.outlineStyle !== 'none',
            named:
              (focused.ariaLabel ?? '') !== '' ||
              (focused.textContent ?? '').trim() !== '' ||
              focused.hasAttribute('aria-labelledby') ||
              ((focused as HTMLInputElement).labels?.length ?? 0) > 0,
          };
        });
        if (!at || reached.has(at.html)) break;
        reached.add(at.html);
        expect(at, at.html).toMatchObject({ outlined: true, named: true });
      }
      const all = await page.evaluate(
        () =>
          [
            ...document.querySelectorAll<HTMLElement>('button, input, select, summary, [tabindex="0"]'),
          ].filter(
            (control) => control.tabIndex >= 0 && control.checkVisibility() && !control.matches(':disabled'),
          ).length,
      );
      expect(reached.size).toBe(all);
    }));

  it('speaks another language where the extension sends one', () =>
    withLeaky(async (panel) => {
      await panel.post({
        type: 'strings',
        language: 'zh-cn',
        strings: { Signal: '信号', 'Point at the chart, or focus it and use the arrow keys.': '指向图表。' },
      });
      expect(await panel.page.textContent('#tab-signal')).toBe('信号');
      expect(await panel.page.textContent('#readout')).toBe('指向图表。');
      expect(await panel.page.getAttribute('html', 'lang')).toBe('zh-cn');
      expect(await panel.page.textContent('#tab-activation')).toBe('Activation');
    }));

  it('says what the extension did on request', () =>
    withLeaky(async (panel) => {
      await panel.post({ type: 'notice', message: 'LaTeX copied.' });
      expect(await panel.page.textContent('#live')).toBe('LaTeX copied.');
    }));

  it('asks for samples of a custom function again when the code may have changed', () =>
    withLeaky(async (panel) => {
      await panel.post({ type: 'show', plot: custom, as: 'follow' });
      const before = await saidOf(panel, 'sample');
      await panel.post({ type: 'show', plot: custom, as: 'follow' });
      expect((await saidOf(panel, 'sample')).length).toBe(before.length);
    }));
});

// With the box for expressions and the gallery it evaluates what a person types: 13 kB more than the curves alone. The hooks
// that are copied to measure a run, gradients of Keras among them, are 5 kB. To ask for a choice of what if before it is made takes 1 kB.
it('the page’s script stays within 304 kB', () => {
  expect(Buffer.byteLength(script)).toBeLessThanOrEqual(304_000);
});

describe('the curve first', () => {
  const place = (panel: PanelPage, selector: string) =>
    panel.page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return { top, bottom };
    });

  it('has curve and sliders on one screen from 500 pixels of page, and the curve stays while the rest scrolls', () =>
    withLeaky(
      async (panel) => {
        const chart = await place(panel, '#chart');
        const slider = await place(panel, '[data-parameter="alpha"]');
        expect(chart.top).toBeGreaterThanOrEqual(0);
        expect(slider.bottom).toBeLessThanOrEqual(500);
        await panel.page.locator('[data-section="export"]').scrollIntoViewIfNeeded();
        const after = await place(panel, '#chart');
        expect(after.top).toBeGreaterThanOrEqual(0);
        expect(after.bottom).toBeLessThanOrEqual(500);
      },
      { width: 480, height: 500 },
    ));

  it('does not move when the cursor goes to other activations, long names, refusals, or away', () =>
    withLeaky(
      async (panel) => {
        const before = await place(panel, '#chart');
        const slider = await place(panel, '[data-section="parameters"]');
        await panel.post({ type: 'nothing', reason: 'There is no activation under the cursor.' });
        expect(await panel.page.getAttribute('#title', 'class')).toContain('kept');
        expect(await place(panel, '[data-section="parameters"]')).toEqual(slider);
        for (const [index, id] of ['relu', 'gelu', 'softmax', 'selu', 'hardtanh'].entries()) {
          await panel.post({
            type: 'show',
            plot: plotOf(id, `self.${'block.'.repeat(index * 5)}act`),
            as: 'follow',
          });
          expect(await place(panel, '#chart')).toEqual(before);
          await panel.post({
            type: 'nothing',
            reason: `swish: ${'it cannot be followed, '.repeat(index)}line 3`,
          });
          expect(await place(panel, '#chart')).toEqual(before);
        }
      },
      { width: 480, height: 610 },
    ));

  it('marks roots, extremes and inflexions on demand, to read and to copy', () =>
    withLeaky(async (panel) => {
      await panel.post({ type: 'show', plot: plotOf('gelu', 'nn.GELU()'), as: 'follow' });
      expect(await panel.page.isVisible('#landmarks')).toBe(false);
      await panel.page.click('#toggle-landmarks');
      const marks = panel.page.locator('#landmarks li');
      await expect
        .poll(() => marks.allTextContents())
        .toEqual([
          'Inflexion (−1.4142, −0.11123)',
          'Minimum (−0.75179, −0.16997)',
          'Root (0, 0)',
          'Inflexion (1.4142, 1.303)',
        ]);
      await panel.said();
      await panel.page.click('.landmark-row button');
      const [copied] = await saidOf(panel, 'copy');
      expect(copied?.text.split('\n')[2]).toBe('Root\t0\t0');
    }));

  it('moves a parameter by itself until it is stopped, on axes that stand still', () =>
    withLeaky(async (panel) => {
      const slope = () => value(panel, 'slope', '-1');
      await panel.page.click('[data-control="play-alpha"]');
      await expect.poll(slope).not.toBe(0.2);
      const axis = await panel.page.evaluate(() => document.querySelector('.chart')?.ariaLabel);
      await panel.page.click('[data-control="play-alpha"]');
      await panel.page.waitForTimeout(100);
      const stopped = await slope();
      await panel.page.waitForTimeout(300);
      expect(await slope()).toBe(stopped);
      expect(await panel.page.evaluate(() => document.querySelector('.chart')?.ariaLabel)).toBe(axis);
    }));

  it('says once how the wheel zooms', () =>
    withLeaky(async (panel) => {
      const box = await panel.page.locator('#chart').boundingBox();
      if (!box) throw new Error('no chart');
      await panel.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await panel.page.mouse.wheel(0, 1);
      await panel.page.waitForSelector('#wheel-hint:not([hidden])');
      expect(await panel.page.textContent('#wheel-hint')).toContain('Ctrl');
    }));

  it('has values from −5 to 5 first, then those further out', () =>
    withLeaky(async (panel) => {
      const bodies = await panel.page.$$eval('#values-table tbody', (found) =>
        found.map((body) =>
          [...body.querySelectorAll('tr[data-x]')].map((row) => Number(row.getAttribute('data-x'))),
        ),
      );
      expect([bodies[0]?.[0], bodies[0]?.at(-1)]).toEqual([-5, 5]);
      expect(bodies[1]?.every((x) => Math.abs(x) > 5)).toBe(true);
      expect(bodies[1]?.length).toBeGreaterThan(10);
    }));
});
