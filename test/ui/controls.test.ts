import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const study = `import torch
import torch.nn.functional as F
from torch import nn

rectifier = nn.ReLU()
squashed = nn.Tanh()
leaky = nn.LeakyReLU(0.2)
steep = nn.LeakyReLU(0.3)
exponential = nn.ELU(alpha=1.5)
bounded = nn.ELU(alpha=0.5)
unwritten = nn.LeakyReLU()
clipped = nn.Hardtanh()
scaled = nn.SELU()


def swish(x):
    return x * torch.sigmoid(x)


def rounded(x):
    return x.round_to_even_somehow()


uncalled = nn.CELU
`;
const file = 'study.py';

describe("the panel's controls", () => {
  let workbench: Workbench;
  const plot = (piece: string, title = piece): Promise<PanelPage> => workbench.plot(file, piece, title, 4);

  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'light', files: { [file]: study } });
    await workbench.putCursor(file, 'nn.ReLU()', 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    await workbench.panel('nn.ReLU()');
  });
  beforeEach(async () => {
    await (await workbench.panelPage()).tidy();
  });
  afterAll(() => workbench?.close());

  describe('curves', () => {
    it('are f and f′, and f″ on request', async () => {
      const panel = await plot('nn.Tanh()');
      const y = Math.tanh(0.5);
      expect(await panel.value('f', '0.5')).toBeCloseTo(y, 14);
      expect(await panel.value('slope', '0.5')).toBeCloseTo(1 - y * y, 14);
      expect(await panel.value('curvature', '0.5')).toBeNaN();
      const before = await workbench.drawnPixels();
      await panel.at('#toggle-curvature').click();
      await expect.poll(() => panel.value('curvature', '0.5')).toBeCloseTo(-2 * y * (1 - y * y), 14);
      expect(await workbench.drawnPixels()).toBeGreaterThan(before);
      await panel.at('#toggle-slope').click();
      await expect.poll(() => panel.value('slope', '0.5')).toBeNaN();
    });

    it('have a crosshair under the pointer that reads them', async () => {
      const panel = await plot('nn.Tanh()');
      await panel.pointAt(0.6);
      const right = await panel.readings();
      expect(right['x']).toBeGreaterThan(0);
      expect(right['f(x)']).toBeCloseTo(Math.tanh(right['x'] ?? NaN), 4);
      expect(right['f′(x)']).toBeCloseTo(1 - Math.tanh(right['x'] ?? NaN) ** 2, 4);
      await panel.pointAt(0.4);
      const left = await panel.readings();
      expect(left['x']).toBeLessThan(0);
      expect(left['f(x)']).toBeCloseTo(Math.tanh(left['x'] ?? NaN), 4);
      const { x, y } = await panel.pointOfChart(0.5, 0);
      await workbench.page.mouse.move(x, y - 60);
      await expect.poll(() => panel.readings()).toEqual({});
    });

    it('are shaded where the gradient vanishes', async () => {
      const panel = await plot('nn.Tanh()');
      await panel.open('view');
      await panel.at('[data-control="x-from"]').fill('-6');
      await panel.at('[data-control="x-to"]').fill('6');
      await panel.at('[data-control="x-to"]').press('Enter');
      await expect.poll(() => panel.range()).toEqual([-6, 6]);
      // tanh′ = 1/cosh² falls below 0.01 where cosh x = 10.
      const edge = Math.acosh(10);
      const shades = await panel.shades();
      expect(shades).toHaveLength(2);
      expect((shades[0]?.to ?? NaN) * 12 - 6).toBeCloseTo(-edge, 1);
      expect((shades[1]?.from ?? NaN) * 12 - 6).toBeCloseTo(edge, 1);
      await panel.at('#toggle-zones').click();
      await panel.drawn();
      expect(await panel.shades()).toEqual([]);
    });
  });

  describe('the view', () => {
    it('zooms and resets with buttons, the wheel and a double click', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      expect(await panel.range()).toEqual([-5, 5]);
      await panel.at('#zoom-in').click();
      await expect.poll(() => panel.range()).toEqual([-3.5, 3.5]);
      await panel.at('#reset').click();
      await expect.poll(() => panel.range()).toEqual([-5, 5]);
      await panel.at('.chart').first().focus();
      await panel.pointAt(0.75);
      const around = (await panel.readings())['x'] ?? NaN;
      await workbench.page.mouse.wheel(0, -100);
      await expect.poll(async () => (await panel.range())[0]).toBeGreaterThan(-5);
      const [min, max] = await panel.range();
      // What is under the pointer stays there.
      expect((around - min) / (max - min)).toBeCloseTo((around + 5) / 10, 1);
      const { x, y } = await panel.pointOfChart(0.5, 0.5);
      await workbench.page.mouse.dblclick(x, y);
      await expect.poll(() => panel.range()).toEqual([-5, 5]);
    });

    it('pans where it is dragged', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      await panel.pointAt(0.5);
      await workbench.page.mouse.down();
      const { x, y } = await panel.pointOfChart(0.3, 0.5);
      await workbench.page.mouse.move(x, y, { steps: 5 });
      await workbench.page.mouse.up();
      await panel.drawn();
      const [min, max] = await panel.range();
      expect(min).toBeGreaterThan(-4);
      expect(max - min).toBeCloseTo(10, 1);
    });

    it('takes ranges as numbers and says what is wrong with them', async () => {
      const panel = await plot('nn.ELU(alpha=1.5)');
      await panel.open('view');
      await panel.at('[data-control="x-from"]').fill('-2');
      await panel.at('[data-control="x-to"]').fill('8');
      await panel.at('[data-control="x-to"]').press('Tab');
      await expect.poll(() => panel.range()).toEqual([-2, 8]);
      await panel.at('[data-control="x-to"]').fill('-3');
      await panel.at('[data-control="x-to"]').press('Tab');
      await expect.poll(() => panel.text('[data-section="view"] .problem')).toContain('smaller one first');
      expect(await panel.heard()).toContain('smaller one first');
      expect(await panel.range()).toEqual([-2, 8]);
    });
  });

  describe('parameters', () => {
    it('move the curve; where there is no call they cannot be written', async () => {
      const panel = await plot('nn.CELU');
      await panel.at('[data-parameter="alpha"] input.number').fill('0.5');
      await expect.poll(() => panel.value('f', '-700')).toBe(-0.5);
      expect(await panel.at('[data-control="write-alpha"]').isDisabled()).toBe(true);
      await panel.at('[data-control="restore-alpha"]').click();
      await expect.poll(() => panel.value('f', '-700')).toBe(-1);
    });

    it.each([
      { call: 'nn.LeakyReLU(0.3)', set: '0.35', written: 'steep = nn.LeakyReLU(0.35)' },
      {
        call: 'nn.LeakyReLU()',
        set: '0.35',
        written: 'unwritten = nn.LeakyReLU(negative_slope=0.35)',
      },
      { call: 'nn.ELU(alpha=0.5)', set: '0.75', written: 'bounded = nn.ELU(alpha=0.75)' },
    ])('are written back into $call', async ({ call, set, written }) => {
      const panel = await plot(call);
      const write = panel.at('[data-control="write-alpha"]');
      expect(await write.isDisabled()).toBe(true);
      await panel.at('[data-parameter="alpha"] input.number').fill(set);
      await write.click();
      await expect.poll(() => workbench.shownText()).toContain(written);
      await expect.poll(() => panel.text('#title')).toBe(written.split(' = ')[1]);
      await expect.poll(() => panel.heard()).toContain('alpha');
      await workbench.page.locator('.editor-instance .view-lines').first().click();
      await expect
        .poll(() => workbench.savedText(file))
        .toBe(study.replace(call, written.split(' = ')[1] ?? ''));
      await workbench.page.keyboard.press('Control+z');
      await expect.poll(() => workbench.shownText()).toContain(call);
      await expect.poll(() => workbench.savedText(file)).toBe(study);
    });

    it('are sliders that the arrow keys move', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      await panel.at('[data-parameter="alpha"] input[type="range"]').focus();
      await workbench.page.keyboard.press('ArrowRight');
      await expect.poll(() => panel.value('slope', '-1')).toBe(0.21);
      await workbench.page.keyboard.press('ArrowLeft');
      await expect.poll(() => panel.value('slope', '-1')).toBe(0.2);
    });
  });

  describe('comparing', () => {
    it('draws others of the file and of the catalogue beside it, and takes them away', async () => {
      const panel = await plot('nn.ReLU()');
      await panel.open('compare');
      const choice = panel.at('[data-control="compare"]');
      await choice.selectOption({ label: 'nn.Tanh()' });
      await panel.at('#compare-add').click();
      await choice.selectOption({ label: 'Softsign' });
      await panel.at('#compare-add').click();
      const names = panel.at('#functions .function-name');
      await expect.poll(() => names.allTextContents()).toEqual(['nn.ReLU()', 'nn.Tanh()', 'Softsign']);
      const row = panel.at('#values-table tr[data-x="2"] td[data-column="f"]');
      const values = await row.evaluateAll((cells) =>
        cells.map((cell) => Number((cell as HTMLElement).dataset['value'])),
      );
      expect(values).toEqual([2, expect.closeTo(Math.tanh(2), 14), expect.closeTo(2 / 3, 14)]);
      await panel.at('#functions li:nth-child(2) button').click();
      await expect.poll(() => names.allTextContents()).toEqual(['nn.ReLU()', 'Softsign']);
    });

    it('keeps a pinned one, with the value of its slider, while the cursor goes on', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      await panel.at('[data-parameter="alpha"] input.number').fill('0.4');
      await panel.open('compare');
      await panel.at('#compare-pin').click();
      await workbench.putCursor(file, 'nn.Tanh()', 4);
      const names = panel.at('#functions .function-name');
      await expect
        .poll(() => names.allTextContents())
        .toEqual(['nn.Tanh()', 'nn.LeakyReLU(0.2) (alpha = 0.4)']);
      await panel.pointAt(0.3);
      const said = await panel.text('#readout');
      expect(said).toContain('nn.Tanh()');
      expect(said).toContain('nn.LeakyReLU(0.2) (alpha = 0.4)');
    });

    it('takes one from the palette, too', async () => {
      const panel = await plot('nn.ReLU()');
      await workbench.runCommand('Activation Lens: Compare with Another');
      const input = workbench.page.locator('.quick-input-widget input').first();
      await input.fill('Mish');
      await workbench.page
        .locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Mish' })
        .waitFor();
      await input.press('Enter');
      await expect
        .poll(() => panel.at('#functions .function-name').allTextContents())
        .toEqual(['nn.ReLU()', 'Mish']);
    });
  });

  describe('what becomes of a standard-normal input', () => {
    const figures = async (panel: PanelPage): Promise<Readonly<Record<string, number>>> => {
      const rows = await panel
        .at('#distribution-table tr[data-figure]')
        .evaluateAll((found) =>
          found.map((row) => [
            (row as HTMLElement).dataset['figure'] ?? '',
            Number(row.querySelector<HTMLElement>('td')?.dataset['value']),
          ]),
        );
      return Object.fromEntries(rows) as Record<string, number>;
    };

    it('is known in closed form for ReLU', async () => {
      const panel = await plot('nn.ReLU()');
      await panel.open('distribution');
      await expect
        .poll(() => figures(panel))
        .toMatchObject({
          mean: expect.closeTo(1 / Math.sqrt(2 * Math.PI), 9),
          variance: expect.closeTo(1 / 2 - 1 / (2 * Math.PI), 9),
          shareOfZeros: expect.closeTo(0.5, 9),
          forwardGain: expect.closeTo(Math.SQRT2, 9),
          backwardGain: expect.closeTo(Math.SQRT2, 9),
        });
      expect(await panel.text('[data-figure="shareOfZeros"] td')).toBe('50 %');
      // Half of the output is a stem at zero, the rest a density.
      expect(await panel.at('.density .stem').count()).toBe(1);
      expect(await panel.text('.density')).toContain('50 %');
      expect(await panel.at('.density .area').count()).toBe(1);
    });

    it('and for a leaky one', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      await panel.open('distribution');
      const mean = 0.8 / Math.sqrt(2 * Math.PI);
      await expect
        .poll(() => figures(panel))
        .toMatchObject({
          mean: expect.closeTo(mean, 9),
          variance: expect.closeTo(0.52 - mean ** 2, 9),
          shareOfZeros: expect.closeTo(0, 9),
          forwardGain: expect.closeTo(1 / Math.sqrt(0.52), 9),
        });
      expect(await panel.at('.density .stem').count()).toBe(0);
    });
  });

  describe('kinks', () => {
    const table = async (panel: PanelPage): Promise<readonly (readonly (string | null)[])[]> => {
      await panel.open('kinks');
      return panel
        .at('#kinks-table tr')
        .evaluateAll((rows) =>
          rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
        );
    };

    it('name what each framework takes there', async () => {
      // Measured in PyTorch 1.13, read from the sources of TensorFlow and JAX: test/reference/conventions.json.
      const panel = await plot('nn.SELU()');
      await expect
        .poll(() => table(panel))
        .toEqual([
          ['x', 'f′ left', 'f′ right', 'PyTorch', 'TensorFlow', 'JAX'],
          ['0', '1.7581', '1.0507', '1.7581', '1.0507', '1.7581'],
        ]);
      expect(await panel.value('slope', '0')).toBe(1.7580993408473766);
    });

    it('are listed in order where there are several, and a smooth function says that it has none', async () => {
      const panel = await plot('nn.Hardtanh()');
      const [head = [], ...rows] = await table(panel);
      expect(rows.map(([x]) => x)).toEqual(['−1', '1']);
      expect(rows.map((row) => row[head.indexOf('PyTorch')])).toEqual(['0', '0']);
      expect(rows.map((row) => row[head.indexOf('JAX')])).toEqual(['1', '1']);
      await plot('nn.Tanh()');
      await expect.poll(() => panel.text('[data-section="kinks"] .section-body')).toContain('no jump');
    });
  });

  describe('following', () => {
    it('stays with a pinned activation and goes on when it is let go', async () => {
      const panel = await plot('nn.Tanh()');
      await panel.at('#follow').click();
      await expect.poll(() => panel.isOn('#follow')).toBe(false);
      await workbench.putCursor(file, 'nn.ReLU()', 4);
      await workbench.putCursor(file, 'nn.SELU()', 4);
      await workbench.page.waitForTimeout(600);
      expect(await panel.text('#title')).toBe('nn.Tanh()');
      await panel.at('#follow').click();
      await expect.poll(() => panel.text('#title')).toBe('nn.SELU()');
    });

    it('jumps from the panel to the source, also from another file', async () => {
      const panel = await plot('nn.SELU()');
      expect(await panel.text('#jump')).toBe('study.py:13');
      await panel.at('#follow').click();
      await workbench.page.locator('.editor-instance .view-lines').first().click();
      await workbench.openFile('relu_rnn.py');
      await panel.at('#jump').click();
      await workbench.isSelected(file, 'nn.SELU()');
    });

    it("draws a function of one's own and says what it equals", async () => {
      const panel = await plot('swish(x)', 'swish');
      await expect.poll(() => panel.value('f', '2')).toBeCloseTo(2 / (1 + Math.exp(-2)), 12);
      expect(await panel.text('#note')).toContain('This is SiLU');
      await workbench.putCursor(file, 'rounded(x)', 2);
      await expect.poll(() => panel.text('#status')).toContain('Still showing');
      expect(await panel.text('#title')).toContain('swish');
    });
  });

  describe('without a mouse', () => {
    const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
    /** Tab until something has the focus, as one does. */
    const tabTo = async (panel: PanelPage, target: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        if ((await panel.focused()) === target) return;
        await press('Tab');
      }
      throw new Error(`Tab does not reach ${target}; the focus is at ${await panel.focused()}`);
    };

    it('the panel is reached, and every kind of control worked', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      await press('Control+2');
      await tabTo(panel, '#follow');
      await press('Space');
      await expect.poll(() => panel.isOn('#follow')).toBe(false);
      await press('Enter');
      await expect.poll(() => panel.isOn('#follow')).toBe(true);
      await tabTo(panel, 'chart');
      await press('ArrowLeft');
      await press('ArrowLeft');
      await expect.poll(() => panel.heard()).toBe('x = −0.1, f(x) = −0.02, f′(x) = 0.2');
      await press('End');
      await expect.poll(() => panel.heard()).toBe('x = 5, f(x) = 5, f′(x) = 1');
      await press('Escape');
      await expect.poll(() => panel.readings()).toEqual({});
      await press('+');
      await expect.poll(() => panel.range()).toEqual([-4, 4]);
      await press('Shift+ArrowRight');
      await expect.poll(() => panel.range()).toEqual([-3.2, 4.8]);
      await press('0');
      await expect.poll(() => panel.range()).toEqual([-5, 5]);
      await tabTo(panel, '#toggle-curvature');
      await press('Space');
      await expect.poll(() => panel.value('curvature', '1')).toBe(0);
      await press('Space');
    });

    it('sections fold, and the tabs take arrow keys', async () => {
      const panel = await plot('nn.ReLU()');
      const section = panel.at('[data-section="export"]');
      await section.locator('summary').focus();
      const wasOpen = (await section.getAttribute('open')) !== null;
      await press('Enter');
      await expect.poll(async () => (await section.getAttribute('open')) !== null).toBe(!wasOpen);
      await panel.at('#tab-activation').focus();
      await press('ArrowRight');
      await expect.poll(() => panel.at('#view-signal').isVisible()).toBe(true);
      expect(await panel.focused()).toBe('#tab-signal');
      await press('ArrowLeft');
      await expect.poll(() => panel.at('#view-activation').isVisible()).toBe(true);
    });
  });

  describe('for those who hear the page', () => {
    it('the chart has a name, and its values are in a table with headings', async () => {
      const panel = await plot('nn.Tanh()');
      expect(await panel.at('.chart').first().getAttribute('aria-label')).toBe(
        'nn.Tanh(): curve of f and its derivative from x = −5 to 5',
      );
      expect(await panel.at('#live').getAttribute('aria-live')).toBe('polite');
      await panel.open('values');
      expect(await panel.text('#values-table caption')).toBe('Values of nn.Tanh()');
      expect(await panel.at('#values-table thead th[scope="col"]').allTextContents()).toEqual([
        'x',
        'f(x)',
        'f′(x)',
      ]);
      expect(await panel.at('#values-table tbody th[scope="row"]').count()).toBeGreaterThan(20);
    });

    it('values of one’s own join the table', async () => {
      const panel = await plot('nn.Tanh()');
      await panel.open('values');
      await panel.at('[data-control="own-values"]').fill('0.125, -1e3');
      await panel.at('[data-control="own-values"]').press('Enter');
      await expect.poll(() => panel.value('f', '0.125')).toBeCloseTo(Math.tanh(0.125), 15);
      expect(await panel.value('f', '-1000')).toBe(-1);
      await panel.at('[data-control="own-values"]').fill('1, zwei');
      await panel.at('[data-control="own-values"]').press('Enter');
      await expect.poll(() => panel.heard()).toBe('Not a number: zwei');
    });
  });
});
