import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const file = 'xavier_relu_mlp.py';

/** Xavier's variance times fan-in: 2·fan_in/(fan_in + fan_out). */
const xavier = (fanIn: number, fanOut: number): number => (2 * fanIn) / (fanIn + fanOut);
/** PyTorch's own start of a linear layer: U(−1/√fan_in, 1/√fan_in), so a third. */
const torchDefault = 1 / 3;

/** ReLU keeps half of a centred signal's mean square: what leaves each layer of examples/xavier_relu_mlp.py. */
const hidden = [xavier(784, 256), ...Array.from({ length: 5 }, () => xavier(256, 256))].reduce<
  readonly number[]
>((before, variance) => [...before, ((before.at(-1) ?? 1) * variance) / 2], []);
const forward = [...hidden, (hidden.at(-1) ?? NaN) * torchDefault];
/** On its way back the gradient meets half of the slopes, and the weights from their other side: the last layer's ten of 256 columns. */
const backward = (variance: number): readonly number[] => [
  ...Array.from({ length: 6 }, (_, index) => (((variance * 10) / 256) * 0.5) / 2 ** (5 - index)),
  1,
];
const recommendedBackward = [...Array.from({ length: 6 }, () => (10 / 256) * 0.5), 1];

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
    return new PanelPage(await workbench.frameWith('#signal-title', title), workbench.page);
  }

  it('opens by the quick fix of a finding, with a figure for every layer', async () => {
    await workbench.putCursor(file, 'nn.init.xavier_uniform_(self.hidden1.weight)', 12);
    await workbench.quickFix('Show signal propagation');
    const panel = await signalPage('Signal in model');
    expect(await panel.at('#tab-signal').getAttribute('aria-selected')).toBe('true');
    const table = await layers(panel);
    expect(table.map(({ name }) => name)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `hidden${n}`).concat('output'),
    );
    expect(table.map(({ words }) => words)).toEqual([
      ...Array.from({ length: 6 }, () => ['ReLU', 'Xavier uniform']),
      ['–', 'PyTorch’s default'],
    ]);
    const column = (index: number): readonly number[] => table.map(({ figures }) => figures[index] ?? NaN);
    const close = (values: readonly number[]): readonly unknown[] =>
      values.map((value) => expect.closeTo(value, 10) as unknown);
    expect(column(0)).toEqual(close(forward));
    expect(column(1)).toEqual(close(table.map(() => 1)));
    expect(column(2)).toEqual(close(backward(torchDefault)));
    expect(column(3)).toEqual(close(recommendedBackward));
    const words = await panel.text('#view-signal');
    expect(words).toContain('for 1 at the input: 0.00785 now, 1 as recommended');
    expect(words).toContain('He');
  });

  it('draws both directions, each with a name for those who hear it', async () => {
    const panel = await signalPage('Signal in model');
    const charts = await panel.at('#view-signal canvas').evaluateAll((canvases) =>
      canvases.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
        return {
          drawn: pixels?.some((channel, index) => index % 4 === 3 && channel !== 0) ?? false,
          name: canvas.getAttribute('aria-label') ?? '',
        };
      }),
    );
    expect(charts.map(({ drawn }) => drawn)).toEqual([true, true]);
    expect(charts[0]?.name).toContain('forward');
    expect(charts[1]?.name).toContain('backward');
  });

  it('jumps from a layer to its line', async () => {
    const panel = await signalPage('Signal in model');
    await panel.at('#signal-table tbody tr', { hasText: 'hidden4' }).getByRole('button').click();
    await workbench.isSelected(file, 'nn.Linear(256, 256)', 2);
  });

  it('follows the cursor to the model of another file, and back in the same tab', async () => {
    await workbench.openFile('keras_glorot_relu.py');
    await workbench.putCursor('keras_glorot_relu.py', 'layers.Dense(512', 4);
    const panel = await signalPage('Signal in model');
    await expect.poll(async () => (await layers(panel)).length).toBe(5);
    const [first] = await layers(panel);
    expect(first?.figures[0]).toBeCloseTo(xavier(784, 512) / 2, 10);
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
