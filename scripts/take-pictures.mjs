// npm run pictures [-- NAME…]: the README's pictures, or those named, taken from the running extension on examples/.
// npm run pictures -- --every-look: panel and hover in every theme, narrow, with long names and errors, into test-results/looks, to look at.
// npm run pictures -- --every-model [FILE…]: the Signal tab and the inlay hints for models of many kinds, beside them.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import UPNG from 'upng-js';
import { projectRoot } from './lib/steps.mjs';
import {
  goTo,
  openFile,
  panelFrame,
  plot,
  quickInput,
  setPanelWidth,
  useTheme,
} from './lib/workbench-hands.mjs';
import { openWorkbench, themes } from './vscode-host.mjs';

const examples = join(projectRoot, 'examples');
const target = join(projectRoot, 'media', 'pictures');
const viewport = { width: 960, height: 520 };
const settings = { 'editor.minimap.enabled': false, 'workbench.activityBar.location': 'hidden' };
const squiggle = '.squiggly-error, .squiggly-warning, .squiggly-info';

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** Opens a file with the cursor at a place and no side bar, does what `act` does, and takes the picture. */
async function picture(name, { file, line, column, theme, wait, size = viewport }, act) {
  if (named.length > 0 && !named.includes(name)) return;
  const file_ = join(examples, file);
  const workbench = await openWorkbench({ folder: examples, file: file_, theme, viewport: size, settings });
  const { page } = workbench;
  try {
    await page.waitForSelector(wait, { timeout: 60_000 });
    await page.keyboard.press('Control+b');
    await goTo(page, line, column);
    await act(page);
    await page.waitForTimeout(2500);
    await writeFile(join(target, `${name}.png`), withPalette(await page.screenshot()));
    console.log(`media/pictures/${name}.png`);
  } finally {
    await workbench.close();
  }
}

/** The same picture in 256 colours, which is a third of the bytes: it is part of the package. */
function withPalette(png) {
  const image = UPNG.decode(png);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, 256));
}

const hover = (page) => quickInput(page, 'F1', '>Show or Focus Hover');

async function readmePictures() {
  await mkdir(target, { recursive: true });
  const gelu = { file: 'gelu_transformer.py', line: 15, column: 18, wait: '.mtk1' };
  await picture('panel', { ...gelu, theme: 'dark', size: { width: 1120, height: 720 } }, plot);
  await picture('hover', { ...gelu, theme: 'light' }, hover);
  const xavier = {
    file: 'xavier_relu_mlp.py',
    line: 24,
    column: 20,
    theme: 'dark',
    wait: squiggle,
    size: { width: 960, height: 600 },
  };
  await picture('finding', xavier, hover);
  const cell = { file: 'relu_rnn.py', line: 16, column: 55, theme: 'light', wait: squiggle };
  await picture('fix', cell, (page) => page.keyboard.press('Control+.'));
  const tall = { width: 1120, height: 720 };
  await picture('signal', { ...xavier, theme: 'light', size: tall }, async (page) => {
    await quickInput(page, 'F1', '>Activation Lens: Show Signal');
    await page.locator('iframe.webview.ready').first().waitFor({ timeout: 30_000 });
    await page.waitForTimeout(2500);
  });
}

const longNames = `from torch import nn


class FeatureExtractorWithAnUnusuallyLongName(nn.Module):
    def __init__(self):
        super().__init__()
        self.intermediate_projection_activation_of_the_second_block = nn.LeakyReLU(negative_slope=0.123456789, inplace=True)
        self.first_projection_of_the_second_block_of_the_encoder = nn.Linear(1024, 1024)
        self.second_projection_of_the_second_block_of_the_encoder = nn.Linear(1024, 1024)

    def forward(self, x):
        x = self.first_projection_of_the_second_block_of_the_encoder(x)
        x = self.intermediate_projection_activation_of_the_second_block(x)
        return self.second_projection_of_the_second_block_of_the_encoder(x)


def an_activation_with_a_name_that_nobody_should_have_to_read_to_its_end(x):
    return x.something_that_is_not_known_here()
`;
/** As deep as wanted, with a line for each layer. */
const deep = (layers) => `from torch import nn


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(784, 256), nn.Sigmoid(),
${'            nn.Linear(256, 256), nn.ReLU(),\n'.repeat(layers - 2)}            nn.Linear(256, 10),
        )

    def forward(self, x):
        return self.layers(x)
`;

const stops = `import torch
from torch import nn
from elsewhere import rearranged


class StopsHalfWay(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(64, 128)
        self.second = nn.Linear(128, 128)
        self.third = nn.Linear(128, 128)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        x = torch.tanh(self.first(x))
        x = torch.tanh(self.second(x))
        x = rearranged(x)
        x = torch.relu(self.third(x))
        return self.head(x)
`;

const sections = ['compare', 'distribution', 'kinks', 'values', 'view', 'export'];

/** Everything that the panel has, open, with three functions. */
async function openEverything(frame) {
  for (const section of sections) {
    const fold = frame.locator(`[data-section="${section}"]:not([open]):not([hidden]) > summary`);
    if ((await fold.count()) > 0) await fold.click();
  }
  for (const label of ['SELU', 'Softsign']) {
    await frame.locator('[data-control="compare"]').selectOption({ label });
    await frame.locator('#compare-add').click();
  }
  await frame.evaluate(() => window.scrollTo(0, 0));
}

async function shut(frame) {
  await frame.evaluate(() => {
    for (const remove of document.querySelectorAll('#functions li button')) remove.click();
    for (const fold of document.querySelectorAll('details.section[open]:not([data-section="parameters"])'))
      fold.open = false;
    window.scrollTo(0, 0);
  });
}

async function everyLook() {
  const looks = join(projectRoot, 'test-results', 'looks');
  await mkdir(looks, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'activation-lens-looks-'));
  await cp(examples, folder, { recursive: true });
  await writeFile(join(folder, 'long_names.py'), longNames);
  const size = { width: 1280, height: 900 };
  const file = join(folder, 'gelu_transformer.py');
  const workbench = await openWorkbench({ folder, file, theme: 'dark', viewport: size, settings });
  const { page } = workbench;
  const take = async (name) => {
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(looks, `${name}.png`) });
    console.log(`test-results/looks/${name}.png`);
  };
  try {
    await page.waitForSelector('.mtk1', { timeout: 60_000 });
    await page.keyboard.press('Control+b');
    await goTo(page, 15, 18);
    const frame = await plot(page);
    for (const kind of Object.keys(themes)) {
      await useTheme(page, folder, kind, settings);
      await take(`${kind}-panel`);
      await hover(page);
      await take(`${kind}-hover`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await openEverything(frame);
      await take(`${kind}-compare`);
      for (const section of ['compare', 'kinks', 'export']) {
        await frame.locator(`[data-section="${section}"]`).evaluate((fold) => fold.scrollIntoView());
        await take(`${kind}-${section}-on`);
      }
      await shut(frame);
      await openFile(page, 'xavier_relu_mlp.py');
      await goTo(page, 26, 20);
      await hover(page);
      await take(`${kind}-finding`);
      await page.keyboard.press('Escape');
      await quickInput(page, 'F1', '>Activation Lens: Show Signal');
      await take(`${kind}-signal`);
      await frame.locator('#tab-gallery').click();
      await take(`${kind}-gallery`);
      await frame.locator('#tab-activation').click();
      await openFile(page, 'gelu_transformer.py');
      await goTo(page, 15, 18);
    }
    await useTheme(page, folder, 'light', settings);
    await page.setViewportSize({ width: 1280, height: 600 });
    await take('low-panel');
    await setPanelWidth(page, await panelFrame(page), 320, 1000);
    await take('narrow-panel');
    await frame.locator('#tab-gallery').click();
    await take('narrow-gallery');
    await frame.locator('#tab-activation').click();
    await openEverything(frame);
    await take('narrow-compare');
    for (const section of sections) {
      await frame.locator(`[data-section="${section}"]`).evaluate((fold) => fold.scrollIntoView());
      await take(`narrow-${section}-on`);
    }
    await shut(frame);
    await openFile(page, 'long_names.py');
    await goTo(page, 7, 75);
    await take('narrow-long-name');
    await quickInput(page, 'F1', '>Activation Lens: Show Signal');
    await take('narrow-signal');
    await frame.locator('#tab-activation').click();
    await goTo(page, 17, 8);
    await take('narrow-refusal');
    await page.setViewportSize(size);
    await take('wide-refusal');
    await hover(page);
    await goTo(page, 7, 75);
    await hover(page);
    await take('wide-long-name');
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The Signal tab and the inlay hints for models of many kinds, wide and narrow. */
async function everyModel() {
  const looks = join(projectRoot, 'test-results', 'looks');
  await mkdir(looks, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'activation-lens-looks-'));
  await cp(join(projectRoot, 'test', 'fixtures', 'signal', 'models'), folder, { recursive: true });
  await cp(examples, folder, { recursive: true });
  await writeFile(join(folder, 'long_names.py'), longNames);
  await writeFile(join(folder, 'deep_20.py'), deep(20));
  await writeFile(join(folder, 'deep_200.py'), deep(200));
  await writeFile(join(folder, 'stops.py'), stops);
  const workbench = await openWorkbench({
    folder,
    file: join(folder, 'deep_20.py'),
    theme: 'light',
    viewport: { width: 1280, height: 900 },
    settings: { ...settings, 'activationLens.inlayHints.signal': 'all', 'activationLens.codeLens': true },
  });
  const { page } = workbench;
  const take = async (name) => {
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(looks, `${name}.png`) });
    console.log(`test-results/looks/${name}.png`);
  };
  const models = [
    ['deep_20.py', 7],
    ['deep_200.py', 7],
    ['stops.py', 6],
    ['long_names.py', 4],
    ['gpt.py', 0],
    ['resnet.py', 0],
    ['unet.py', 0],
    ['vit.py', 0],
    ['gan.py', 0],
    ['vae.py', 0],
    ['gru_seq2seq.py', 0],
    ['lstm_classifier.py', 0],
    ['transformer_encoder.py', 0],
    ['keras_softmax_classifier.py', 0],
    ['keras_relu_lstm.py', 0],
    ['flax_mlp.py', 0],
    ['tf1_graph.py', 0],
  ];
  const titled = {
    'gpt.py': 'class GPT',
    'resnet.py': 'class ResNet',
    'unet.py': 'class UNet',
    'vit.py': 'class ViT',
  };
  try {
    await page.waitForSelector('.mtk1', { timeout: 60_000 });
    await page.keyboard.press('Control+b');
    const placeOf = async (name, line) => {
      if (line > 0) return line;
      const text = await readFile(join(folder, name), 'utf8');
      const piece = titled[name] ?? /^class .*|^model = |^logits = |^forecaster = /m.exec(text)?.[0] ?? '';
      return text.slice(0, text.indexOf(piece)).split('\n').length;
    };
    for (const [width, height, look] of [
      [1280, 900, 'wide'],
      [760, 900, 'narrow'],
    ]) {
      await page.setViewportSize({ width, height });
      for (const [name, line] of models) {
        if (named.length > 0 && !named.includes(name)) continue;
        await openFile(page, name);
        await goTo(page, await placeOf(name, line), 1);
        await quickInput(page, 'F1', '>Activation Lens: Show Signal');
        await take(`model-${look}-${name.replace('.py', '')}`);
      }
    }
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const wanted = process.argv.includes('--every-look')
  ? everyLook
  : process.argv.includes('--every-model')
    ? everyModel
    : readmePictures;
await wanted();
