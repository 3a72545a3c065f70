/** What stands above a model whose sizes the code leaves open: the figure of usual ones, as the Signal tab draws it. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';
import { titleOfModel } from '../../src/core/network/model-title';
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

  it('says what is left in the parts of a class whose forward nobody calls, once however many methods do', () => {
    const lens = createLensService().update(
      'file:///m.py',
      1,
      `from torch import nn

class ActorCritic(nn.Module):
    def __init__(self, state_dim, action_dim, env):
        super().__init__()
        self.actor = nn.Sequential(
            nn.Linear(state_dim, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, action_dim), nn.Tanh()
        )
        self.critic = nn.Sequential(
            nn.Linear(state_dim, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1)
        )
        self.limit = env.action_space.high

    def forward(self):
        raise NotImplementedError

    def act(self, state):
        return self.actor(state), self.critic(state)

    def evaluate(self, state, action):
        return self.actor(state), self.critic(state)
`,
    );
    expect(lens.models().map(titleOfModel)).toEqual(['ActorCritic.actor', 'ActorCritic.critic']);
    expect(lens.models().map((model) => lens.openArguments(model))).toEqual([
      ['state_dim', 'action_dim'],
      ['state_dim', 'action_dim'],
    ]);
    // PyTorch 2.13, 64 inputs of N(0, 1), mean of 20 seeds: 0.25.
    expect(modelLenses(lens).map(({ title }) => title && english(title))).toEqual([
      '2 layers · signal falls to 25 % at usual sizes',
      '2 layers · signal falls to 25 % at usual sizes',
    ]);
  });

  it('counts a layer that several methods call once', () => {
    const [title] = titles(`from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh())
        self.policy = nn.Linear(64, 4)
        self.value = nn.Linear(64, 1)

    def act(self, x):
        return self.policy(self.body(x))

    def get_value(self, x):
        return self.value(self.body(x))

    def evaluate(self, x):
        return self.policy(self.body(x)), self.value(self.body(x))
`);
    expect(title).toMatch(/^2 layers · signal falls to /);
  });

  it('says nothing of sizes where the code gives them', () => {
    const [given] = titles(`${network}\nnet = QNetwork(8, 4)\n`);
    expect(given).toMatch(/^2 layers · signal falls to \d+ %$/);
  });
});
