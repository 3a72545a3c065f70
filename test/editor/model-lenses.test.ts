/** What stands above a model whose sizes the code leaves open: the figure of usual ones, as the Signal tab draws it. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';
import { english } from '../../src/core/phrase';
import { modelLenses } from '../../src/editor/model-lenses';

const network = `import torch
import torch.nn as nn
import torch.nn.functional as F

class QNetwork(nn.Module):
    def __init__(self, state_size, action_size):
        super().__init__()
        self.fc1 = nn.Linear(state_size, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, action_size)

    def forward(self, state):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(state)))))
`;
const agent = `
class Agent:
    def __init__(self, state_size, action_size):
        self.local = QNetwork(state_size, action_size)

    def learn(self, states, actions, target):
        loss = F.mse_loss(self.local(states).gather(1, actions), target)
        loss.backward()
`;
const titles = (text: string): readonly string[] =>
  modelLenses(createLensService().update('file:///m.py', 1, text)).flatMap(({ title }) =>
    title === undefined ? [] : [english(title)],
  );

describe('the lens above a model', () => {
  it('says what is left at usual sizes, also of a network that an agent makes', () => {
    const [alone] = titles(network);
    expect(alone).toMatch(/^2 layers · signal falls to \d+ % at usual sizes$/);
    expect(titles(network + agent)).toEqual([alone]);
  });

  it('says nothing of sizes where the code gives them', () => {
    const [given] = titles(`${network}\nnet = QNetwork(8, 4)\n`);
    expect(given).toMatch(/^2 layers · signal falls to \d+ %$/);
  });
});
