import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

/** The extension as it is published; the run of all tests has packaged it before. */
function packagedExtension(): string {
  const path = 'out/activation-lens.vsix';
  if (!existsSync(path)) execFileSync(process.execPath, ['scripts/check-package.mjs'], { stdio: 'inherit' });
  return path;
}

describe('the editor with the package installed', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      file: 'relu_rnn.py',
      theme: 'light',
      vsix: packagedExtension(),
      settings: { 'activationLens.inlayHints.signal': 'all', 'activationLens.inlayHints.shape': true },
    });
  });
  afterAll(() => workbench?.close());

  it('hovers with the formula and a picture of the curve', async () => {
    await workbench.openFile('gelu_transformer.py');
    await workbench.putCursor('gelu_transformer.py', 'nn.GELU(approximate="tanh")', 4);
    await workbench.runCommand('Show or Focus Hover');
    const hover = workbench.page.locator('.monaco-hover:not(.hidden) .hover-contents img').first();
    await hover.waitFor({ timeout: 15_000 });
    expect(await hover.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(50);
    expect(await workbench.page.locator('.monaco-hover:not(.hidden)').first().innerText()).toContain('GELU');
    await workbench.picture('hover-light');
    await workbench.page.keyboard.press('Escape');
  });

  it('plots what is under the cursor', async () => {
    await workbench.runCommand('Activation Lens: Plot Activation');
    const rows = await workbench.values('nn.GELU');
    expect(rows.find(({ x }) => x === 0)).toEqual({ x: 0, f: 0, slope: 0.5 });
  });

  it('says after the lines of layers what comes out of them, and marks where it has fallen', async () => {
    await workbench.openFile('xavier_relu_mlp.py');
    const lines = async (): Promise<string> =>
      (await workbench.page.locator('.view-lines').first().innerText()).replaceAll('\u00a0', ' ');
    await expect.poll(lines, { timeout: 20_000 }).toMatch(/signal 0\.\d+ · grad /);
    expect(await lines()).toMatch(/⚠ \(…, \d+\) · signal 0\.0\d+/);
    await workbench.picture('inlay-hints-light');
  });

  it.each([
    {
      file: 'relu_rnn.py',
      piece: 'nn.RNN(64, hidden, nonlinearity="relu"',
      line: 'nonlinearity="tanh"',
      title: /tanh/,
    },
    {
      file: 'keras_relu_lstm.py',
      piece: 'layers.LSTM(64, activation="relu"',
      line: 'activation="tanh"',
      title: /tanh/,
    },
  ])('takes a quick fix in $file, and the squiggle goes', async ({ file, piece, line, title }) => {
    await workbench.openFile(file);
    await expect.poll(() => workbench.squiggles().count(), { timeout: 20_000 }).toBeGreaterThan(0);
    const before = await workbench.squiggles().count();
    await workbench.putCursor(file, piece, piece.length - 2);
    await workbench.quickFix(title);
    await workbench.picture(`quick-fix-${file}`);
    await expect
      .poll(
        async () =>
          (await workbench.page.locator('.view-lines').first().innerText()).replaceAll('\u00a0', ' '),
        { timeout: 10_000 },
      )
      .toContain(line);
    await expect.poll(() => workbench.squiggles().count(), { timeout: 10_000 }).toBeLessThan(before);
  });

  it('prints what a report of a problem needs, without code', async () => {
    await workbench.openFile('relu_rnn.py');
    await workbench.runCommand('Activation Lens: Print Debug Information');
    const output = workbench.page.locator(
      '.output-view .view-lines, [id="workbench.panel.output"] .view-lines',
    );
    const text = async (): Promise<string> =>
      (await output.first().innerText()).replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ');
    await expect
      .poll(text, { timeout: 30_000 })
      .toMatch(
        /relu_rnn\.py \(in front\): version \d+, \d+ characters, 0 syntax errors, .* afresh: trace (?!0\.0 )\d+\.\d ms/,
      );
    expect(await text()).not.toContain('import torch');
  });
});
