/** Models as people write them, with the choices drawn by chance: most have something that a rule has a fix for. */
import type { Random } from './random';

const widths = [1, 3, 10, 64, 128] as const;
const activations = [
  'nn.ReLU()',
  'nn.Sigmoid()',
  'nn.Tanh()',
  'nn.LeakyReLU(0.2)',
  'nn.SELU()',
  'nn.GELU()',
  'nn.ELU()',
] as const;
const torchHeads = [
  '',
  'nn.Softmax(dim=1)',
  'nn.Softmax()',
  'nn.Sigmoid()',
  'nn.ReLU()',
  'nn.LogSoftmax(dim=-1)',
  'nn.Softmax(1)',
] as const;
const torchLosses = [
  'nn.CrossEntropyLoss()',
  'nn.BCELoss()',
  'nn.BCEWithLogitsLoss()',
  'nn.NLLLoss()',
  'nn.MSELoss()',
  'F.cross_entropy',
  'F.nll_loss',
  'F.binary_cross_entropy',
] as const;
const torchInits = [
  'nn.init.xavier_uniform_(m.weight)',
  'nn.init.xavier_normal_(m.weight, gain=nn.init.calculate_gain("relu"))',
  'nn.init.kaiming_normal_(m.weight, nonlinearity="gelu")',
  'nn.init.kaiming_uniform_(m.weight, a=1)',
  'nn.init.zeros_(m.weight)',
  'nn.init.normal_(m.weight, 0, 0.02)',
  'nn.init.xavier_uniform_(m.bias)',
  'torch.nn.init.kaiming_normal(m.weight)',
] as const;
const forwardSteps = [
  'x = F.relu(x)',
  'x = F.relu(F.relu(x))',
  'x = torch.sigmoid(x)',
  'x = F.softmax(x)',
  'x = F.log_softmax(x)',
  'x = torch.log(F.softmax(x, dim=1))',
  'x = F.leaky_relu(F.relu(x), 0.1)',
  'x = F.leaky_relu(x, -0.1)',
  'x = nn.ReLU(x)',
  'x = nn.ReLU()(x)',
  'x = F.tanh(x)',
  'x = x * torch.sigmoid(x)',
  'x = x + F.relu(x, inplace=True)',
  'F.relu(x)',
  'x = F.dropout(F.selu(x), 0.5)',
  'x = torch.relu(x).clamp(min=0)',
  'x = F.elu(x, alpha=0)',
  'x = F.threshold(x, 0, 0)',
  'x = torch.max(x, torch.zeros_like(x))',
] as const;

export function mistakenModel(random: Random): string {
  const text = random.pick([torchSequential, torchModule, torchModule, kerasModel, kerasModel, flaxModel])(
    random,
  );
  return random.chance(0.05) ? text.replaceAll('\n', '\r\n') : text;
}

const lines = (random: Random, most: number, line: () => string): string =>
  Array.from({ length: 1 + random.below(most) }, line).join('');

function torchHead(random: Random): string {
  return random.pick([
    'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n',
    'import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n',
    'import torch, torch.nn.functional as F\nnn = torch.nn\n',
  ]);
}

function torchSequential(random: Random): string {
  let width: number = random.pick(widths);
  const rows = lines(random, 6, () => {
    const next = random.pick(widths);
    const row = `    nn.Linear(${width}, ${next}),${random.chance(0.2) ? ' nn.BatchNorm1d(' + next + '),' : ''}\n    ${random.pick(activations)},\n`;
    width = next;
    return row;
  });
  const head = random.pick(torchHeads);
  return (
    `${torchHead(random)}net = nn.Sequential(\n${rows}    nn.Linear(${width}, ${random.pick(widths)}),\n${head === '' ? '' : `    ${head},\n`})\n` +
    torchTraining(random, 'net')
  );
}

function torchTraining(random: Random, name: string): string {
  const init = random.pick(torchInits);
  return (
    (random.chance(0.6)
      ? `def init(m):\n    if isinstance(m, nn.Linear):\n        ${init}\n${name}.apply(init)\n`
      : `for m in ${name}.modules():\n    if isinstance(m, nn.Linear):\n        ${init}\n`) +
    `opt = torch.optim.${random.pick(['SGD', 'Adam'])}(${name}.parameters(), lr=${random.pick(['0.001', '0.1', '1.0', '10'])}${random.chance(0.3) ? ', weight_decay=0.1' : ''})\n` +
    `criterion = ${random.pick(torchLosses)}\nloss = criterion(${name}(torch.randn(4, 8)), y)\n`
  );
}

function torchModule(random: Random): string {
  const width = random.pick(widths);
  const steps = lines(
    random,
    4,
    () => `        ${random.pick(forwardSteps)}\n        x = self.fc${1 + random.below(2)}(x)\n`,
  );
  return (
    `${torchHead(random)}class Net(nn.Module):\n    def __init__(self):\n        super(Net, self).__init__()\n` +
    `        self.fc1 = nn.Linear(${width}, ${width})\n        self.fc2 = nn.Linear(${width}, ${width})\n` +
    `        self.act = ${random.pick([...activations, 'nn.ReLU', 'nn.ReLU(True)', 'nn.PReLU()'])}\n` +
    `        self.rnn = nn.RNN(8, 8, nonlinearity='${random.pick(['relu', 'tanh', 'gelu'])}')\n` +
    (random.chance(0.3) ? `        ${random.pick(torchInits).replaceAll('m.', 'self.fc1.')}\n` : '') +
    `    def forward(self, x):\n        x = self.fc1(x)\n${steps}        ${random.pick(['x = self.act(x)', 'x = self.act(self.act(x))', 'pass'])}\n` +
    `        return ${random.pick(['x', 'F.softmax(x)', 'F.softmax(x, dim=1)', 'F.relu(x)', 'torch.sigmoid(x)', 'F.log_softmax(x, -1)'])}\n` +
    `net = Net()\n${torchTraining(random, 'net')}`
  );
}

const kerasActivations = [
  'relu',
  'tanh',
  'sigmoid',
  'selu',
  'gelu',
  'Relu',
  'leaky_relu',
  'mish',
  'swish',
  'linear',
  'softmax',
  'rleu',
] as const;
const kerasInits = [
  'glorot_uniform',
  'he_normal',
  'HeNormal',
  'zeros',
  'lecun_normal',
  'random_normal',
  'ones',
] as const;

function kerasModel(random: Random): string {
  const imports = random.pick([
    'from tensorflow import keras\nfrom tensorflow.keras import layers\n',
    'import keras\nfrom keras import layers\n',
    'import tensorflow as tf\nkeras = tf.keras\nlayers = keras.layers\n',
  ]);
  const layer = (): string => {
    const kind = random.below(8);
    if (kind === 0)
      return `    layers.${random.pick(['LSTM', 'GRU', 'SimpleRNN'])}(32, activation="${random.pick(kerasActivations)}", return_sequences=True),\n`;
    if (kind === 1)
      return `    layers.${random.pick(['ReLU()', 'LeakyReLU(0.2)', 'Softmax()', 'Activation("relu")', 'Dropout(0.5)', 'BatchNormalization()'])},\n`;
    const init = random.chance(0.6)
      ? `, kernel_initializer=${random.chance(0.8) ? `"${random.pick(kerasInits)}"` : 'keras.initializers.GlorotUniform()'}`
      : '';
    const activation = random.chance(0.8)
      ? `, activation=${random.chance(0.8) ? `"${random.pick(kerasActivations)}"` : 'keras.activations.relu'}`
      : '';
    return `    layers.Dense(${random.pick(widths)}${activation}${init}),\n`;
  };
  const loss = random.pick([
    '"categorical_crossentropy"',
    '"sparse_categorical_crossentropy"',
    '"binary_crossentropy"',
    '"mse"',
    'keras.losses.CategoricalCrossentropy(from_logits=True)',
    'keras.losses.BinaryCrossentropy()',
    'keras.losses.SparseCategoricalCrossentropy(from_logits=True)',
  ]);
  return (
    `${imports}model = keras.Sequential([\n${lines(random, 8, layer)}    layers.Dense(${random.pick(widths)}, activation="${random.pick(['softmax', 'sigmoid', 'linear', 'relu'])}"),\n])\n` +
    `model.compile(optimizer=keras.optimizers.${random.pick(['Adam', 'SGD'])}(${random.pick(['0.001', '1.0', 'learning_rate=5.0'])}), loss=${loss}, metrics=["accuracy"])\n`
  );
}

function flaxModel(random: Random): string {
  const step = (): string =>
    `        x = nn.Dense(${random.pick(widths)}${random.chance(0.5) ? `, kernel_init=nn.initializers.${random.pick(['xavier_uniform()', 'he_normal()', 'zeros', 'lecun_normal()'])}` : ''})(x)\n` +
    `        x = ${random.pick(['nn.relu(x)', 'nn.relu(nn.relu(x))', 'nn.sigmoid(x)', 'nn.softmax(x)', 'jnp.log(nn.softmax(x))', 'nn.leaky_relu(nn.relu(x))', 'nn.selu(x)', 'x * nn.sigmoid(x)', 'jax.nn.relu(x)'])}\n`;
  return (
    `import jax\nimport jax.numpy as jnp\nimport optax\nfrom flax import linen as nn\nclass Net(nn.Module):\n    @nn.compact\n    def __call__(self, x):\n${lines(random, 5, step)}` +
    `        x = nn.Dense(${random.pick(widths)})(x)\n        return ${random.pick(['x', 'nn.softmax(x)', 'nn.relu(x)', 'nn.sigmoid(x)'])}\n` +
    `def loss(params, x, y):\n    logits = Net().apply(params, x)\n    return optax.${random.pick(['softmax_cross_entropy', 'sigmoid_binary_cross_entropy', 'softmax_cross_entropy_with_integer_labels'])}(logits, y).mean()\n`
  );
}
