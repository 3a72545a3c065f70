import { describe, expect, it } from 'vitest';
import { drawnPictures, symbolHover } from '../../../src/core/hover';
import { initializerFacts } from '../../../src/core/hover/initializer-facts';
import { createLensService } from '../../../src/core/service/create-service';
import type { Say } from '../../../src/core/phrase';
import { chinese } from '../../chinese';
import measured from '../../fixtures/default-init/measured.json';
import initializers from '../../reference/initializers.json';

const torch = 'import torch\nimport torch.nn as nn\n';
const keras = 'from tensorflow import keras\nfrom tensorflow.keras import layers\n';

function hover(source: string, detail: 'full' | 'short' = 'full', say?: Say): string {
  const offset = source.indexOf('¦');
  const lens = createLensService().update('file:///a.py', 1, source.replace('¦', ''));
  const at = lens.symbolAt(offset);
  return (at && symbolHover(at, { detail, ...(say && { say }) })?.replaceAll('\\', '')) ?? '';
}
const inClass = (line: string, init: string): string =>
  `${torch}class Net(nn.Module):\n    def __init__(self):\n        ${line}\n        ${init}\n`;

describe('the hover over an initialiser', () => {
  it('gives the variance that it has here', () => {
    const text = hover(inClass('self.fc = nn.Linear(400, 600)', 'nn.init.xavier_uni¦form_(self.fc.weight)'));
    expect(text).toContain('**Xavier (Glorot) uniform** · `nn.init.xavier_uniform_(self.fc.weight)`');
    expect(text).toContain(
      'here spread 0.0447 (Var(w) = 0.002) with fan-in 400, fan-out 600: multiplies the mean square by 0.8',
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
    expect(text).toContain('(Var(w) = 0.01389) with fan-in 144, fan-out 1152');
    expect(text).toContain('multiplies the mean square by 2');
  });
  it('reads calculate_gain, and does not take a gain that cannot be told for 1', () => {
    const gain = (text: string): string =>
      hover(
        inClass('self.fc = nn.Linear(400, 400)', `nn.init.xavier_nor¦mal_(self.fc.weight, gain=${text})`),
      );
    expect(gain("nn.init.calculate_gain('relu')")).toContain('multiplies the mean square by 2');
    expect(gain("nn.init.calculate_gain('leaky_relu', 0.2)")).toContain(
      'multiplies the mean square by 1.923',
    );
    expect(gain('2.0')).toContain('multiplies the mean square by 4');
    expect(gain('my_gain()')).not.toContain('here spread');
    expect(
      hover(
        inClass('self.fc = nn.Linear(4, 4)', 'nn.init.kaiming_nor¦mal_(self.fc.weight, nonlinearity=kind())'),
      ),
    ).not.toContain('here spread');
  });
  it('says the number that every element starts at', () => {
    const start = (call: string): string => hover(`${torch}def f(w):\n    nn.init.${call}`);
    expect(start('zer¦os_(w)')).toContain('every element starts at 0');
    expect(start('on¦es_(w)')).toContain('every element starts at 1');
    expect(start('const¦ant_(w, 0.25)')).toContain('every element starts at 0.25');
    expect(start('const¦ant_(w, bias)')).toContain('every element starts at the same number');
    expect(start('const¦ant_(w, 0.25)')).not.toContain('Var(w)');
  });
  it('cuts PyTorch’s normal at two numbers, not at two standard deviations', () => {
    const text = hover(`${torch}def f(w):\n    nn.init.trunc_nor¦mal_(w, std=0.02)`);
    expect(text).toContain('at a and b (±2)');
    expect(text).toContain('here spread 0.02');
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
      'here spread 0.02 (Var(w) = 0.0004)',
    );
    expect(hover(`${torch}def f(w):\n    nn.init.xavier_nor¦mal_(w)`)).not.toContain('here spread');
    expect(hover(`${torch}def f(w):\n    nn.init.zer¦os_(w)`)).not.toContain('here spread');
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
    expect(text).toContain('此处标准差 0.0447（Var(w) = 0.002），扇入 400，扇出 600：把均方值乘以 0.8');
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
    expect(text).toContain('U(±1/√hidden_size), spread 0.0333 with hidden_size 300');
    expect(text).toContain('starts at random around 0');
  });
  it('speaks Chinese', () => {
    const text = hover(`${torch}r = nn.LS¦TM(10, 300)`, 'full', chinese);
    expect(text).toContain('门：Sigmoid');
    expect(text).toContain('标准差 0.0333');
    expect(text).toContain('遗忘门');
  });
  it('marks the defaults of Keras, and warns of an unbounded activation', () => {
    const text = hover(`${keras}r = layers.LS¦TM(16, activation='relu')`);
    expect(text).toMatch(/Gates: Sigmoid \(default\)/i);
    expect(text).toContain('candidate and output: ReLU');
    expect(text).toContain('forget gate’s bias starts at 1');
    expect(text).toContain('Watch for: an activation without an upper bound');
    expect(text).toContain('recurrent kernel: Orthogonal');
    expect(hover(`${keras}r = layers.GR¦U(16)`)).not.toContain('Watch for');
  });
  it('knows the nonlinearity of a plain RNN and the functions of Flax', () => {
    expect(hover(`${torch}r = nn.RN¦N(8, 16, nonlinearity='relu')`)).toContain('activation ReLU');
    expect(hover(`${torch}r = nn.RN¦N(8, 16)`)).toMatch(/activation tanh \(default\)/i);
    const flax = hover('from flax import linen as nn\nc = nn.GRUCe¦ll(8)');
    expect(flax).toMatch(/Gates: Sigmoid \(default\)/i);
    expect(flax).toMatch(/Candidate and output: tanh \(default\)/i);
  });
  it('claims nothing where the arguments are hidden', () => {
    expect(hover(`${keras}def f(kw):\n    return layers.LS¦TM(**kw)`)).toBe('**LSTM** · `layers.LSTM(**kw)`');
  });
});

const spreadIn = (text: string): number => Number(/spread ([\d.]+)/.exec(text)?.[1] ?? NaN);

describe('the hover over a layer', () => {
  /** A program in which the layer meets an input of the measured width. */
  const programs = {
    torch: (code: string) => `${torch}layer = ${code.replace('nn.', 'nn.¦')}\n`,
    keras: (code: string, input: readonly number[]) =>
      `${keras}x = keras.Input(shape=(${input.join(', ')},))\nmodel = keras.Model(x, ${code.replace('layers.', 'layers.¦')}(x))\n`,
    linen: (code: string, input: readonly number[]) =>
      `from flax import linen as nn\nclass Net(nn.Module):\n    @nn.compact\n    def __call__(self, x):\n        x = nn.${code.includes('Conv') ? 'Conv' : 'Dense'}(${input.at(-1) ?? 0}${code.includes('Conv') ? ', (1, 1)' : ''})(x)\n        return ${code.replace('nn.', 'nn.¦')}(x)\n`,
    nnx: (code: string) => `from flax import nnx\nlayer = ${code.replace('nnx.', 'nnx.¦')}\n`,
  };
  it.each(measured)(
    'gives the spread that $framework draws $code with',
    ({ framework, code, input, spread, count }) => {
      const shape = input ?? [7];
      const text = hover(programs[framework as keyof typeof programs](code, shape));
      // Four standard errors of a spread that is measured on so many weights.
      const tolerance = Math.max(0.005, 4 / Math.sqrt(2 * count));
      expect(Math.abs(spreadIn(text) / spread - 1), text).toBeLessThan(tolerance);
    },
  );
  it('names the distribution and the fan-in', () => {
    expect(hover(`${torch}fc = nn.Li¦near(256, 10)`)).toContain(
      'default init: U(±1/√fan-in), spread 0.0361 with fan-in 256',
    );
    expect(hover(`${torch}fc = nn.Li¦near(n, 10)`)).toContain('default init: U(±1/√fan-in)');
    expect(hover(`${torch}fc = nn.Li¦near(n, 10)`)).not.toContain('spread');
  });
  it('takes what the trace knows of widths that stand elsewhere', () => {
    const text = hover(
      `${torch}class Block(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n        self.fc = nn.Li¦near(width, width)\n    def forward(self, x):\n        return self.fc(x)\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = Block(64)\n        self.b = Block(256)\n    def forward(self, x):\n        return self.b(self.a(x))\nnet = Net()\n`,
    );
    expect(text).toContain('spread 0.0361 … 0.0722 with fan-in 64 … 256');
  });
  it('does not call default what the code initialises', () => {
    const text = hover(
      `${torch}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Li¦near(200, 200)\n        nn.init.kaiming_normal_(self.fc.weight, nonlinearity='relu')\n    def forward(self, x):\n        return self.fc(x)\n`,
    );
    expect(text).toContain('initialised: He (Kaiming) normal, spread 0.1 with fan-in 200, fan-out 200');
    expect(text).not.toContain('default init');
    expect(hover(`${keras}d = layers.De¦nse(8, kernel_initializer='he_normal')`)).not.toContain(
      'default init',
    );
  });
  it('says shapes in and out', () => {
    const text = hover(
      `${keras}x = keras.Input(shape=(28, 28))\ny = layers.De¦nse(128, activation='relu')(layers.Flatten()(x))\nm = keras.Model(x, y)\n`,
    );
    expect(text).toContain('784) → (');
    expect(text).toContain('128)');
    expect(text).toContain('activation ReLU');
    expect(text).toContain('with fan-in 784, fan-out 128');
  });
  it('shows the picture of its activation', () => {
    const lens = createLensService().update(
      'file:///a.py',
      1,
      `${keras}d = layers.Dense(8, activation='selu')`,
    );
    const at = lens.symbolAt(lens.text.indexOf('Dense') + 1);
    const text = at && symbolHover(at, { detail: 'short', pictures: drawnPictures('light') });
    expect(text).toContain('data:image/svg+xml');
    expect(text).toContain('SELU');
  });
});

describe('the hover over a normalisation', () => {
  it.each([
    [
      `${torch}n = nn.Batch¦Norm2d(64)`,
      ['each channel over the batch', 'then × γ (starts at 1) + β', 'keep 90 % at each step', 'ε = 1e−5'],
    ],
    [
      `${torch}n = nn.Layer¦Norm(64, elementwise_affine=False)`,
      ['features of each sample: mean 0', 'nothing learnt'],
    ],
    [`${torch}n = nn.Group¦Norm(8, 64)`, ['each of 8 groups of 8 channels']],
    [`${torch}n = nn.Instance¦Norm2d(64)`, ['each channel of each sample', 'nothing learnt']],
    [`${torch}n = nn.RMS¦Norm(64)`, ['mean square 1, the mean stays', 'then × γ (starts at 1)']],
    [`${keras}n = layers.Batch¦Normalization()`, ['keep 99 % at each step', 'ε = 0.001']],
    [`from flax import linen as nn\nn = nn.Group¦Norm(4)`, ['each of 4 groups', 'ε = 1e−6']],
  ])('%s', (source, words) => {
    const text = hover(source);
    for (const word of words) expect(text).toContain(word);
    expect(text.split('\n')).toHaveLength(2);
  });
});

describe('the hover over attention', () => {
  it('says by what scores are divided', () => {
    const torchs = hover(`${torch}a = nn.Multihead¦Attention(512, 8)`);
    expect(torchs).toContain('8 heads of 64');
    expect(torchs).toContain('divided by √64 = 8');
    expect(hover(`${keras}a = layers.MultiHead¦Attention(num_heads=4, key_dim=16)`)).toContain(
      '4 heads of 16',
    );
    expect(hover(`${keras}a = layers.Atten¦tion()`)).toContain('are not divided by √d');
  });
});

describe('the hover over a loss', () => {
  const net = (end: string): string =>
    `${torch}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(20, 10)\n    def forward(self, x):\n        return ${end}\nnet = Net()\nloss = nn.CrossEntropy¦Loss()\nx = torch.randn(4, 20)\nloss(net(x), y)\n`;
  it('says what it expects and what reaches it', () => {
    const soft = hover(net('self.fc(x).softmax(-1)'));
    expect(soft).toContain('expects logits · target: class indices');
    expect(soft).toContain('here: the output of Softmax');
    expect(hover(net('self.fc(x)'))).toContain('here: Linear without an activation');
  });
  it('decides from_logits where the code shows it', () => {
    expect(hover(`${keras}l = keras.losses.Binary¦Crossentropy(from_logits=True)`)).toContain(
      'expects logits ·',
    );
    expect(hover(`${keras}l = keras.losses.Binary¦Crossentropy()`)).toContain('expects probabilities ·');
    expect(hover(`${keras}l = keras.losses.Binary¦Crossentropy(from_logits=f())`)).toContain(
      'expects probabilities; logits if from_logits=True',
    );
  });
  it('reads the string of compile', () => {
    const text = hover(
      `${keras}m = keras.Sequential([keras.Input(shape=(4,)), layers.Dense(1, activation='sigmoid')])\nm.compile('adam', 'binary_cross¦entropy')`,
    );
    expect(text).toContain('expects probabilities');
    expect(text).toContain('here: the output of Sigmoid');
  });
  it.each(["{'a': 'mse', 'b': 'binary_cross¦entropy'}", "['mse', 'binary_cross¦entropy']"])(
    'reads one for each output: %s',
    (losses) => {
      const text = hover(
        `${keras}i = keras.Input((4,))\na = layers.Dense(1, name='a')(i)\nb = layers.Dense(1, activation='sigmoid', name='b')(i)\nm = keras.Model(i, [a, b])\nm.compile('adam', loss=${losses})`,
      );
      expect(text).toContain('expects probabilities');
      expect(text).toContain('here: the output of Sigmoid');
    },
  );
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
