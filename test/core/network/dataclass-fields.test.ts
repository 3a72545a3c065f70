import { expect, it } from 'vitest';
import { traceOf } from './trace-of';

const model = (fields: string) => `from dataclasses import dataclass, field
import torch
from torch import nn
import torch.nn.functional as F


@dataclass
class Config:
${fields}


class Net(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.fc = nn.Linear(config.widths[0], config.widths[1])
        self.act = getattr(F, config.act)

    def forward(self, x):
        return self.act(self.fc(x))
`;

it('takes what fields of a dataclass hold by default', () => {
  const code = model(`    act: str = field(default="gelu", metadata={"help": "which"})
    widths: list = field(default_factory=lambda: [64, 32])`);
  const [net] = traceOf(code).models;
  expect(net?.nodes.find(({ kind }) => kind === 'activation')).toMatchObject({
    activation: 'gelu',
    assumption: { name: 'act', value: 'gelu' },
  });
  expect(net?.nodes.find(({ kind }) => kind === 'layer')).toMatchObject({ fanIn: 64, width: 32 });
});
