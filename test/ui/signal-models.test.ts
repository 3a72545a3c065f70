import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const folder = 'test/fixtures/signal/models';
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

/** Where to put the cursor, and what the tab is called then. */
const models: readonly (readonly [file: string, piece: string, title: string])[] = [
  ['flax_mlp.py', 'class MLP', 'MLP'],
  ['gelu_transformer.py', 'class Block', 'Block'],
  ['keras_glorot_relu.py', 'model = ', 'model'],
  ['keras_relu_lstm.py', 'forecaster = ', 'forecaster'],
  ['relu_rnn.py', 'class SentimentRNN', 'SentimentRNN'],
  ['softmax_cross_entropy.py', 'nn.Sequential', 'model'],
  ['xavier_relu_mlp.py', 'class Classifier', 'Classifier'],
  ['keras_softmax_classifier.py', 'model = ', 'model'],
  ['resnet.py', 'class ResNet', 'ResNet'],
  ['unet.py', 'class UNet', 'UNet'],
  ['vae.py', 'class VAE', 'VAE'],
  ['gan.py', 'class Generator', 'Generator'],
  ['gan.py', 'class Discriminator', 'Discriminator'],
  ['lstm_classifier.py', 'class SentimentClassifier', 'SentimentClassifier'],
  ['gru_seq2seq.py', 'class Seq2Seq', 'Seq2Seq'],
  ['transformer_encoder.py', 'class TextClassifier', 'TextClassifier'],
  ['gpt.py', 'class GPT', 'GPT'],
  ['vit.py', 'class ViT', 'ViT'],
  ['tf1_graph.py', 'logits = ', ''],
];

interface Step {
  readonly path: string;
  readonly line: number;
  readonly module: string | null;
  readonly signal: number | null;
  readonly gradient: number | null;
}

interface Traced {
  readonly path: string;
  readonly models: readonly { readonly steps: readonly Step[] }[];
}

/** A figure as hints give it: two digits, one where it is small or large. */
const inShort = (value: number): number =>
  Number(value !== 0 && (value < 0.01 || value >= 1000) ? value.toPrecision(1) : value.toPrecision(2));

/** Trace and tab read the pass; the tab has its square, whose root differs in the last bit. */
const isSame = (traced: number | null, shown: number): boolean =>
  traced === shown || Math.abs((traced ?? NaN) / shown - 1) < 1e-12;

const HINT = /(?:⚠ )?signal (\S+)(?: · grad (\S+))?$/;
const figuresIn = (span: string | undefined): readonly number[] =>
  (span ?? '').split('…').filter(Boolean).map(Number);

describe('the Signal tab on models of all kinds', () => {
  let workbench: Workbench;
  let traced: readonly Traced[];
  beforeAll(async () => {
    workbench = await Workbench.open({
      file: 'xavier_relu_mlp.py',
      theme: 'light',
      files,
      settings: {
        'activationLens.codeLens': true,
        'activationLens.inlayHints.signal': 'all',
        'editor.stickyScroll.enabled': false,
      },
    });
    const printed = execFileSync(
      'node',
      ['dist/cli.js', 'trace', '--signal', '--format', 'json', workbench.folder],
      { encoding: 'utf8', maxBuffer: 1e9 },
    );
    traced = JSON.parse(printed) as readonly Traced[];
    await workbench.squiggles().first().waitFor({ timeout: 120_000 });
    await workbench.runCommand('Show Signal Propagation');
  });
  afterAll(() => workbench?.close());

  /** What stands after the lines that are in view. */
  const hintsShown = async () =>
    (await workbench.shownLines()).flatMap(({ line, text }) => {
      const found = HINT.exec(text.trimEnd());
      return found === null ? [] : [{ line, signal: figuresIn(found[1]), gradient: figuresIn(found[2]) }];
    });

  it.each(models)(
    '%s at %s: no chart without points or sentence, and the figures of trace',
    async (file, piece, title) => {
      await workbench.openAt(file, piece, piece.length);
      const panel = new PanelPage(await workbench.frameWith('#signal-title', `Signal in ${title}`));
      // The page of the file before may have a model of the same name.
      await expect
        .poll(() => panel.at('#signal-table tbody button').first().getAttribute('aria-label'), {
          timeout: 15_000,
        })
        .toContain(file);
      const charts = await panel.at('[data-chart]').evaluateAll((sections) =>
        sections.map((section) => {
          const canvas = section.querySelector('canvas');
          const isVisible = canvas !== null && canvas.offsetParent !== null;
          const { width = 0, height = 0 } = canvas ?? {};
          const pixels = isVisible
            ? canvas.getContext('2d')?.getImageData(0, 0, width, height).data
            : undefined;
          const words = [...section.querySelectorAll('p.quiet, .stops li')]
            .filter((one) => (one as HTMLElement).offsetParent !== null)
            .map((one) => one.textContent ?? '');
          return {
            isDrawn: pixels?.some((channel, index) => index % 4 === 3 && channel !== 0) ?? false,
            sentences: words.filter((one) => one !== ''),
          };
        }),
      );
      expect(charts).toHaveLength(2);
      for (const { isDrawn, sentences } of charts) {
        expect(isDrawn || sentences.length > 0).toBe(true);
        expect(sentences.length).toBeGreaterThan(0);
      }
      const rows = await panel.at('#signal-table tbody tr').evaluateAll((found) =>
        found.map((row) => ({
          name: row.querySelector('th')?.textContent ?? '',
          cells: Object.fromEntries(
            [...row.querySelectorAll('td[data-column]')].map((cell) => [
              cell.getAttribute('data-column') ?? '',
              cell.getAttribute('data-value') ?? '',
            ]),
          ),
        })),
      );
      expect(rows.length).toBeGreaterThan(1);
      const steps = traced
        .filter(({ path }) => basename(path) === file)
        .flatMap((one) => one.models.flatMap((model) => model.steps));
      // Behind a stop the tab counts from 1 on, where trace has no figure.
      const isWhole = (await panel.at('[data-stops="forward"] li').count()) === 0;
      for (const { name, cells } of isWhole ? rows : []) {
        const own = steps.filter(({ module, signal }) => module === name && signal !== null);
        if (own.length === 0) continue;
        const output = Number(cells['output'] ?? cells['signal']);
        expect(own.some(({ signal }) => isSame(signal, output))).toBe(true);
        const back = Number(cells['gradient']);
        // The tab takes a usual length where trace leaves it open.
        if (own.some(({ gradient }) => gradient !== null))
          expect(own.some(({ gradient }) => isSame(gradient, back))).toBe(true);
      }
      // The cursor stands where the layers are made, or at the class above them.
      if (isWhole && title !== '')
        await expect.poll(async () => (await hintsShown()).length, { timeout: 15_000 }).toBeGreaterThan(0);
      const hints = await hintsShown();
      for (const { line, signal, gradient } of hints) {
        const there = steps.filter((step) => basename(step.path) === file && step.line === line);
        const figuresOf = (kind: 'signal' | 'gradient'): readonly (number | undefined)[] =>
          there.map((step) => (step[kind] === null ? undefined : inShort(step[kind])));
        for (const figure of signal) expect(figuresOf('signal')).toContain(figure);
        for (const figure of gradient) expect(figuresOf('gradient')).toContain(figure);
      }
      if (title === 'Classifier') expect(isWhole).toBe(true);
      if (title === 'GPT') {
        // Its sequences are as long as its table of positions has rows, and everything is drawn.
        expect(await panel.at('[data-length="time"]').inputValue()).toBe('256');
        expect(isWhole).toBe(true);
      }
      await workbench.picture(`signal-${file}-${title}`);
    },
  );

  it('marks the layer at the cursor, and goes to the one that Enter is pressed on', async () => {
    const file = 'xavier_relu_mlp.py';
    await workbench.openFile(file);
    await workbench.putCursor(file, 'self.hidden3 = ', 8);
    const panel = new PanelPage(await workbench.frameWith('#signal-title', 'Signal in Classifier'));
    const marked = panel.at('#signal-table tr.at-cursor th');
    await expect.poll(() => marked.allTextContents()).toEqual(['hidden3']);
    await workbench.putCursor(file, 'x = self.activation(self.hidden5(x))', 24);
    await expect.poll(() => marked.allTextContents()).toEqual(['hidden5']);
    await panel.at('[data-chart="forward"] .chart').focus();
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('ArrowRight');
    expect(await panel.heard()).toContain('hidden2, line 16');
    await workbench.page.keyboard.press('Enter');
    await workbench.isSelected(file, 'nn.Linear(256, 256)');
  });

  it('has one figure in finding, lens, tab and chart', async () => {
    const file = 'xavier_relu_mlp.py';
    await workbench.openFile(file);
    const panel = new PanelPage(await workbench.frameWith('#signal-title', 'Signal in Classifier'));
    const shown = Number(
      await panel
        .at('#signal-table tbody tr', { hasText: 'hidden6' })
        .locator('td[data-column="signal"]')
        .getAttribute('data-value'),
    );
    const lens = workbench.page
      .locator('.codelens-decoration', { hasText: 'layers · signal falls to' })
      .first();
    await workbench.goTo(8, 1);
    await lens.waitFor({ timeout: 40_000 });
    const percent = Number(/falls to ([\d.]+) %/.exec(await lens.innerText())?.[1]);
    expect(percent / 100).toBe(Number(shown.toPrecision(2)));
    expect(await panel.text('[data-chart="forward"] .quiet')).toContain(
      `${Number(shown.toPrecision(3))} now`,
    );
    const [finding] = JSON.parse(
      execFileSync(
        'node',
        ['dist/cli.js', 'lint', '--fail-on', 'never', '--format', 'json', join(workbench.folder, file)],
        {
          encoding: 'utf8',
        },
      ),
    ) as readonly { readonly message: string }[];
    expect(finding?.message).toContain(`×${Number(shown.toPrecision(3))} of the signal left after 6 layers`);
  });
});
