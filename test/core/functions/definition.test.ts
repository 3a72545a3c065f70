import { describe, expect, it } from 'vitest';
import { functionAt, functionInSelection } from '../../../src/core/functions/definition';
import { interpret } from '../../../src/core/functions/interpret';
import { bindingsOf } from './support';

const text = `import torch
from torch import nn
import torch.nn.functional as F

def swish(x):
    return x * torch.sigmoid(x)

class Gate(nn.Module):
    def forward(self, h):
        return swish(h) - 0.5

act = lambda v: v.clamp(min=0)
y = swish(torch.ones(3))
g = Gate()
z = 1.5 * act(w) + F.relu(w)

def scaled(beta):
    def gate(u):
        return u * torch.sigmoid(beta * u)
    return gate

soft = scaled(1.25)
squash = nn.Sequential(nn.Tanh(), nn.Softplus())
table = {'soft': swish}
chosen = table['soft']
model = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
`;
const bindings = bindingsOf(text);
const at = (needle: string, extra = 0) => functionAt(bindings, text.indexOf(needle) + extra)?.own;
const selected = (needle: string) =>
  functionInSelection(bindings, text.indexOf(needle), text.indexOf(needle) + needle.length);

describe('the function under the cursor', () => {
  it.each([
    ['its name', 'swish(x)', 0, 'swish'],
    ['its body', 'sigmoid(x)', 8, 'swish'],
    ['a call of it', 'swish(torch.ones', 2, 'swish'],
    ['a class with a forward', 'Gate(nn', 1, 'Gate'],
    ['a method', 'forward', 1, 'Gate'],
    ['a class where it is called', 'Gate()', 1, 'Gate'],
    ['a lambda', 'v.clamp', 0, 'act'],
    ['the name that a lambda is bound to', 'act = lambda', 1, 'act'],
    ['that name where it is used', 'act(w)', 1, 'act'],
    ['what a function makes', 'soft = ', 1, 'soft'],
    ['the call that makes it', 'scaled(1.25)', 1, 'soft'],
    ['activations one after the other', 'squash', 1, 'squash'],
    ['an entry of a table', 'chosen', 1, 'swish'],
  ])('is found on %s', (_, needle, extra, name) => {
    const own = at(needle, extra);
    expect(own?.name).toBe(name);
    expect(own && interpret(own, bindings).kind).toBe('curve');
  });

  it('is nothing on an import or between functions', () => {
    expect(at('import torch', 8)).toBeUndefined();
    expect(at('y = ')).toBeUndefined();
    expect(at('model = ')).toBeUndefined();
    expect(functionAt(bindings, 1e6)).toBeUndefined();
  });
});

describe('a selected expression', () => {
  it('is a function of its one free name', () => {
    const own = selected('1.5 * act(w) + F.relu(w)');
    const curve = own && interpret(own, bindings);
    expect(curve?.kind === 'curve' && curve.variable).toBe('w');
    expect(curve?.kind === 'curve' && curve.evaluate(2)).toMatchObject({ value: 5, slope: 2.5 });
  });

  it('may be part of a function, and have blanks around it', () => {
    const own = selected(' x * torch.sigmoid(x)\n');
    const curve = own && interpret(own, bindings);
    expect(curve?.kind === 'curve' && curve.matches?.id).toBe('silu');
  });

  it('may be a function itself', () => {
    const other = bindingsOf('from torch import nn\nlayer = nn.LeakyReLU(0.2)\n');
    const source = other.module.text;
    const own = functionInSelection(other, source.indexOf('nn.Leaky'), source.length - 1);
    const curve = own && interpret(own, other);
    expect(curve?.kind === 'curve' && curve.matches).toEqual({
      id: 'leaky_relu',
      parameters: { alpha: 0.2 },
    });
  });

  it('is nothing where it does not cover a whole expression or has two free names', () => {
    expect(selected('5 * act(w) +')).toBeUndefined();
    const two = bindingsOf('c = a * b\n');
    expect(functionInSelection(two, 4, 9)).toBeUndefined();
  });
});
