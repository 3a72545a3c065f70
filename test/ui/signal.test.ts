import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const file = 'xavier_relu_mlp.py';

/** What PyTorch 2.13 gives for examples/xavier_relu_mlp.py: 256 inputs of N(0, 1), mean of 10 seeds; RMS of what differs between the inputs. */
const forward = [0.716, 0.438, 0.276, 0.179, 0.116, 0.0736, 0.0416];
const recommendedForward = [0.826, 0.708, 0.621, 0.557, 0.512, 0.479, 0.276];
const backward = [0.0141, 0.0199, 0.0281, 0.0396, 0.0556, 0.0792, 1];
const recommendedBackward = [0.081, 0.0808, 0.0815, 0.0822, 0.0823, 0.0822, 1];
const agree = (shown: readonly number[], measured: readonly number[]): void => {
  expect(shown).toHaveLength(measured.length);
  for (const [index, value] of measured.entries()) {
    expect((shown[index] ?? NaN) / value).toBeGreaterThan(0.9);
    expect((shown[index] ?? NaN) / value).toBeLessThan(1.1);
  }
};

interface Layer {
  readonly name: string;
  readonly words: readonly string[];
  readonly figures: readonly number[];
}

async function layers(panel: PanelPage): Promise<readonly Layer[]> {
  return panel.at('#signal-table tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.querySelector('th')?.textContent ?? '',
      words: [...row.querySelectorAll('td.text')].map((cell) => cell.textContent ?? ''),
      figures: [...row.querySelectorAll('td:not(.text)')].map((cell) =>
        Number(cell.getAttribute('data-value') ?? 'NaN'),
      ),
    })),
  );
}

describe('the Signal tab', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'dark' });
    await workbench.squiggles().first().waitFor({ timeout: 30_000 });
  });
  afterAll(() => workbench?.close());

  async function signalPage(title: string): Promise<PanelPage> {
    return new PanelPage(await workbench.frameWith('#signal-title', title));
  }

  it('opens by the quick fix of a finding, with a figure for every layer', async () => {
    await workbench.putCursor(file, 'nn.init.xavier_uniform_(self.hidden1.weight)', 12);
    await workbench.quickFix('Show signal propagation');
    const panel = await signalPage('Signal in Classifier');
    expect(await panel.at('#tab-signal').getAttribute('aria-selected')).toBe('true');
    // What the suggestions lead to is traced once the figures as they are stand on the screen.
    await panel.at('#signal-fixes li').first().waitFor();
    expect(await panel.text('#signal-fixes')).toMatch(
      /^Use He initialisation for all 6 layers of Classifier: /,
    );
    const table = await layers(panel);
    expect(table.map(({ name }) => name)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `hidden${n}`).concat('output'),
    );
    expect(table.map(({ words }) => words)).toEqual([
      ...Array.from({ length: 6 }, () => ['ReLU', 'Xavier uniform']),
      ['–', 'PyTorch’s default'],
    ]);
    const column = (index: number): readonly number[] => table.map(({ figures }) => figures[index] ?? NaN);
    agree(column(0), forward);
    agree(column(1), recommendedForward);
    agree(column(2), backward);
    agree(column(3), recommendedBackward);
    const words = await panel.text('#view-signal');
    expect(words).toContain('for 1 at the input: 0.0728 now, 0.472 as recommended');
    expect(words).toContain('He');
  });

  it('draws both directions, each with a name for those who hear it', async () => {
    const panel = await signalPage('Signal in Classifier');
    const charts = await panel.at('#view-signal canvas').evaluateAll((canvases) =>
      canvases
        // Further views are drawn when they are opened.
        .filter((canvas) => canvas.checkVisibility())
        .map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const pixels = (canvas as HTMLCanvasElement)
            .getContext('2d')
            ?.getImageData(0, 0, width, height).data;
          return {
            drawn: pixels?.some((channel, index) => index % 4 === 3 && channel !== 0) ?? false,
            name: canvas.closest('[aria-label]')?.getAttribute('aria-label') ?? '',
          };
        }),
    );
    expect(charts.map(({ drawn }) => drawn)).toEqual([true, true]);
    expect(charts[0]?.name).toContain('forward');
    expect(charts[1]?.name).toContain('backward');
  });

  it('jumps from a layer to its line', async () => {
    const panel = await signalPage('Signal in Classifier');
    await panel.at('#signal-table tbody tr', { hasText: 'hidden4' }).getByRole('button').click();
    await workbench.isSelected(file, 'nn.Linear(256, 256)', 2);
  });

  it('follows the cursor to the model of another file, and back in the same tab', async () => {
    await workbench.openFile('keras_glorot_relu.py');
    await workbench.putCursor('keras_glorot_relu.py', 'layers.Dense(512', 4);
    const panel = await signalPage('Signal in model');
    await expect.poll(async () => (await layers(panel)).length).toBe(5);
    const [first] = await layers(panel);
    // Glorot on 784 inputs and 512 units, of which ReLU passes on 0.584.
    expect(first?.figures[0]).toBeCloseTo(0.584 * Math.sqrt((2 * 784) / (784 + 512)), 2);
    await workbench.openFile(file);
    await expect.poll(async () => (await layers(panel)).length).toBe(7);
    expect(await panel.at('#tab-signal').getAttribute('aria-selected')).toBe('true');
  });

  it('says what to do where there is no model', async () => {
    await workbench.openFile('custom_activation.py');
    const panel = await workbench.frameWith('#view-signal .status', 'Put the cursor in a model');
    expect(await panel.locator('#signal-table').isVisible()).toBe(false);
  });
});
