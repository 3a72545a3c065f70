import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const file = 'xavier_relu_mlp.py';
const measured = join(import.meta.dirname, '../reference/measured/torch.json');

/** The networks that scripts/run-hooks.py ran, with a place in each. */
const runs = {
  'keras_run.py': `import keras
from keras import layers

model = keras.Sequential(
    [keras.Input((64,)), *[layers.Dense(128, activation="relu") for _ in range(6)], layers.Dense(10)]
)
`,
  'flax_run.py': `import flax.linen as nn
import jax


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        for _ in range(6):
            x = nn.relu(nn.Dense(128)(x))
        return nn.Dense(10)(x)


x = jax.random.normal(jax.random.key(0), (512, 64))
params = Net().init(jax.random.key(1), x)
`,
};

describe('what if, in the Signal tab', () => {
  let workbench: Workbench;
  let panel: PanelPage;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'dark', files: runs });
    await workbench.squiggles().first().waitFor({ timeout: 120_000 });
    await workbench.putCursor(file, 'nn.Linear(256, 256)', 4);
    await workbench.runCommand('Activation Lens: Show Signal Propagation');
    panel = new PanelPage(await workbench.frameWith('#signal-title', 'Signal in Classifier'));
    await panel.at('[data-section="what-if"] summary').click();
    await panel.at('#what-if-outcome', { hasText: 'Choose a change' }).waitFor();
  });
  afterAll(() => workbench?.close());

  const choose = (question: string, value: string) =>
    panel.at(`[data-control="what-if-${question}"]`).selectOption(value);
  const outcome = () => panel.text('#what-if-outcome');

  it('offers what the graph allows, and says why not where it does not', async () => {
    const chooser = (question: string) => panel.at(`[data-control="what-if-${question}"]`);
    await expect.poll(() => chooser('depth').locator('option').allTextContents()).toContain('12 blocks');
    expect(await chooser('residualScale').isDisabled()).toBe(true);
    expect(await panel.text('[data-section="what-if"]')).toContain('There is no residual branch.');
    expect(await panel.at('#what-if-apply').isDisabled()).toBe(true);
  });

  it('moves the curve beside “now”, by mouse and by keyboard', async () => {
    await choose('initializer', 'he');
    // The figures that PyTorch measures: 0.479 and 0.081.
    await expect.poll(outcome).toContain('Signal 0.472 instead of 0.0728 behind the last hidden layer');
    expect(await outcome()).toContain('gradient 0.0807 instead of 0.0143 at the first; 7 layers.');
    expect(await panel.text('#view-signal .legend')).toContain('what if');
    await choose('depth', '12');
    await expect.poll(outcome).toContain('14 layers.');
    expect(await panel.text('[data-section="what-if"]')).toContain('the rest can be copied as code');
    await panel.at('#what-if-reset').click();
    await expect.poll(outcome).toContain('Choose a change');
    await panel.at('[data-control="what-if-initializer"]').focus();
    await workbench.page.keyboard.press('ArrowDown');
    await expect.poll(outcome).toContain('Signal 0.472 instead of');
  });

  it.each(['light', 'high-contrast', 'dark'] as const)('is drawn in %s', async (theme) => {
    await workbench.useTheme(theme);
    await panel.at('[data-section="what-if"]').scrollIntoViewIfNeeded();
    await workbench.picture(`what-if-${theme}`);
  });

  it('draws what a run measured beside the prediction, and lists what differs', async () => {
    await panel.at('[data-section="measured"] summary').click();
    await panel.at('#measured-file').setInputFiles(measured);
    await panel.at('#measured-status', { hasText: '7 of 7 layers' }).waitFor();
    expect(await panel.text('#measured-status')).toContain('No layer differs');
    // The line is drawn a frame after the words.
    await expect.poll(() => panel.text('#view-signal .legend')).toContain('measured');
    const layers = (
      JSON.parse(readFileSync(measured, 'utf8')) as { layers: { name: string; output: number }[] }
    ).layers;
    const other = layers.map((layer) =>
      layer.name === 'hidden2' ? { ...layer, output: layer.output * 3 } : layer,
    );
    const give = (name: string, text: string) =>
      panel
        .at('#measured-file')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await give('signal.json', JSON.stringify({ layers: other }));
    await panel.at('#measured-differences li').waitFor();
    expect(await panel.at('#measured-differences li').allTextContents()).toEqual([
      expect.stringMatching(/^hidden2: signal 2\.1\d measured, 0\.717 predicted$/),
    ]);
    await workbench.picture('measured-dark');
    await give('signal.json', 'no json');
    await panel.at('#measured-status', { hasText: 'This is no JSON.' }).waitFor();
    await expect.poll(() => panel.text('#view-signal .legend')).not.toContain('measured');
  });

  it('draws what Keras and Flax measured beside their models', async () => {
    for (const [name, piece, title, run] of [
      ['keras_run.py', 'layers.Dense(128', 'Signal in model', 'keras.json'],
      ['flax_run.py', 'nn.Dense(128)', 'Signal in Net', 'flax.json'],
    ] as const) {
      await workbench.openAt(name, piece, piece.length);
      await panel.at('#signal-title', { hasText: title }).waitFor();
      await panel.at('#measured-file').setInputFiles(join(import.meta.dirname, '../reference/measured', run));
      // The words of the file before may stand there for a moment, and none after them.
      await panel
        .at('#measured-status', {
          hasText: '7 of 7 layers of the file are layers of this model. No layer differs',
        })
        .waitFor();
      // The line is drawn a frame after the words.
      await expect.poll(() => panel.text('#view-signal .legend')).toContain('measured');
    }
    // A file stays beside the models that are looked at after it.
    await workbench.openFile(file);
    await panel.at('#signal-title', { hasText: 'Signal in Classifier' }).waitFor();
    await expect.poll(() => panel.text('#what-if-edits')).toContain('self.hidden1.weight');
  });

  it('fits into 320 pixels', async () => {
    await workbench.setPanelWidth(320);
    const overflow = await panel.frame.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await workbench.picture('what-if-320');
  });

  it('writes the choice into the code as the preview in the tab says, as one change', async () => {
    await workbench.openFile(file);
    expect(await panel.text('#what-if-edits')).toContain('+ nn.init.kaiming_uniform_(self.hidden1.weight');
    const before = await workbench.savedText(file);
    await panel.at('#what-if-apply').click();
    await expect.poll(() => panel.text('#what-if-outcome'), { timeout: 20_000 }).toContain('Choose a change');
    await expect
      .poll(() => workbench.savedText(file), { timeout: 20_000 })
      .toBe(
        before.replaceAll(
          /nn\.init\.xavier_uniform_\((self\.hidden\d\.weight)\)/g,
          'nn.init.kaiming_uniform_($1, nonlinearity="relu")',
        ),
      );
  });
});
