import { describe, expect, it } from 'vitest';
import { interpret } from '../../../src/core/functions/interpret';
import { english } from '../../../src/core/phrase';
import { curveOf, found } from './support';

const autograd = (forward: string, backward: string): string => `import torch
from torch.autograd import Function

class Own(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ${forward}

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        ${backward}
`;

describe('a function with a derivative of its own', () => {
  const cubic = autograd('return torch.sign(x)', 'return grad * 3 * x ** 2');

  it('has the slope that its backward computes, and the curvature of that rule', () => {
    const curve = curveOf(cubic, 'Own');
    expect(curve.derivative).toBe('backward');
    expect(curve.evaluate(2)).toEqual({ value: 1, slope: 12, curvature: 12 });
    expect(curve.matches).toBeUndefined();
  });
  it('is found on its backward, too, and where it is applied', () => {
    for (const entry of ['backward', 'forward']) {
      const curve = curveOf(cubic, entry);
      expect([curve.name, curve.evaluate(-1).slope]).toEqual(['Own', 3]);
    }
    const used = curveOf(`${cubic}\ndef f(x):\n    return 5 * Own.apply(2 * x)\n`, 'f');
    expect(used.evaluate(1)).toMatchObject({ value: 5, slope: 5 * 12 * 2 });
    expect(used.derivative).toBe('backward');
  });
  it('shows no derivative where its backward cannot be followed', () => {
    const curve = curveOf(autograd('return torch.relu(x)', 'return grad * torch.rand_like(x)'), 'Own');
    expect(curve.derivative).toBe('hidden');
    expect(curve.evaluate(2)).toEqual({ value: 2, slope: NaN, curvature: NaN });
    expect(curve.matches).toBeUndefined();
  });
  it('is what it equals only if the derivative agrees', () => {
    const right = autograd(
      'return x * torch.sigmoid(x)',
      's = torch.sigmoid(x)\n        return grad * (s + x * s * (1 - s))',
    );
    expect(curveOf(right, 'Own').matches?.id).toBe('silu');
    const straight = autograd('return torch.tanh(x)', 'return grad');
    expect(curveOf(straight, 'Own').matches).toBeUndefined();
  });
  it('may set its context apart from forward', () => {
    const curve = curveOf(
      `import torch
class Own(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return torch.floor(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, = inputs
        ctx.inside = (x > -1) & (x < 1)

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.inside
`,
      'Own',
    );
    expect([curve.evaluate(0.5).slope, curve.evaluate(1.5).slope]).toEqual([1, 0]);
  });
  it('of TensorFlow returns it beside the value', () => {
    const curve = curveOf(
      `import tensorflow as tf

@tf.custom_gradient
def log1pexp(x):
    e = tf.exp(x)
    def grad(upstream):
        return upstream * (1 - 1 / (1 + e))
    return tf.math.log(1 + e), grad
`,
      'log1pexp',
    );
    expect(curve.derivative).toBe('backward');
    expect(curve.evaluate(0).slope).toBeCloseTo(0.5, 14);
    expect(curve.matches?.id).toBe('softplus');
  });
  it('of JAX is set elsewhere and not shown', () => {
    const curve = curveOf(
      'import jax\nimport jax.numpy as jnp\n\n@jax.custom_jvp\ndef f(x):\n    return jnp.floor(x)\n',
      'f',
    );
    expect([curve.derivative, curve.evaluate(1.5)]).toEqual([
      'hidden',
      { value: 1, slope: NaN, curvature: NaN },
    ]);
  });
  it('leaves others with the derivative of their code', () => {
    expect(curveOf('def f(x):\n    return x * x\n', 'f').derivative).toBe('automatic');
  });
});

describe('a derivative that is cut off', () => {
  it.each([
    ['torch.sigmoid(x).detach() * x', 'import torch'],
    ['tf.stop_gradient(tf.sigmoid(x)) * x', 'import tensorflow as tf'],
    ['jax.lax.stop_gradient(jax.nn.sigmoid(x)) * x', 'import jax'],
    ['torch.sigmoid(x.data) * x', 'import torch'],
  ])('%s has the values of SiLU and not its name', (body, imports) => {
    const curve = curveOf(`${imports}\ndef f(x):\n    return ${body}\n`, 'f');
    const gate = 1 / (1 + Math.exp(-1));
    expect(curve.evaluate(1).value).toBeCloseTo(gate, 14);
    expect(curve.evaluate(1).slope).toBeCloseTo(gate, 14);
    expect(curve.codeSlope?.(1)).toBeCloseTo(gate + gate * (1 - gate), 14);
    expect(curve.matches).toBeUndefined();
  });
  it('is refused where the tensor that it shares its storage with is written to', () => {
    const { own, bindings } = found(
      'import torch\ndef f(x):\n    y = x * 2\n    d = y.detach()\n    d += 1\n    return y\n',
      'f',
    );
    const result = interpret(own, bindings);
    expect(result.kind === 'refusal' && english(result.reason)).toBe(
      "can't plot because it shares its storage with a detached tensor that is written to",
    );
  });
});

describe('what still cannot be followed', () => {
  it.each([
    ['match x:\n        case torch.Size([]):\n            return x\n', 'this `case` is not followed'],
    ['return {x: 1}[x]\n', 'a number as a key is not followed'],
    ['return super().forward(x)\n', '`super()` stands in no method that is followed'],
    ['return max(x, **options)\n', '`options` is not known here'],
  ])('%s', (body, reason) => {
    const { own, bindings } = found(`import torch\ndef f(x):\n    ${body}`, 'f');
    const result = interpret(own, bindings);
    expect(result.kind === 'refusal' && english(result.reason)).toBe(`can't plot because ${reason}`);
  });
  it('is a base class that is not in view', () => {
    const text = `from elsewhere import Base
class Own(Base):
    def forward(self, x):
        return super().forward(x)
`;
    const { own, bindings } = found(text, 'Own');
    const result = interpret(own, bindings);
    expect(result.kind).toBe('refusal');
  });
});
