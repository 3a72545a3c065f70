import { describe, expect, it } from 'vitest';
import { symbolUseAt } from '../../../src/core/frameworks';
import { symbolHover } from '../../../src/core/hover';
import { initializerFacts } from '../../../src/core/hover/initializer-facts';
import { createLensService } from '../../../src/core/service/create-service';
import { document } from '../frameworks/document';
import type { Say } from '../../../src/core/phrase';
import { chinese } from '../../chinese';
import initializers from '../../reference/initializers.json';

const torch = 'import torch\nimport torch.nn as nn\n';
const keras = 'from tensorflow import keras\nfrom tensorflow.keras import layers\n';

function hover(source: string, detail: 'full' | 'short' = 'full', say?: Say): string {
  const { bindings, offset } = document(source);
  const use = symbolUseAt(bindings, offset);
  return (use === undefined ? undefined : (symbolHover(use, detail, say) ?? '').replaceAll('\\', '')) ?? '';
}
const inClass = (line: string, init: string): string =>
  `${torch}class Net(nn.Module):\n    def __init__(self):\n        ${line}\n        ${init}\n`;

describe('the hover over an initialiser', () => {
  it('gives the variance that it has here', () => {
    const text = hover(inClass('self.fc = nn.Linear(400, 600)', 'nn.init.xavier_uni¦form_(self.fc.weight)'));
    expect(text).toContain('**Xavier (Glorot) uniform** · `nn.init.xavier_uniform_(self.fc.weight)`');
    expect(text).toContain(
      'Here: fan-in 400, fan-out 600, so Var(w) = 0.002 (sd 0.04472); fan-in · Var(w) = 0.8',
    );
    expect(text).toContain('Made for tanh, softsign and linear layers');
    expect(text).toContain('Source: X. Glorot');
  });
  it('counts the kernel and the groups of a convolution', () => {
    const text = hover(
      inClass(
        'self.c = nn.Conv2d(64, 128, 3, groups=4)',
        "nn.init.kaiming_nor¦mal_(self.c.weight, nonlinearity='relu')",
      ),
    );
    expect(text).toContain('Here: fan-in 144, fan-out 1152, so Var(w) = 0.01389');
    expect(text).toContain('fan-in · Var(w) = 2');
  });
  it('reads calculate_gain, and does not take a gain that cannot be told for 1', () => {
    const gain = (text: string): string =>
      hover(
        inClass('self.fc = nn.Linear(400, 400)', `nn.init.xavier_nor¦mal_(self.fc.weight, gain=${text})`),
      );
    expect(gain("nn.init.calculate_gain('relu')")).toContain('fan-in · Var(w) = 2');
    expect(gain("nn.init.calculate_gain('leaky_relu', 0.2)")).toContain('fan-in · Var(w) = 1.923');
    expect(gain('2.0')).toContain('fan-in · Var(w) = 4');
    expect(gain('my_gain()')).not.toContain('Here:');
    expect(
      hover(
        inClass('self.fc = nn.Linear(4, 4)', 'nn.init.kaiming_nor¦mal_(self.fc.weight, nonlinearity=kind())'),
      ),
    ).not.toContain('Here:');
  });
  it('says where PyTorch ignores the slope or knows no gain', () => {
    expect(hover(`${torch}def f(w):\n    nn.init.kaiming_nor¦mal_(w, a=0.2, nonlinearity='relu')`)).toContain(
      'The slope `a` is ignored',
    );
    expect(hover(`${torch}def f(w):\n    nn.init.kaiming_nor¦mal_(w, nonlinearity='gelu')`)).toContain(
      'PyTorch has no gain for `gelu`',
    );
    expect(hover(`${torch}def f(w):\n    nn.init.kaiming_nor¦mal_(w, a=0.2)`)).not.toContain('ignored');
  });
  it('knows variances that need no width, and says nothing it cannot know', () => {
    expect(hover(`${torch}def f(w):\n    nn.init.nor¦mal_(w, 0, 0.02)`)).toContain(
      'Here: Var(w) = 0.0004 (sd 0.02)',
    );
    expect(hover(`${torch}def f(w):\n    nn.init.xavier_nor¦mal_(w)`)).not.toContain('Here:');
    expect(hover(`${torch}def f(w):\n    nn.init.zer¦os_(w)`)).not.toContain('Here:');
  });
  it('reads a Keras string', () => {
    const text = hover(`${keras}d = layers.Dense(8, kernel_initializer='he_nor¦mal')`);
    expect(text).toContain("**He (Kaiming) normal** · `'he_normal'`");
    expect(text).toContain('cut at 2 standard deviations');
    expect(hover(`${keras}d = layers.Dense(8, kernel_initializer='he_nor¦mal')`, 'short')).not.toContain(
      'Made for',
    );
  });
  it('speaks Chinese', () => {
    const text = hover(
      inClass('self.fc = nn.Linear(400, 600)', 'nn.init.xavier_uni¦form_(self.fc.weight)'),
      'full',
      chinese,
    );
    expect(text).toContain('**Xavier（Glorot）均匀分布** · `nn.init.xavier_uniform_(self.fc.weight)`');
    expect(text).toContain(
      '此处：扇入 400，扇出 600，因此 Var(w) = 0.002（标准差 0.04472）；扇入 · Var(w) = 0.8',
    );
  });
  it('has words for every initialiser of the reference', () => {
    for (const { id } of initializers.initializers) expect(initializerFacts(id)?.name, id).toBeDefined();
  });
});

describe('the hover over a recurrent cell', () => {
  it('names what is inside PyTorch’s LSTM and how it starts', () => {
    const text = hover(`${torch}r = nn.LS¦TM(10, 300)`);
    expect(text).toContain('**LSTM** · `nn.LSTM(10, 300)`');
    expect(text).toMatch(/Gates: Sigmoid/i);
    expect(text).toMatch(/Candidate and output: tanh/i);
    expect(text).toContain('recurrent PyTorch’s default (Var(w) = 0.001111)');
    expect(text).toContain('not set to 1');
  });
  it('speaks Chinese', () => {
    const text = hover(`${torch}r = nn.LS¦TM(10, 300)`, 'full', chinese);
    expect(text).toContain('门：Sigmoid');
    expect(text).toContain('循环核 PyTorch 的默认初始化 (Var(w) = 0.001111)');
    expect(text).toContain('遗忘门的偏置没有设为 1');
  });
  it('marks the defaults of Keras, and warns of an unbounded activation', () => {
    const text = hover(`${keras}r = layers.LS¦TM(16, activation='relu')`);
    expect(text).toMatch(/Gates: Sigmoid \(default\)/i);
    expect(text).toContain('Candidate and output: ReLU');
    expect(text).toContain('The forget gate starts at bias 1.');
    expect(text).toContain('Watch for: an activation without an upper bound');
    // Keras draws the recurrent kernels of the four gates as one 16 × 64 matrix.
    expect(text).toContain('recurrent Orthogonal (Var(w) = 0.01563)');
    expect(hover(`${keras}r = layers.GR¦U(16)`)).not.toContain('Watch for');
  });
  it('knows the nonlinearity of a plain RNN and the functions of Flax', () => {
    expect(hover(`${torch}r = nn.RN¦N(8, 16, nonlinearity='relu')`)).toContain('Activation: ReLU');
    expect(hover(`${torch}r = nn.RN¦N(8, 16)`)).toMatch(/Activation: tanh \(default\)/i);
    const flax = hover('from flax import linen as nn\nc = nn.GRUCe¦ll(8)');
    expect(flax).toMatch(/Gates: Sigmoid \(default\)/i);
    expect(flax).toMatch(/Candidate and output: tanh \(default\)/i);
  });
  it('claims nothing where the arguments are hidden', () => {
    expect(hover(`${keras}def f(kw):\n    return layers.LS¦TM(**kw)`)).toBe('**LSTM** · `layers.LSTM(**kw)`');
  });
});

describe('through the service', () => {
  it('is found with its range', () => {
    const text = `${torch}r = nn.LSTM(10, 300)\n`;
    const lens = createLensService({}).update('file:///a.py', 1, text);
    const found = lens.symbolAt(text.indexOf('LSTM') + 1);
    expect(found && text.slice(found.range.start, found.range.end)).toBe('nn.LSTM');
    expect(lens.symbolAt(3)).toBeUndefined();
  });
});
