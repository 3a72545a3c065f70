import { lastPart } from '../../python/dotted-name';
import { canonicalName, symbolOf } from '../../frameworks';
import type { ActivationNode, Model, OptimizerUse } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { CallExpression } from '../../python/syntax';
import { expressionAt, parentOf } from '../../python/walk';
import { formatFigure } from '../figures';
import type { Fix, Rule, RuleContext, Severity } from '../rule';

interface Kind {
  readonly names: RegExp;
  readonly usual: Phrase;
  /** What the suggestion writes. */
  readonly rate: string;
  severity(rate: number): Severity | undefined;
}

const kinds: readonly Kind[] = [
  {
    names:
      /\.(?:Adam|AdamW|Adamax|NAdam|Nadam|RAdam|AMSGrad|RMSprop|adam|adamw|adamax|adamaxw|adabelief|amsgrad|radam|rmsprop|AdamOptimizer|RMSPropOptimizer)$/,
    usual: phrase`Usual values are 1e-4 to 3e-3.`,
    rate: '0.001',
    // Small networks are trained at 0.01 to 0.03 all the time.
    severity: (rate) => (rate >= 0.1 ? 'warning' : rate > 0.03 ? 'information' : undefined),
  },
  {
    names: /\.(?:SGD|sgd|GradientDescentOptimizer|MomentumOptimizer)$/,
    usual: phrase`Usual values are 0.01 to 0.1.`,
    rate: '0.01',
    severity: (rate) => (rate >= 1 ? 'warning' : undefined),
  },
];

/** Anything that changes the rate while training runs: a schedule, warm-up, a helper that writes into the optimiser. */
const scheduling =
  /schedul|warm_?up|decay_(?:lr|learning_rate)|(?:lr|learning_rate|exponential|cosine|polynomial)_decay|ReduceLROnPlateau|CyclicLR|OneCycle|Cosine|Lambda(?:_|Decay|WarmUp)?LR|StepLR|param_groups|adjust_learning_rate|inject_hyperparams/i;

export const highLearningRateRelu: Rule = {
  meta: {
    name: 'high-learning-rate-relu',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'training',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      'A learning rate that can kill ReLU units: a large step may push them below 0 for every input, for good.',
  },
  onModule(models, context) {
    let scheduled: boolean | undefined;
    for (const model of models) {
      const relu = firstRelu(model);
      if (relu === undefined) continue;
      for (const optimizer of model.optimizers) {
        const kind = kinds.find(({ names }) => names.test(optimizer.qualifiedName));
        const rate = learningRate(optimizer);
        const severity = rate === undefined ? undefined : kind?.severity(rate);
        if (kind === undefined || rate === undefined || severity === undefined) continue;
        if (!mayStep(optimizer, context) || isTransformed(optimizer, context)) continue;
        if ((scheduled ??= isScheduled(context))) continue;
        const name = lastPart(optimizer.qualifiedName);
        context.report({
          place: optimizer.place,
          severity,
          message: phrase`A learning rate of ${formatFigure(rate)} is high for ${name} with ReLU: a large step can push units below 0 for every input, where they get no gradient. ${kind.usual}`,
          related: [{ place: relu.place, message: phrase`A ReLU of the model stands here.` }],
          fixes: lowerRate(optimizer, kind),
        });
      }
    }
  },
};

/** Without normalisation only: a norm brings units back into range. */
function firstRelu(model: Model): ActivationNode | undefined {
  if (model.nodes.some((node) => node.kind === 'norm')) return undefined;
  return model.nodes.find(
    (node): node is ActivationNode => node.kind === 'activation' && node.activation === 'relu',
  );
}

function learningRate(optimizer: OptimizerUse): number | undefined {
  const value = optimizer.arguments['lr'] ?? optimizer.arguments['learning_rate'];
  return typeof value === 'number' ? value : undefined;
}

function isScheduled({ bindings }: RuleContext): boolean {
  return bindings.module.units.some(({ text }) => scheduling.test(text.replace(/#[^\n]*/g, '')));
}

/** An optax optimiser is data: where nothing in the file takes a step with it, it is an example of one. */
function mayStep({ qualifiedName }: OptimizerUse, { bindings }: RuleContext): boolean {
  return (
    !qualifiedName.startsWith('optax.') ||
    /\b(?:update|apply_updates|apply_gradients|TrainState|Optimizer|ModelAndOptimizer)\b/.test(
      bindings.module.text,
    )
  );
}

/** Within `optax.chain`, other steps may scale what this one gives; clipping does not. */
function isTransformed(optimizer: OptimizerUse, { bindings }: RuleContext): boolean {
  const call = expressionAt(optimizer.place);
  const around = call && parentOf(call);
  if (around?.kind !== 'Call') return false;
  const name = bindings.qualifiedName(around.callee);
  if (name === undefined || !name.startsWith('optax.')) return false;
  return !around.arguments.every(
    ({ value }) =>
      value === call ||
      (value.kind === 'Call' &&
        /^optax\.(?:clip|adaptive_grad_clip)/.test(bindings.qualifiedName(value.callee) ?? '')),
  );
}

/** A usual rate where the code has the number itself. */
function lowerRate(optimizer: OptimizerUse, { rate }: Kind): readonly Fix[] {
  const call = expressionAt(optimizer.place);
  const given = call?.kind === 'Call' ? rateArgument(call, optimizer.qualifiedName) : undefined;
  if (given?.kind !== 'Number') return [];
  return [
    {
      title: phrase`Use a learning rate of ${rate} (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place: given, newText: rate }],
    },
  ];
}

function rateArgument(call: CallExpression, name: string) {
  const isRate = (parameter: string | undefined): boolean =>
    parameter === 'lr' || parameter === 'learning_rate';
  const named = call.arguments.find((argument) => isRate(argument.name));
  if (named !== undefined) return named.value;
  const index =
    symbolOf(canonicalName(name))?.parameters.findIndex((parameter) => isRate(parameter.name)) ?? -1;
  const before = call.arguments.slice(0, index + 1);
  return before.every(({ form }) => form === 'positional') ? before[index]?.value : undefined;
}
