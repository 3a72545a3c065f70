/** Dual numbers against differences, and against the catalogue's analytic derivatives. */
import { describe, expect, it } from 'vitest';
import fastCheck from 'fast-check';
import { activationById, allActivations, evaluate } from '../../../src/core/activations/catalogue';
import { expressionFunction } from '../../../src/core/functions/definition';
import { interpret } from '../../../src/core/functions/interpret';
import { english } from '../../../src/core/phrase';
import { bindingsOf, curveOf } from './support';

const head = 'import math\nimport torch\nimport torch.nn.functional as F\n\n';
const lambda = (body: string) => curveOf(`${head}f = lambda x: ${body}\n`, 'f');

/** The catalogue written out as people write it. */
const writtenOut: readonly (readonly [
  id: string,
  body: string,
  parameters?: Readonly<Record<string, number | null>>,
])[] = [
  ['linear', 'x'],
  ['relu', '(x + abs(x)) / 2'],
  ['leaky_relu', 'torch.where(x > 0, x, 0.01 * x)'],
  ['relu6', 'torch.clamp(x, 0, 6)'],
  ['relu_squared', 'torch.relu(x) ** 2'],
  ['shifted_relu', 'torch.clamp(x, min=-1.0)'],
  ['hardtanh', 'torch.clamp(x, -1.0, 1.0)'],
  ['hard_sigmoid', 'torch.clamp(x + 3, 0, 6) / 6'],
  ['hard_sigmoid_keras2', 'torch.clamp(0.2 * x + 0.5, 0, 1)'],
  ['hard_swish', 'x * torch.clamp(x + 3, 0, 6) / 6'],
  ['hardshrink', 'x if abs(x) > 0.5 else 0.0'],
  ['softshrink', 'torch.sign(x) * torch.clamp(torch.abs(x) - 0.5, min=0)'],
  ['tanhshrink', 'x - torch.tanh(x)'],
  ['sigmoid', '1 / (1 + torch.exp(-x))'],
  ['log_sigmoid', '-torch.log1p(torch.exp(-x))'],
  ['tanh', '(torch.exp(2 * x) - 1) / (torch.exp(2 * x) + 1)'],
  ['lecun_tanh', '1.7159 * torch.tanh(2 / 3 * x)'],
  ['softsign', 'x / (1 + x.abs())'],
  ['laplace', '0.5 * (1.0 + torch.erf((x - 0.707107) / (0.282095 * math.sqrt(2.0))))'],
  ['softplus', 'torch.log(1 + torch.exp(x))', { threshold: null }],
  ['softplus_approx', 'x / (1 - torch.exp(-x / math.log(2)))'],
  ['sqrt_softplus', 'torch.sqrt(F.softplus(x))'],
  ['squareplus', '0.5 * (x + torch.sqrt(x * x + 4))'],
  ['sparse_plus', '0.0 if x <= -1 else ((x + 1) ** 2 / 4 if x < 1 else x)'],
  ['sparse_sigmoid', 'min(max((x + 1) / 2, 0.0), 1.0)'],
  ['elu', 'x if x > 0 else torch.expm1(x)'],
  ['celu', 'torch.clamp(x, min=0) + torch.clamp(torch.exp(x) - 1, max=0)'],
  ['selu', '1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * (torch.exp(x) - 1))'],
  ['gelu', 'x * 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0)))'],
  ['gelu_tanh', '0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))'],
  ['quick_gelu', 'x * torch.sigmoid(1.702 * x)'],
  ['silu', 'x / (1 + torch.exp(-x))'],
  ['mish', 'x * torch.tanh(torch.log1p(x.exp()))'],
  ['exponential', 'math.e ** x'],
];

/** Not on anybody's kink. */
const points = Array.from({ length: 37 }, (_, index) => -5.93 + index * 0.331);

describe('dual numbers and analytic derivatives agree', () => {
  it.each(writtenOut.map(([id, body, parameters]) => ({ id, body, parameters })))(
    '$id written as $body',
    ({ id, body, parameters }) => {
      const activation = activationById(id);
      if (!activation) throw new Error(`no ${id} in the catalogue`);
      const analytic = evaluate(activation, parameters);
      const curve = lambda(body);
      for (const x of points) {
        const jet = curve.evaluate(x);
        expect(jet.value).toBeCloseTo(analytic.value(x), 11);
        expect(jet.slope).toBeCloseTo(analytic.slope(x), 10);
        expect(jet.curvature).toBeCloseTo(analytic.curvature?.(x) ?? 0, 9);
      }
      // At α = 1 CELU is ELU, and the catalogue names ELU first.
      expect(curve.matches?.id).toBe(id === 'celu' ? 'elu' : id);
    },
  );

  it('holds for every elementwise activation called by its name in PyTorch', () => {
    const names = [
      'relu',
      'leaky_relu',
      'relu6',
      'hardtanh',
      'hardsigmoid',
      'hardswish',
      'hardshrink',
      'softshrink',
      'tanhshrink',
      'logsigmoid',
      'softsign',
      'softplus',
      'elu',
      'celu',
      'selu',
      'gelu',
      'silu',
      'mish',
    ];
    for (const name of names) {
      const curve = lambda(`3 * F.${name}(x / 2)`);
      const direct = lambda(`F.${name}(x)`);
      expect(direct.matches, name).toBeDefined();
      for (const x of points)
        expect(curve.evaluate(x).slope).toBeCloseTo(1.5 * direct.evaluate(x / 2).slope, 12);
    }
    expect(allActivations.filter((activation) => activation.elementwise).length).toBeGreaterThan(
      names.length,
    );
  });
});

// Random programs in one variable: smooth functions and kinks, no poles.
const smooth = [
  'torch.tanh',
  'torch.sigmoid',
  'torch.sin',
  'torch.cos',
  'torch.atan',
  'torch.erf',
  'F.softplus',
  'F.silu',
  'F.gelu',
  'F.mish',
  'F.elu',
  'F.relu',
  'torch.abs',
  'torch.asinh',
];
const number = fastCheck.integer({ min: -30, max: 30 }).map((tenths) => `(${tenths / 10})`);

const { expression } = fastCheck.letrec<{ expression: string }>((tie) => ({
  expression: fastCheck.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fastCheck.constant('x'),
    number,
    fastCheck
      .tuple(fastCheck.constantFrom(...smooth), tie('expression'))
      .map(([name, inner]) => `${name}(${inner})`),
    fastCheck
      .tuple(tie('expression'), fastCheck.constantFrom('+', '-', '*'), tie('expression'))
      .map((parts) => `(${parts.join(' ')})`),
    fastCheck.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} / (2 + torch.sin(${b})))`),
    fastCheck
      .tuple(fastCheck.constantFrom('maximum', 'minimum'), tie('expression'), tie('expression'))
      .map(([name, a, b]) => `torch.${name}(${a}, ${b})`),
    fastCheck
      .tuple(tie('expression'), number, tie('expression'), tie('expression'))
      .map(([a, b, c, d]) => `torch.where(${a} > ${b}, ${c}, ${d})`),
    tie('expression').map((inner) => `torch.clamp(${inner}, -1.5, 1.5)`),
    tie('expression').map((inner) => `torch.exp(-(${inner}) ** 2)`),
  ),
}));

describe('200 generated functions', () => {
  it('have the slope that central differences show, away from breaks', () => {
    let compared = 0;
    fastCheck.assert(
      fastCheck.property(expression, fastCheck.double({ min: -3, max: 3, noNaN: true }), (body, x) => {
        const bindings = bindingsOf(`${head}f = lambda x: ${body} + 0 * x\n`);
        const statement = bindings.module.units.at(-1)?.body[0];
        if (statement?.kind !== 'Assign' || !statement.value)
          throw new Error('the generated code does not parse');
        const own = expressionFunction(statement.value, bindings);
        const curve = own && interpret(own, bindings);
        if (curve?.kind !== 'curve') throw new Error(curve ? english(curve.reason) : 'no function');
        const step = 1e-4;
        const jet = curve.evaluate(x);
        if (!Number.isFinite(jet.value) || Math.abs(jet.value) > 1e6) return;
        if (curve.breaks(x - 3 * step, x + 3 * step).length > 0) return;
        const at = (offset: number) => curve.evaluate(x + offset * step).value;
        const difference = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
        const bend = Math.abs(at(1) - 2 * at(0) + at(-1)) / (step * step);
        const scale = 1 + Math.abs(jet.value) + Math.abs(jet.slope) + bend;
        // Where the curvature jumps (ELU at 0) the stencil itself is off by up to a tenth of a step.
        expect(Math.abs(jet.slope - difference) / scale, body).toBeLessThan(1e-5);
        compared += 1;
      }),
      { numRuns: 200, seed: 20 },
    );
    expect(compared).toBeGreaterThan(150);
  });
});
