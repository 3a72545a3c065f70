import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, launch, open, type OpenOptions, type PanelPage } from './browser';
import { custom, leaky, plotOf } from './plots';

interface Reference {
  readonly grid: readonly number[];
  readonly series: readonly {
    readonly id: string;
    readonly activation: string;
    readonly params: Record<string, number>;
    readonly f: readonly number[];
    readonly df: readonly number[];
  }[];
}
const reference = JSON.parse(readFileSync('test/reference/values.json', 'utf8')) as Reference;

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

async function withPanel(
  work: (panel: PanelPage) => Promise<void>,
  options: OpenOptions = {},
): Promise<void> {
  const panel = await open(browser, script, options);
  try {
    await work(panel);
    expect(panel.errors).toEqual([]);
  } finally {
    panel.close();
  }
}

/** x → value of a column of the table, as a test of the workbench reads it. */
async function column(panel: PanelPage, name: string): Promise<ReadonlyMap<number, number>> {
  const cells = await panel.page.$$eval(`#values-table td[data-column="${name}"]`, (found) =>
    found.map((cell) => [cell.closest('tr')?.dataset['x'], (cell as HTMLElement).dataset['value']]),
  );
  return new Map(cells.map(([x, value]) => [Number(x), Number(value)]));
}

describe('the panel shows the activation it is sent', () => {
  it('says that it is ready, and what to do while there is nothing to show', () =>
    withPanel(async ({ page, said }) => {
      expect(await said()).toContainEqual({ type: 'ready' });
      expect(await page.textContent('#status')).toContain('Put the cursor on an activation');
    }));

  it('has the source text as its title, with a link to its place', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      expect(await panel.page.textContent('#title')).toBe('nn.LeakyReLU(0.2)');
      await panel.said();
      await panel.page.click('#jump');
      expect(await panel.said()).toEqual([{ type: 'jumpToSource', origin: leaky.origin }]);
    }));

  it('has a table with the reference values of f and f′ at every shared point', () =>
    withPanel(async (panel) => {
      for (const id of ['relu', 'leaky_relu_0.2', 'gelu_tanh', 'selu']) {
        const series = reference.series.find((candidate) => candidate.id === id);
        if (!series) throw new Error(`no series ${id}`);
        await panel.post({ type: 'show', plot: plotOf(series.activation, id, series.params), as: 'follow' });
        const [f, slope] = [await column(panel, 'f'), await column(panel, 'slope')];
        reference.grid.forEach((x, index) => {
          expectClose(f.get(x), series.f[index], `${id}(${x})`);
          expectClose(slope.get(x), series.df[index], `${id}′(${x})`);
        });
      }
    }));

  it('keeps the last plot, with the reason, where there is nothing to plot', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      await panel.post({ type: 'nothing', reason: 'No activation here.' });
      expect(await panel.page.textContent('#title')).toBe('nn.LeakyReLU(0.2)');
      expect(await panel.page.textContent('#status')).toContain('No activation here.');
    }));

  it('ignores messages that are none', () =>
    withPanel(async (panel) => {
      await panel.page.evaluate(() => {
        for (const message of [null, 3, 'show', {}, { type: 'show' }, { type: 'show', plot: { title: 4 } }])
          window.postMessage(message, '*');
      });
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      expect(await panel.page.textContent('#title')).toBe('nn.LeakyReLU(0.2)');
    }));

  it('draws a function of one’s own from the extension’s samples', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: custom, as: 'follow' });
      const asked = (await panel.said()).filter((message) => message.type === 'sample');
      expect(asked.length).toBeGreaterThan(0);
      for (const { request, x } of asked)
        await panel.post({
          type: 'samples',
          request,
          y: x.map((v) => v * 2),
          dy: x.map(() => 2),
          ddy: x.map(() => 0),
        });
      expect((await column(panel, 'f')).get(1.5)).toBe(3);
      expect(Number(await panel.page.getAttribute('.chart', 'data-points'))).toBeGreaterThan(500);
      expect(await panel.page.textContent('#note')).toContain('This is SiLU');
    }));

  it('says of a function of one’s own what holds for the numbers of the code, and nothing when a slider moves', () =>
    withPanel(async (panel) => {
      const parameters = [{ name: 'scale', value: 1, whole: false }];
      const plot = {
        ...custom,
        function: { ...custom.function, parameters, facts: ['Range [0, ∞)', 'gain 2'] },
      };
      await panel.post({ type: 'show', plot, as: 'follow' } as never);
      expect(await panel.page.textContent('#facts')).toBe('Range [0, ∞) · gain 2');
      expect(await panel.page.textContent('#note')).toContain('This is SiLU');
      const slider = panel.page.locator('[data-section="parameters"] input[type="range"]');
      await slider.focus();
      await panel.page.keyboard.press('ArrowRight');
      await expect.poll(() => panel.page.textContent('#facts')).toBe('');
      expect(await panel.page.textContent('#note')).not.toContain('This is SiLU');
    }));

  it('says whose derivative it is, and shows none that cannot be followed', () =>
    withPanel(async (panel) => {
      const own = (derivative: 'backward' | 'hidden') => ({
        ...custom,
        function: { kind: 'custom', key: derivative, name: 'Own', derivative } as const,
      });
      await panel.post({ type: 'show', plot: own('backward'), as: 'follow' });
      expect(await panel.page.textContent('#note')).toBe('f′ is what its own backward computes.');
      await panel.post({ type: 'show', plot: own('hidden'), as: 'follow' });
      expect(await panel.page.textContent('#note')).toContain('f′ is not shown');
      for (const asked of await panel.said())
        if (asked.type === 'sample') {
          const none = asked.x.map(() => null);
          await panel.post({ type: 'samples', request: asked.request, y: [...asked.x], dy: none, ddy: none });
        }
      const row = async (name: string) =>
        panel.page.$$eval(
          'tr',
          (rows, wanted) => {
            const found = rows.find((one) => one.textContent.startsWith(wanted));
            return found?.querySelector('td')?.textContent;
          },
          name,
        );
      expect([await row('Mean'), await row('Gain backward')]).toEqual(['0', 'undefined']);
    }));

  it('says why a function of one’s own cannot be drawn', () =>
    withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: custom, as: 'follow' });
      for (const message of await panel.said())
        if (message.type === 'sample')
          await panel.post({
            type: 'noSamples',
            request: message.request,
            reason: "Can't plot: open() is unknown.",
          });
      expect(await panel.page.textContent('#status')).toBe("Can't plot: open() is unknown.");
    }));

  it('comes back as it was after a window reload', async () => {
    let kept: unknown;
    await withPanel(async (panel) => {
      await panel.post({ type: 'show', plot: leaky, as: 'follow' });
      await panel.page.click('#toggle-curvature');
      kept = await panel.saved();
    });
    await withPanel(
      async (panel) => {
        expect(await panel.page.textContent('#title')).toBe('nn.LeakyReLU(0.2)');
        expect(await panel.page.getAttribute('#toggle-curvature', 'aria-pressed')).toBe('true');
      },
      { state: kept },
    );
  });
});

/** To 1e-12 relative; below 1e-15 PyTorch's own rounding decides (its tanh GELU is exactly 0 at −20, the true value is 1e-261). */
function expectClose(actual: number | undefined, expected: number | undefined, what: string): void {
  const difference = Math.abs((actual ?? NaN) - Number(expected));
  expect(difference, what).toBeLessThanOrEqual(Math.max(1e-12 * Math.abs(Number(expected)), 1e-15));
}
