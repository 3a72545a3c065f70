/** What constructors keep of what they are given, and read again where layers are made and run. */
import { describe, expect, it } from 'vitest';
import { modelOf, pairsOf } from '../trace-of';

const widths = (text: string) =>
  modelOf(text).nodes.flatMap((node) => (node.kind === 'layer' ? [node.width] : []));

const steps = (text: string) => modelOf(text).nodes.flatMap(({ kind }) => (kind === 'input' ? [] : [kind]));

describe("Lightning's save_hyperparameters", () => {
  const text = (call: string) => `import torch.nn.functional as F
from torch import nn
import lightning as L
class Net(L.LightningModule):
    def __init__(self, inputs=32, hidden=64, is_scaled=False):
        super().__init__()
        ${call}
        self.up = nn.Linear(self.hparams.inputs, self.hparams.hidden)  #: up
        self.down = nn.Linear(self.hparams.hidden, 10)
    def forward(self, x):
        x = F.relu(self.up(x))  #: relu
        if self.hparams.is_scaled:
            x = x * 2
        return self.down(x)
`;

  it('keeps all arguments, those that are named, and all but those that are ignored', () => {
    expect(widths(text('self.save_hyperparameters()'))).toEqual([64, 10]);
    expect(widths(text('self.save_hyperparameters("inputs", "hidden")'))).toEqual([64, 10]);
    expect(widths(text('self.save_hyperparameters(ignore=["hidden"])'))).toEqual([undefined, 10]);
    expect(widths(text('self.save_hyperparameters(ignore="hidden")'))).toEqual([undefined, 10]);
  });

  it('reads what is kept as a table, too, and keeps a table that it is handed', () => {
    const items = text('self.save_hyperparameters()')
      .replace('self.hparams.inputs', 'self.hparams["inputs"]')
      .replace('self.hparams.hidden', 'self.hparams.get("hidden")');
    expect(widths(items)).toEqual([64, 10]);
    const table = text('self.save_hyperparameters(settings)').replace(
      'self, inputs',
      'self, settings, inputs',
    );
    expect(widths(`${table}\nnet = Net({"inputs": 8, "hidden": 16, "is_scaled": False})\n`)).toEqual([
      16, 10,
    ]);
  });

  it('leaves the way that a flag does not take by default', () => {
    expect(steps(text('self.save_hyperparameters()'))).toEqual(['layer', 'activation', 'layer']);
    expect(pairsOf(text('self.save_hyperparameters()'))).toContain('up > relu');
  });

  it('takes what it is handed, and what a caller gives', () => {
    const handed = text('self.save_hyperparameters(settings)').replace(
      'self, inputs',
      'self, settings, inputs',
    );
    const caller = `${handed}
class Settings:
    def __init__(self, inputs, hidden, is_scaled):
        self.inputs, self.hidden, self.is_scaled = inputs, hidden, is_scaled
net = Net(Settings(8, 16, False))
`;
    expect(widths(caller)).toEqual([16, 10]);
    expect(widths(`${text('self.save_hyperparameters()')}\nnet = Net(hidden=48)\n`)).toEqual([48, 10]);
  });
});

describe('register_to_config of diffusers', () => {
  it('keeps what the constructor and the one above it are given', () => {
    const text = `import torch.nn.functional as F
from torch import nn
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
class Base(ModelMixin, ConfigMixin):
    @register_to_config
    def __init__(self, hidden=64, centers=False):
        super().__init__()
        self.up = nn.Linear(32, self.config.hidden)
class Net(Base):
    @register_to_config
    def __init__(self, outputs=10):
        super().__init__(hidden=24)
        self.down = nn.Linear(self.config.hidden, self.config.outputs)
    def forward(self, x):
        if self.config.centers:
            x = 2 * x - 1
        return self.down(F.relu(self.up(x)))
`;
    expect(widths(text)).toEqual([24, 10]);
    expect(steps(text)).toEqual(['layer', 'activation', 'layer']);
  });
});
