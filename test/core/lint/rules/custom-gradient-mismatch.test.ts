import { customGradientMismatch } from '../../../../src/core/lint/rules/custom-gradient-mismatch';
import { ruleTester } from '../rule-tester';

/** An autograd function with this forward and backward. */
const torchFunction = (forward: string, backward: string, name = 'Own') => `
class ${name}(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return ${forward}

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        s = torch.sigmoid(x)
        return ${backward}
`;
const tensorflowFunction = (value: string, slope: string) => `
@tf.custom_gradient
def own(x):
    def grad(upstream):
        return ${slope}
    return ${value}, grad
`;
const jaxFunction = (value: string, tangent: string) => `
@jax.custom_jvp
def own(x):
    return ${value}

@own.defjvp
def own_jvp(primals, tangents):
    x, = primals
    t, = tangents
    return own(x), ${tangent}
`;
const jaxReverse = (value: string, cotangent: string) => `
@jax.custom_vjp
def own(x):
    return ${value}

def own_fwd(x):
    return own(x), x

def own_bwd(x, g):
    return ${cotangent}

own.defvjp(own_fwd, own_bwd)
`;

ruleTester(customGradientMismatch, {
  torch: {
    valid: [
      torchFunction('x * torch.sigmoid(x)', 'grad * (s + x * s * (1 - s))'),
      torchFunction('torch.where(x > 0, x, 0.1 * x)', 'torch.where(x > 0, grad, 0.1 * grad)'),
      {
        name: 'the sign of what comes in',
        code: torchFunction('torch.tanh(x)', 'torch.sign(grad) * (1 - torch.tanh(x) ** 2)'),
      },
      {
        name: 'the end of a chain, where 1 comes in',
        code: torchFunction('torch.log(torch.cosh(x)).mean()', 'torch.tanh(x)'),
      },
      { name: 'zero almost everywhere', code: torchFunction('torch.sign(x)', 'grad') },
      {
        name: 'a flat piece lets its gradient through',
        code: torchFunction('torch.clamp(x, -1, 1)', 'grad'),
      },
      { name: 'it hands its input on', code: torchFunction('x.view_as(x)', '-0.5 * grad') },
      { name: 'named so', code: torchFunction('torch.tanh(x)', 'grad', 'TanhStraightThrough') },
      {
        name: 'a step of a spiking neuron',
        code: torchFunction('(x > 0).float()', 'grad / (1 + x.abs()) ** 2'),
      },
    ],
    invalid: [
      {
        code: torchFunction('x * torch.sigmoid(x)', '⟦grad * (s + x * s)⟧'),
        message: /At x = 3.3 `backward` gives 4.15; the derivative is 1.08/,
        severity: 'warning',
      },
      {
        name: 'what comes in is forgotten',
        code: torchFunction('torch.tanh(x)', '⟦1 - torch.tanh(x) ** 2⟧'),
        message: /At x = 0.31 `backward` gives 0.91 whatever gradient comes in. Multiply the two./,
      },
      {
        name: 'a piece is set where it is multiplied elsewhere',
        code: `
          class Own(torch.autograd.Function):
              @staticmethod
              def forward(ctx, input):
                  ctx.save_for_backward(input)
                  return torch.where(input > 0, input, 0.2 * input)

              @staticmethod
              def backward(ctx, grad_output):
                  input, = ctx.saved_tensors
                  grad_input = grad_output.clone()
                  grad_input[input < 0] = 0.2
                  return ⟦grad_input⟧
        `,
        message: /At input = -0.42 `backward` gives 0.2 whatever gradient comes in/,
      },
      torchFunction('x ** 3', '⟦grad * 2 * x ** 2⟧'),
      torchFunction('torch.tanh(x)', '⟦grad * (1 - torch.tanh(x))⟧'),
      torchFunction('torch.log(1 + torch.exp(x))', '⟦grad * (1 - s)⟧'),
      {
        name: 'a further argument',
        code: `
          class Own(torch.autograd.Function):
              @staticmethod
              def forward(ctx, x, a):
                  ctx.save_for_backward(x)
                  ctx.a = a
                  return a * x ** 2

              @staticmethod
              def backward(ctx, grad):
                  x, = ctx.saved_tensors
                  return ⟦2 * x * grad, None⟧
        `,
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorflowFunction('tf.math.log(1 + tf.exp(x))', 'upstream * (1 - 1 / (1 + tf.exp(x)))'),
      tensorflowFunction('tf.sign(x)', 'upstream'),
      tensorflowFunction('tf.identity(x)', '-upstream'),
      tensorflowFunction('x ** 2', '2 * x * upstream'),
    ],
    invalid: [
      tensorflowFunction('tf.math.log(1 + tf.exp(x))', '⟦upstream * (1 + 1 / (1 + tf.exp(x)))⟧'),
      tensorflowFunction('x ** 2', '⟦x * upstream⟧'),
      tensorflowFunction('tf.tanh(x)', '⟦1 - tf.tanh(x) ** 2⟧'),
      tensorflowFunction('tf.tanh(x)', '⟦upstream * (1 - tf.tanh(x))⟧'),
      tensorflowFunction('x * tf.sigmoid(x)', '⟦upstream * tf.sigmoid(x)⟧'),
    ],
  },
  jax: {
    valid: [
      jaxFunction('jnp.sin(x) * x', '(jnp.cos(x) * x + jnp.sin(x)) * t'),
      jaxFunction('jnp.sign(x)', 't'),
      jaxReverse('jnp.tanh(x)', '(g * (1 - jnp.tanh(x) ** 2),)'),
      jaxReverse('x', '(-g,)'),
    ],
    invalid: [
      jaxFunction('jnp.sin(x) * x', '⟦(jnp.cos(x) * x) * t⟧').replace('return own(x), ⟦', 'return ⟦own(x), '),
      jaxFunction('x ** 2', '⟦x * t⟧').replace('return own(x), ⟦', 'return ⟦own(x), '),
      jaxReverse('jnp.tanh(x)', '⟦(g * (1 - jnp.tanh(x)),)⟧'),
      jaxReverse('jnp.tanh(x)', '⟦(1 - jnp.tanh(x) ** 2,)⟧'),
      jaxReverse('jnp.exp(-x)', '⟦(g * jnp.exp(-x),)⟧'),
    ],
  },
});
