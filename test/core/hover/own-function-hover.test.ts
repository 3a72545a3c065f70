import { describe, expect, it } from 'vitest';
import { drawnPictures, ownFunctionFacts, ownFunctionHover } from '../../../src/core/hover';
import { english } from '../../../src/core/phrase';
import { createLensService } from '../../../src/core/service/create-service';

const torch = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** The hover at `¦`, with its picture decoded. */
function hover(source: string): { readonly text: string; readonly at: string } {
  const offset = source.indexOf('¦');
  const lens = createLensService().update('file:///a.py', 1, source.replace('¦', ''));
  const use = lens.functionAt(offset);
  const text = use && ownFunctionHover(use, { detail: 'short', pictures: drawnPictures('light') });
  return {
    text: decodeURIComponent(text ?? '').replaceAll('\\', ''),
    at: use === undefined ? '' : lens.text.slice(use.at.start, use.at.end),
  };
}

const swish = 'def soft(x, beta=1.5):\n    return x * torch.sigmoid(beta * x)\n';

describe('the hover over a function of one’s own', () => {
  it('has its formula, its range and what it comes near to', () => {
    const { text } = hover(`${torch}def so¦ft(x):\n    return x * torch.sigmoid(1.05 * x) + 0.01\n`);
    expect(text).toContain('f(x) = x · σ(1.05x) + 0.01');
    expect(text).toContain('Range [−0.255');
    expect(text).toMatch(/close to SiLU \/ Swish: at most 0\.0\d+ apart/);
  });
  it('says the same in plain text for the panel', () => {
    const source = `${torch}def soft(x):\n    return x * torch.sigmoid(1.05 * x) + 0.01\n`;
    const lens = createLensService().update('file:///a.py', 1, source);
    const use = lens.functionAt(source.indexOf('soft'));
    const facts = (use ? ownFunctionFacts(use) : []).map((fact) => english(fact));
    expect(facts[0]).toMatch(/^Range \[−0\.255/);
    expect(facts[1]).toMatch(/^close to SiLU \/ Swish: at most 0\.0\d+ apart$/);
    // 1/√E f² by Gauss and Hermite's rule with 150 points.
    expect(Number(/^gain ([\d.]+) keeps/.exec(facts[2] ?? '')?.[1])).toBeCloseTo(1.6525, 2);
  });
  it('names the parameters with which it equals one of the catalogue', () => {
    expect(hover(`${torch}def so¦ft(x):\n    return x * torch.sigmoid(1.05 * x)\n`).text).toContain(
      'equals SiLU / Swish with β = 1.05',
    );
  });
  it('equals what differs by rounding alone, and shows the function under a decorator', () => {
    const jax = 'import jax\nimport jax.numpy as jnp\n';
    const { text } = hover(
      `${jax}@jax.custom_jvp\ndef square¦plus(x, b=4.0):\n    return (x + jnp.sqrt(x * x + b)) / 2\n`,
    );
    expect(text).toContain('equals Squareplus');
    const torchFunction = `${torch}class Sign(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return torch.sign(x)\n    @staticmethod\n    def backward(ctx, g):\n        return g\n\ny = Si¦gn.apply(x)\n`;
    expect(hover(torchFunction).text).toContain('`Sign.apply`');
  });
  it('is found at the attribute, the string of a table, the default argument', () => {
    const attribute = `${torch}${swish}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.act = soft\n    def forward(self, x):\n        return self.a¦ct(x)\n`;
    expect(hover(attribute).at).toBe('self.act');
    expect(hover(attribute).text).toContain('beta = 1.5');
    const table = `${torch}${swish}ACTS = {'soft': soft}\ndef build(name='so¦ft'):\n    return ACTS[name]\n`;
    expect(hover(table).at).toBe("'soft'");
    expect(hover(table).text).toContain('**soft**');
    const argument = `${torch}${swish}def block(x, act=so¦ft):\n    return act(x)\n`;
    expect(hover(argument).at).toBe('soft');
    expect(hover(argument).text).toContain('x · σ(β · x)');
  });
  it('draws the declared backward beside the derivative of the code', () => {
    const { text } = hover(
      `${torch}class Si¦gn(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        ctx.save_for_backward(x)\n        return torch.tanh(3 * x)\n    @staticmethod\n    def backward(ctx, g):\n        (x,) = ctx.saved_tensors\n        return g * (x.abs() < 1).float()\n`,
    );
    expect(text).toContain('>backward<');
    expect(text).toContain('f′(x) of the code');
    expect(text).toContain('f(x) = tanh(3x)');
    const plain = hover(`${torch}def so¦ft(x):\n    return torch.tanh(3 * x)\n`).text;
    expect(plain).not.toContain('of the code');
  });
  it('has the call’s name where the formula is too long for the picture', () => {
    const terms = Array.from({ length: 12 }, (_, n) => `torch.sin(${String(n + 2)} * x) / ${String(n + 2)}`);
    const { text } = hover(`${torch}def lo¦ng(x, k=2.0):\n    return k * x + ${terms.join(' + ')}\n`);
    expect(text).not.toContain('f(x) = ');
    expect(text).toContain('long(k=2.0)');
  });
});
