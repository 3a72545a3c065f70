import { lastPart } from '../../python/dotted-name';
import { activationById } from '../../activations/catalogue';
import { bindArguments, calculateGain, canonicalName } from '../../frameworks';
import type { ApiParameter } from '../../frameworks/symbol';
import { phrase } from '../../phrase';
import type { Rule } from '../rule';
import { quotedLike } from '../../python/source-text';
import { own } from '../../own';

const tensorParameters: readonly ApiParameter[] = [
  { name: 'tensor', required: true },
  { name: 'a', default: 0 },
  { name: 'mode', default: 'fan_in' },
  { name: 'nonlinearity', default: 'leaky_relu' },
];

const parametersOf: ReadonlyMap<string, readonly ApiParameter[]> = new Map([
  [
    'torch.nn.init.calculate_gain',
    [
      { name: 'nonlinearity', required: true },
      { name: 'param', default: null },
    ],
  ],
  ['torch.nn.init.kaiming_normal_', tensorParameters],
  ['torch.nn.init.kaiming_uniform_', tensorParameters],
  ['torch.nn.init.kaiming_normal', tensorParameters],
  ['torch.nn.init.kaiming_uniform', tensorParameters],
]);

/** Exact gains 1/√E[f(z)²], z ~ N(0, 1), of what people ask for, against the √2 that 'relu' gives. */
const exactGain: Readonly<Record<string, number>> = {
  gelu: 1.533,
  silu: 1.677,
  swish: 1.677,
  mish: 1.487,
  elu: 1.245,
};

export const unsupportedInitNonlinearity: Rule = {
  meta: {
    name: 'unsupported-init-nonlinearity',
    frameworks: ['torch'],
    category: 'failure',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary:
      'An initialiser is asked for the gain of an activation that it does not know: it raises ValueError.',
  },
  mentions: ['calculate_gain'],
  onCall(call, context) {
    const name = canonicalName(call.qualifiedName);
    const parameters = parametersOf.get(name);
    if (parameters === undefined) return;
    const bound = bindArguments(parameters, call.call, (expression) => context.bindings.constant(expression));
    const argument = bound.byName.get('nonlinearity');
    const asked = argument?.value;
    if (argument?.expression === undefined || typeof asked !== 'string') return;
    if (calculateGain(asked) !== undefined) return;
    const gain = own(exactGain, asked);
    const known = activationById(asked) !== undefined || gain !== undefined;
    const literal = argument.expression.kind === 'String';
    const advice =
      gain !== undefined
        ? phrase`Use 'relu': its gain is 1.414, ${asked}'s own ${gain}.`
        : known
          ? phrase`Use 'relu' (gain 1.414) or set the gain yourself.`
          : phrase`It knows 'relu', 'leaky_relu', 'tanh', 'sigmoid', 'selu' and 'linear'.`;
    context.report({
      place: argument.expression,
      message: phrase`${lastPart(name)} does not know the nonlinearity '${asked}' and raises ValueError. ${advice}`,
      fixes:
        literal && known
          ? [
              {
                title:
                  gain === undefined
                    ? phrase`Use 'relu' (gain 1.414)`
                    : phrase`Use 'relu' (gain 1.414; exact for ${asked}: ${gain})`,
                safe: false,
                edits: [
                  {
                    kind: 'replace',
                    place: argument.expression,
                    newText: quotedLike('relu', argument.expression),
                  },
                ],
              },
            ]
          : [],
    });
  },
};
