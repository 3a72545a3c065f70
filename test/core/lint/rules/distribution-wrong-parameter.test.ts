import { distributionWrongParameter } from '../../../../src/core/lint/rules/distribution-wrong-parameter';
import { ruleTester } from '../rule-tester';

const actor = (returned: string): string => `
  import torch
  import torch.nn.functional as F
  from torch import nn
  from torch.distributions import Bernoulli, Categorical, Multinomial, Normal

  class Actor(nn.Module):
      def __init__(self):
          super().__init__()
          self.body = nn.Sequential(nn.Linear(8, 64), nn.Tanh())
          self.head, self.spread = nn.Linear(64, 4), nn.Linear(64, 4)

      def forward(self, state):
          h = self.body(state)
          return ${returned}
`;
const agent = (activation: string, used: string): string => `
  import tensorflow as tf
  import tensorflow_probability as tfp

  net = tf.keras.Sequential([tf.keras.layers.Dense(64, activation='tanh'), tf.keras.layers.Dense(4${activation})])

  def act(state):
      return ${used}
`;

ruleTester(distributionWrongParameter, {
  torch: {
    valid: [
      actor('Categorical(logits=self.head(h))'),
      actor('Categorical(F.softmax(self.head(h), dim=-1))'),
      actor('Normal(self.head(h), self.spread(h).exp())'),
      actor('Normal(torch.tanh(self.head(h)), F.softplus(self.spread(h)) + 1e-3)'),
      actor('Normal(self.head(h), torch.clamp(self.spread(h), 1e-3, 10))'),
      actor('Normal(0, 1).log_prob(self.head(h))'),
      actor('Multinomial(10, logits=self.head(h))'),
      actor('F.gaussian_nll_loss(self.head(h), target, F.softplus(self.spread(h)))'),
      actor('F.gaussian_nll_loss(self.head(h), target, torch.relu(self.spread(h)))'),
    ],
    invalid: [
      {
        name: 'a method of an agent that the script makes, and that nothing in view calls',
        code: `
          import torch
          from torch import nn
          from torch.distributions import Normal

          class Actor(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.body, self.mean, self.spread = nn.Linear(3, 64), nn.Linear(64, 1), nn.Linear(64, 1)
              def forward(self, x):
                  h = torch.relu(self.body(x))
                  return self.mean(h), self.spread(h)

          class Agent:
              def __init__(self):
                  self.actor = Actor()
              def act(self, state):
                  mean, spread = self.actor(state)
                  return ⟦Normal(mean, spread)⟧

          agent = Agent()
        `,
        message: /^scale must be positive/,
        severity: 'error',
      },
      {
        name: 'a variance that is a raw output',
        code: actor('⟦F.gaussian_nll_loss(self.head(h), target, self.spread(h))⟧'),
        message: /^var must be positive; what is given is negative in part, and the call fails/,
        severity: 'error',
      },
      {
        code: actor('⟦Categorical(self.head(h))⟧'),
        severity: 'error',
        message: /probs takes probabilities; a layer's raw output is negative in part, and the call fails/,
        fixes: { 'Pass it as logits (changes training)': 'return Categorical(logits=self.head(h))' },
      },
      {
        code: actor('⟦Categorical(logits=F.softmax(self.head(h), dim=-1))⟧'),
        severity: 'warning',
        message: /no outcome becomes likelier than 0\.475/,
      },
      { code: actor('⟦Bernoulli(logits=torch.sigmoid(self.head(h)))⟧'), message: /likelier than 0\.731/ },
      { code: actor('⟦Bernoulli(torch.tanh(self.head(h)))⟧'), message: /tanh leaves \[0, 1\]/ },
      {
        code: actor('⟦Normal(self.head(h), self.spread(h))⟧'),
        severity: 'error',
        message: /scale must be positive; what is given is negative in part/,
      },
      { code: actor('⟦Normal(self.head(h), F.relu(self.spread(h)))⟧'), message: /relu gives 0/ },
      {
        name: 'a policy whose output a function of the script takes',
        code: `
          import torch
          from torch import nn
          from torch.distributions import Categorical

          policy = nn.Sequential(nn.Linear(4, 128), nn.ReLU(), ⟪nn.Linear(128, 2)⟫)

          def choose(state):
              return ⟦Categorical(policy(state))⟧.sample().item()
        `,
        fixes: {
          'Pass it as logits (changes training)': 'return Categorical(logits=policy(state)).sample().item()',
        },
      },
    ],
  },
  tensorflow: {
    valid: [
      agent('', 'tfp.distributions.Categorical(net(state)).sample()'),
      agent('', 'tfp.distributions.Categorical(logits=net(state)).sample()'),
      agent(", activation='softmax'", 'tfp.distributions.Categorical(probs=net(state)).sample()'),
      agent(", activation='softplus'", 'tfp.distributions.Normal(0.0, net(state)).sample()'),
    ],
    invalid: [
      {
        code: agent(", activation='softmax'", '⟦tfp.distributions.Categorical(net(state))⟧.sample()'),
        severity: 'warning',
        message: /likelier than 0\.475/,
        fixes: {
          'Pass it as probs (changes training)':
            'return tfp.distributions.Categorical(probs=net(state)).sample()',
        },
      },
      {
        code: agent('', '⟦tfp.distributions.Categorical(probs=net(state))⟧.sample()'),
        severity: 'warning',
        message: /the likelihood is nan/,
      },
      agent('', '⟦tfp.distributions.Normal(0.0, net(state))⟧.sample()'),
      agent(", activation='relu'", '⟦tfp.distributions.Normal(0.0, scale=net(state))⟧.sample()'),
    ],
  },
});
