/** What leans on a statement that does not parse is not said, wherever the finding would stand. */
import { expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';

const programWith = (layer: string): string => `
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        h = ${layer}
        return F.softmax(h, dim=1)


net = Net()
loss = nn.CrossEntropyLoss()(net(torch.randn(2, 8)), torch.zeros(2).long())
rnn = nn.RNN(8, 16, nonlinearity='relu')
`;
const rulesIn = (text: string): readonly string[] =>
  createLensService()
    .update('file:///project/net.py', 1, text)
    .findings(defaultConfiguration)
    .map(({ rule }) => rule);

it('a loss elsewhere says nothing of a model while its class is being typed', () => {
  expect(rulesIn(programWith('self.fc(x)'))).toContain('softmax-before-cross-entropy');
  expect(rulesIn(programWith('self.fc(x'))).toEqual(['relu-in-recurrent-cell']);
});
