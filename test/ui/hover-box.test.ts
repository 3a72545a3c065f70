/** The hover as it stands in the workbench: its picture must be wholly inside the box that VS Code gives it, also below a finding. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationHover } from '../../src/core/hover';
import { createLensService } from '../../src/core/service';
import activations from '../reference/activations.json';
import { comes, every, Workbench } from './workbench';

const imports = [
  'import flax.linen, flax.nnx, jax, keras, optax, tensorflow as tf, tf_keras, torch, transformers',
  'from torch import nn',
  'from transformers.activations import ACT2FN',
  '',
];

/** Activations that no framework has a name for, but that a string, an argument or a line of one's own stands for. */
const otherwise: ReadonlyMap<string, string> = new Map([
  ['keras_relu', 'act = keras.layers.ReLU(max_value=6.0)'],
  ['relu_squared', "act = ACT2FN['relu2']"],
  ['hard_sigmoid_keras2', 'act = tf_keras.activations.hard_sigmoid'],
  ['laplace', "act = ACT2FN['laplace']"],
  ['sqrt_softplus', "act = ACT2FN['sqrtsoftplus']"],
  ['quick_gelu', "act = ACT2FN['quick_gelu']"],
  ['gelu_clipped', "act = ACT2FN['gelu_10']"],
  ['xielu', "act = ACT2FN['xielu']"],
  ['shifted_relu', 'def shifted_relu(x): return torch.clamp(x, min=-1.0)'],
  ['lecun_tanh', 'def lecun_tanh(x): return 1.7159 * torch.tanh(2 / 3 * x)'],
  [
    'softplus_approx',
    'def soft_fraction(x): return torch.where(x == 0, torch.full_like(x, 0.6931471805599453), x / (1 - torch.exp(-x / 0.6931471805599453)))',
  ],
]);
/** Activations without a hover of their own, and why. */
const without: ReadonlyMap<string, string> = new Map([
  ['swiglu', 'no framework has it: it is written as SiLU times a second layer, whose SiLU has the hover'],
  ['lse0_plus', 'no framework has it: it is a softplus of one input, which has the hover'],
  ['logsumexp', 'plain arithmetic, of which the short hover keeps quiet'],
  ['logmeanexp', 'plain arithmetic, of which the short hover keeps quiet'],
]);

/** A name for every activation of the catalogue, one a line. */
function everyActivation(): readonly string[] {
  return activations.flatMap(({ id, apis }) => {
    if (without.has(id)) return [];
    const spellings = apis.map(({ qualifiedName }) => `act = ${qualifiedName}`);
    const known = spellings.find((line) => {
      const document = createLensService().update(`file:///${id}.py`, 1, [...imports, line].join('\n'));
      const use = document.activationAt(document.text.length - line.length + 7);
      return use?.id === id && activationHover(use, { detail: 'short' }) !== undefined;
    });
    const line = known ?? otherwise.get(id);
    if (line === undefined) throw new Error(`${id} is neither spelled nor left out for a reason.`);
    return [line];
  });
}

/** Parameters written out make the last line longer. */
const written = [
  'act = nn.LeakyReLU(negative_slope=0.2)',
  'act = nn.Hardtanh(min_val=-2.5, max_val=3.75)',
  'act = nn.RReLU(lower=0.05, upper=0.45)',
  'act = nn.Softplus(beta=2.5, threshold=12.25)',
  'act = keras.layers.ReLU(max_value=6.0, negative_slope=0.125, threshold=0.25)',
  'act = torch.nn.functional.gumbel_softmax(x, tau=0.5)',
];

/** Functions of one's own, each by the first line of its definition and the rest of it. */
const own: readonly string[] = [
  'def mish_like(x): return x * torch.tanh(torch.log(1 + torch.exp(x)))',
  'def swish(x, beta=1.5): return x * torch.sigmoid(beta * x)',
  'def squared_relu(x): return torch.relu(x) ** 2',
  'def snake(x, a=1.0): return x + torch.sin(a * x) ** 2 / a',
  'def clipped(x): return torch.clamp(x, -1.0, 1.0)',
  'def hard_mish(x): return x / 2 * torch.clamp(x + 2, 0, 2)',
  'def bent_identity(x): return (torch.sqrt(x ** 2 + 1) - 1) / 2 + x',
  'def gaussian(x): return torch.exp(-x ** 2)',
  'def sinc(x): return torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x)',
  'def isru(x, alpha=1.0): return x / torch.sqrt(1 + alpha * x ** 2)',
  'def leaky(x, slope=0.1): return torch.where(x > 0, x, slope * x)',
  'def two_steps(x): return torch.relu(x) - torch.relu(x - 1) + torch.relu(x - 2)',
  'def quick_gelu(x): return x * torch.sigmoid(1.702 * x)',
  'def cubic(x): return x ** 3 / 10 - x',
  'def softsign_like(x): return x / (1 + torch.abs(x))',
  'def log_cosh(x): return torch.log(torch.cosh(x))',
  'def arctan_act(x): return torch.atan(x)',
  'def elu_like(x, alpha=0.5): return torch.where(x > 0, x, alpha * (torch.exp(x) - 1))',
  'def shifted(x): return torch.relu(x + 1) - 1',
  'class SquaredReLU(nn.Module):\n    def __init__(self, scale=1.0):\n        super().__init__()\n        self.scale = scale\n    def forward(self, x):\n        return self.scale * torch.relu(x) ** 2',
];

interface Box {
  readonly hover: {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
  };
  readonly picture: Box['hover'];
  readonly scrollable: number;
  readonly text: string;
}

/** The column that lies in the name of each block: behind `act = `, `def `, `class ` or `        y = `. */
const columnOf = (text: string): number => (text === foundProgram ? 15 : 8);

/** Moves the cursor down to a line, and hovers; undefined where no picture comes. */
async function boxAt(
  workbench: Workbench,
  line: number,
  column: number,
  from: number,
): Promise<Box | undefined> {
  const { page } = workbench;
  await page.keyboard.press('Escape');
  for (let at = from; at < line; at += 1) await page.keyboard.press('ArrowDown');
  // A key is lost while the focus is on its way from the hover to the editor.
  const isThere = await comes(workbench.cursorIsAt(line, column, 1_000));
  if (!isThere) await workbench.goTo(line, column);
  await page.locator('.monaco-hover:not(.hidden)').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+i');
  const hover = page.locator('.monaco-hover:not(.hidden)').first();
  const picture = hover.locator('img').first();
  if (!(await comes(picture.waitFor({ timeout: 10_000 })))) return undefined;
  return hover.evaluate((element): Box => {
    const edges = (of: Element): Box['hover'] => {
      const { top, bottom, left, right } = of.getBoundingClientRect();
      return { top, bottom, left, right };
    };
    const image = element.querySelector('img');
    if (image === null) throw new Error('The hover has no picture.');
    const scrolled = element.querySelector('.monaco-hover-content') ?? element;
    return {
      hover: edges(element),
      picture: edges(image),
      scrollable: scrolled.scrollHeight - (element as HTMLElement).clientHeight,
      text: (element as HTMLElement).innerText,
    };
  });
}

/** What is hovered, and the lines that it stands in. */
const blocks = [...everyActivation(), ...written, ...own];
const file = 'every_activation.py';
const program = [...imports, ...blocks].join('\n');

/** Modules that are called as if they were functions: a finding over the whole call, as it comes with every activation of PyTorch. */
const misused = blocks.flatMap((block) => {
  const name = /^act = torch\.(nn\.[A-Z]\w+)$/.exec(block)?.[1];
  return name === undefined || name === 'nn.Identity' ? [] : [`        y = ${name}(x)`];
});
const found = 'every_activation_found.py';
const foundProgram = [
  ...imports,
  'class Net(nn.Module):',
  '    def forward(self, x):',
  ...misused,
  '        return x',
].join('\n');

/** The line (1-based) on which a block begins. */
const lineOf = (text: string, block: string): number => text.slice(0, text.indexOf(block)).split('\n').length;

describe('the hover', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ file, files: { [file]: program, [found]: foundProgram } });
  });
  afterAll(() => workbench?.close());

  const sizes = [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
  ];
  const kinds = [
    { name: 'alone', opened: file, text: program, hovered: blocks },
    { name: 'below a finding', opened: found, text: foundProgram, hovered: misused },
  ];
  it.each(
    kinds.flatMap((kind) =>
      sizes.map((viewport) => ({
        ...kind,
        viewport,
        size: `${viewport.width} × ${viewport.height}`,
        // The larger window has room for whatever the smaller one has.
        hovered: kind.hovered.filter((_, index) => every || index % (viewport.width < 1280 ? 4 : 12) === 0),
      })),
    ),
  )(
    'shows the whole picture, $name, at $size',
    async ({ name, opened, text, hovered, viewport }) => {
      expect(blocks.length).toBe(55 - without.size + written.length + own.length);
      expect(misused.length).toBeGreaterThan(15);
      await workbench.page.setViewportSize(viewport);
      await workbench.openFile(opened);
      if (opened === found) await workbench.squiggles().first().waitFor({ timeout: 20_000 });
      const column = columnOf(text);
      let at = 1;
      await workbench.goTo(at, 1);
      const wrong: string[] = [];
      for (const block of hovered) {
        const line = lineOf(text, block);
        if (at === 1) await workbench.goTo((at = line), column);
        const box = await boxAt(workbench, line, column, at);
        at = line;
        if (box === undefined) {
          await workbench.picture('hover-box-missing');
          wrong.push(`${block}: no picture`);
          continue;
        }
        const { hover, picture } = box;
        const shot = hovered.indexOf(block);
        if (shot < 3)
          await workbench.picture(`hover-box-${viewport.width}-${name.replaceAll(' ', '-')}-${shot}`);
        const inside =
          picture.top >= hover.top &&
          picture.bottom <= hover.bottom &&
          picture.left >= hover.left &&
          picture.right <= hover.right &&
          picture.bottom - picture.top <= 120;
        if (!inside) wrong.push(`${block}: ${JSON.stringify(box)}`);
      }
      expect(wrong).toEqual([]);
    },
    600_000,
  );
});
