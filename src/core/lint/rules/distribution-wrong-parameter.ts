import type { ActivationNode, Given, Model, SignalNode, StepCall } from '../../network/graph';
import { formatFigure } from '../../numerics/figures';
import { phrase, type Phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import { featureLayer } from '../analysis/losses';
import type { Fix, Rule, RuleContext } from '../rule';
import { isReshaping, sourceOfSignal } from '../analysis/signal-walk';
import { rangeOfActivation } from '../analysis/value-range';

/** What a parameter of a distribution must be: `shares` sum to 1 once they are divided by their sum. */
type Support = 'shares' | 'probability' | 'positive' | 'class logits' | 'logit';

/** Parameters in the order in which PyTorch takes them; null for those of which any value is right. */
type Parameters = readonly (readonly [name: string, support: Support | null])[];

const classes: Parameters = [
  ['probs', 'shares'],
  ['logits', 'class logits'],
];
const coin: Parameters = [
  ['probs', 'probability'],
  ['logits', 'logit'],
];
const scaled: Parameters = [
  ['loc', null],
  ['scale', 'positive'],
];
const rate: Parameters = [['rate', 'positive']];
const shape: Parameters = [
  ['concentration', 'positive'],
  ['rate', 'positive'],
];

const byName: ReadonlyMap<string, Parameters> = new Map([
  ['Categorical', classes],
  ['OneHotCategorical', classes],
  ['OneHotCategoricalStraightThrough', classes],
  ['Multinomial', [['total_count', null], ...classes]],
  ['RelaxedOneHotCategorical', [['temperature', null], ...classes]],
  ['Bernoulli', coin],
  ['ContinuousBernoulli', coin],
  ['Geometric', coin],
  ['Binomial', [['total_count', null], ...coin]],
  ['NegativeBinomial', [['total_count', null], ...coin]],
  ['RelaxedBernoulli', [['temperature', null], ...coin]],
  ['Normal', scaled],
  ['LogNormal', scaled],
  ['Laplace', scaled],
  ['Cauchy', scaled],
  ['Gumbel', scaled],
  ['StudentT', [['df', 'positive'], ...scaled]],
  ['HalfNormal', [['scale', 'positive']]],
  ['HalfCauchy', [['scale', 'positive']]],
  ['Exponential', rate],
  ['Poisson', rate],
  ['Gamma', shape],
  [
    'Beta',
    [
      ['concentration1', 'positive'],
      ['concentration0', 'positive'],
    ],
  ],
  ['Dirichlet', [['concentration', 'positive']]],
]);

const torchDistributions = /^torch\.distributions\.(?:[a-z_]\w*\.)?([A-Z]\w*)$/u;
/** Those that take `logits` before `probs`. */
const otherDistributions =
  /^(?:tensorflow_probability\.(?:\w+\.){0,3}distributions|distrax|tfp\.distributions)\.([A-Z]\w*)$/u;

/** A share above this leaves a class room to win. */
const LARGE_SHARE = 0.9;

export const distributionWrongParameter: Rule = {
  meta: {
    name: 'distribution-wrong-parameter',
    frameworks: ['torch', 'tensorflow'],
    category: 'loss',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary:
      'A distribution gets what its parameter cannot be: raw outputs for probabilities or a scale, probabilities for logits.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'unknown' || node.call === undefined || node.call.open) continue;
      for (const { name, support, nodes, isNamed } of givenParameters(node, node.call)) {
        const source = onlySource(model, nodes);
        const isChecked = torchDistributions.test(node.qualifiedName);
        const mistake = source && mistakeOf(model, source, name, support, isChecked);
        if (source === undefined || mistake === undefined) continue;
        context.report({
          place: node.place,
          severity: mistake.isCertain && isChecked ? 'error' : 'warning',
          message: mistake.message,
          related: [{ place: source.place, message: phrase`The parameter comes from here.` }],
          fixes: isNamed || mistake.instead === undefined ? [] : named(node, mistake.instead),
        });
      }
    }
    reportVariances(model, context);
  },
};

/** `GaussianNLLLoss()(mean, y, var)` raises where a variance is negative; one of 0 it lifts to `eps`. */
function reportVariances(model: Model, context: RuleContext): void {
  for (const { variance, callPlace, place } of model.losses) {
    const source = variance?.kind === 'signal' ? onlySource(model, variance.signal.nodes) : undefined;
    if (source === undefined || (source.kind === 'activation' && flatAtZero.has(source.activation))) continue;
    const mistake = mistakeOf(model, source, 'var', 'positive', true);
    if (mistake === undefined) continue;
    context.report({
      place: callPlace ?? place,
      message: mistake.message,
      related: [{ place: source.place, message: phrase`The parameter comes from here.` }],
    });
  }
}

/** What a signal comes from, where that is one step. */
function onlySource(model: Model, nodes: readonly number[]): SignalNode | undefined {
  const [index, ...more] = nodes;
  const start = index === undefined || more.length > 0 ? undefined : model.nodes[index];
  return start && sourceOfSignal(model, start, isReshaping);
}

interface GivenParameter {
  readonly name: string;
  readonly support: Support;
  readonly nodes: readonly number[];
  readonly isNamed: boolean;
}

function givenParameters(node: SignalNode, { positional, keywords }: StepCall): readonly GivenParameter[] {
  const own = torchDistributions.exec(node.qualifiedName)?.[1];
  const name = own ?? otherDistributions.exec(node.qualifiedName)?.[1];
  const listed = name === undefined ? undefined : byName.get(name);
  if (listed === undefined) return [];
  const logits = listed.findIndex(([parameter]) => parameter === 'logits');
  const ordered =
    own !== undefined || logits < 1
      ? listed
      : [...listed.slice(0, logits - 1), ...listed.slice(logits - 1).reverse()];
  return ordered.flatMap(([parameter, support], position) => {
    const keyword = keywords.get(parameter);
    const given: Given | undefined = keyword ?? positional[position];
    return support === null || given?.kind !== 'signal'
      ? []
      : [{ name: parameter, support, nodes: given.signal.nodes, isNamed: keyword !== undefined }];
  });
}

interface Mistake {
  readonly message: Phrase;
  /** The first calls raise, whatever is learned later. */
  readonly isCertain: boolean;
  /** The parameter that takes what is given. */
  readonly instead?: string;
}

function mistakeOf(
  model: Model,
  source: SignalNode,
  name: string,
  support: Support,
  isChecked: boolean,
): Mistake | undefined {
  const outcome = isChecked ? phrase`the call fails` : phrase`the likelihood is nan`;
  const isRaw = source.kind === 'layer' && (source.role === 'linear' || source.role === 'conv');
  const range = source.kind === 'activation' ? rangeOfActivation(source) : undefined;
  const isSigned = isRaw || (range !== undefined && range.low < 0);
  switch (support) {
    case 'shares':
    case 'probability':
      if (!isSigned && !(support === 'probability' && range !== undefined && range.high > 1))
        return undefined;
      return isRaw
        ? {
            message: phrase`${name} takes probabilities; a layer's raw output is negative in part, and ${outcome}. Pass it as ${'logits'}.`,
            isCertain: true,
            instead: 'logits',
          }
        : {
            message: phrase`${name} takes probabilities; ${activationOf(source)} leaves [0, 1]. End in sigmoid or softmax.`,
            isCertain: range !== undefined && range.low < 0,
          };
    case 'positive':
      if (isSigned)
        return {
          message: phrase`${name} must be positive; what is given is negative in part, and ${outcome}. Use softplus or exp.`,
          isCertain: true,
        };
      return source.kind === 'activation' && flatAtZero.has(source.activation)
        ? {
            message: phrase`${name} must be positive; ${source.activation} gives 0 for half of its inputs, and ${outcome}. Use softplus.`,
            isCertain: true,
          }
        : undefined;
    case 'class logits':
    case 'logit':
      return source.kind === 'activation' ? boundedLogits(model, source, support) : undefined;
  }
}

const flatAtZero: ReadonlySet<string> = new Set(['relu', 'relu6', 'relu_squared']);
const activationOf = (source: SignalNode): string => (source.kind === 'activation' ? source.activation : '');

/** Probabilities for logits: no outcome is ever sure. */
function boundedLogits(
  model: Model,
  source: ActivationNode,
  support: 'class logits' | 'logit',
): Mistake | undefined {
  if (source.activation !== 'softmax' && source.activation !== 'sigmoid') return undefined;
  const units = support === 'logit' ? 2 : featureLayer(model, source)?.width;
  if (units === undefined)
    return {
      message: phrase`These logits are the probabilities of ${source.activation}: every outcome stays nearly as likely. Pass them as ${'probs'}.`,
      isCertain: false,
      instead: 'probs',
    };
  const most = 1 / (1 + (units - 1) / Math.E);
  return most > LARGE_SHARE
    ? undefined
    : {
        message: phrase`These logits are the probabilities of ${source.activation}: no outcome becomes likelier than ${formatFigure(most)}. Pass them as ${'probs'}.`,
        isCertain: false,
        instead: 'probs',
      };
}

/** The only argument, by its right name. */
function named(node: SignalNode, name: string): readonly Fix[] {
  const call = expressionAt(node.place);
  const [only, ...more] = call?.kind === 'Call' ? call.arguments : [];
  if (only?.form !== 'positional' || more.length > 0) return [];
  const { unit, start } = only.value;
  return [
    {
      title: phrase`Pass it as ${name} (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place: { unit, start, end: start }, newText: `${name}=` }],
    },
  ];
}
