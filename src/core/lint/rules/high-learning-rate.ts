import { lastPart } from '../../python/dotted-name';
import { canonicalName, symbolOf } from '../../frameworks';
import {
  isNetwork,
  type ActivationNode,
  type Model,
  type OptimizerUse,
  type SignalNode,
} from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { CallExpression, Expression, Place } from '../../python/syntax';
import { sourceOf } from '../../python/source-text';
import { expressionAt, nameOfCallee, parentOf, walk, walkUnit } from '../../python/walk';
import { wordsOf } from '../../python/words';
import { boundCall } from '../analysis/bound-call';
import { defaultOfOption } from '../analysis/command-line';
import { formatFigure } from '../../numerics/figures';
import { samePlace } from '../../python/place';
import type { Fix, Rule, RuleContext, Severity } from '../rule';

interface Kind {
  readonly names: RegExp;
  readonly usual: Phrase;
  /** What the suggestion writes. */
  readonly rate: string;
  /** From which rate on: of ReLU networks without a norm, whose units can die, and of others, which may only diverge. */
  readonly relu: Limits;
  readonly other: Limits;
}

interface Limits {
  readonly information: number;
  readonly warning: number;
}

const kinds: readonly Kind[] = [
  {
    names:
      /\.(?:Adam|AdamW|Adamax|NAdam|Nadam|RAdam|AMSGrad|RMSprop|adam|adamw|adamax|adamaxw|adabelief|amsgrad|radam|rmsprop|AdamOptimizer|RMSPropOptimizer)$/,
    usual: phrase`1e-4 to 3e-3`,
    rate: '0.001',
    // Small networks and policies are trained at 0.01 to 0.03 all the time.
    relu: { information: 0.031, warning: 0.1 },
    other: { information: 0.2, warning: 0.5 },
  },
  {
    names: /\.(?:SGD|sgd|GradientDescentOptimizer|MomentumOptimizer)$/,
    usual: phrase`0.01 to 0.1`,
    rate: '0.01',
    relu: { information: 1, warning: 1 },
    other: { information: 2, warning: 10 },
  },
];

/** Anything that changes the rate while training runs: a schedule, warm-up, a helper that writes into the optimiser. */
const scheduling =
  /schedul|warm_?up|decay_(?:lr|learning_rate)|(?:lr|learning_rate|exponential|cosine|polynomial)_decay|ReduceLROnPlateau|CyclicLR|OneCycle|Cosine|Lambda(?:_|Decay|WarmUp)?LR|StepLR|param_groups|adjust_learning_rate|inject_hyperparams/i;
/** A rate of 0 may be what is overwritten: by a schedule, by an optimiser's state that is loaded. */
const setLater = new RegExp(`${scheduling.source}|load_state_dict`, 'i');
/** Steps that are cut do not overshoot. */
const clipping = /clip_?(?:grad|by|norm|value)|clipnorm|clipvalue|grad\w{0,12}_clip/i;

export const highLearningRate: Rule = {
  meta: {
    name: 'high-learning-rate',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'training',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary:
      'A learning rate far above the usual, zero or negative: training may diverge, ReLU units die, or nothing is learned.',
  },
  onModule(models, context) {
    const mentioned = lazily((pattern: RegExp) => isMentioned(context, pattern));
    for (const use of usesIn(models, context)) {
      const { optimizer, model, rate } = use;
      const kind = kinds.find(({ names }) => names.test(optimizer.qualifiedName));
      if (isTransformed(optimizer, context)) continue;
      if (rate <= 0) {
        if (rate === 0 ? isSetLater(optimizer, mentioned, context) : isTurnedOnPurpose(optimizer)) continue;
        report(use, 'error', stuck(optimizer, rate), kind, context);
        continue;
      }
      // One that is told of no model is a network's where there is one in view.
      if (model === undefined && !models.some(isNetwork) && !isCompiled(optimizer, context)) continue;
      const relu = model === undefined ? undefined : firstRelu(model);
      const limits = relu === undefined ? kind?.other : kind?.relu;
      if (kind === undefined || limits === undefined || rate < limits.information) continue;
      if (!mayStep(optimizer, models, context) || mentioned(scheduling)) continue;
      if (stepsImage(optimizer, model, context)) continue;
      const severity = rate < limits.warning || mentioned(clipping) ? 'information' : 'warning';
      const name = lastPart(optimizer.qualifiedName);
      const message =
        relu === undefined
          ? phrase`At a rate of ${formatFigure(rate)} the steps of ${name} may overshoot, and training diverge. Usual are ${kind.usual}.`
          : phrase`At a rate of ${formatFigure(rate)} ${name} may switch ReLU units off for good. Usual are ${kind.usual}.`;
      report(use, severity, message, kind, context, relu);
    }
  },
};

/** An optimiser whose rate is known, with the model that it steps, if that is in view. */
interface Use {
  readonly optimizer: OptimizerUse;
  readonly model: Model | undefined;
  readonly rate: number;
  /** Where a default of the command line stands that the rate is. */
  readonly from: Place | undefined;
}

function usesIn(models: readonly Model[], context: RuleContext): readonly Use[] {
  const { bindings } = context;
  const traced = models.flatMap((model) => model.optimizers.map((optimizer) => ({ optimizer, model })));
  const uses: Use[] = [];
  const add = (optimizer: OptimizerUse, model: Model | undefined): void => {
    if (uses.some((use) => samePlace(use.optimizer.place, optimizer.place))) return;
    const rate = learningRate(optimizer);
    if (rate !== undefined) uses.push({ optimizer, model, rate, from: undefined });
    const option = rate === undefined ? optionOf(optimizer, context) : undefined;
    if (option !== undefined) uses.push({ optimizer, model, rate: option.value, from: option.place });
  };
  for (const { optimizer, model } of traced) if (!isOfTensors(optimizer)) add(optimizer, model);
  for (const unit of bindings.module.units)
    for (const call of bindings.callsIn(unit)) {
      const bound = boundCall(call, bindings);
      if (bound?.symbol.role !== 'optimizer' || !stepsModel(call.call, bound.symbol.qualifiedName)) continue;
      const values: OptimizerUse['arguments'] = Object.fromEntries(
        [...bound.arguments.byName].flatMap(([name, { value }]) =>
          value === undefined ? [] : [[name, value]],
        ),
      );
      add({ qualifiedName: bound.symbol.qualifiedName, place: call.call, arguments: values }, undefined);
    }
  return uses;
}

/** `Adam([image])`: it steps tensors that are listed, no module's parameters. */
function isOfTensors({ place, qualifiedName }: OptimizerUse): boolean {
  const call = qualifiedName.startsWith('torch.') ? expressionAt(place) : undefined;
  const first = call?.kind === 'Call' ? call.arguments[0]?.value : undefined;
  return (
    first?.kind === 'List' && first.elements.every(({ kind }) => kind === 'Name' || kind === 'Attribute')
  );
}

/** A network that only looks, its weights constants, or `apply_gradients([(gradient, image)])`: what is stepped is an image, in steps of grey levels. */
function stepsImage(
  { qualifiedName }: OptimizerUse,
  model: Model | undefined,
  { bindings }: RuleContext,
): boolean {
  if (!/^(?:keras|tf|tensorflow)\./.test(qualifiedName)) return false;
  const convolutions = model?.nodes.filter(({ qualifiedName: name }) => name.startsWith('tf.nn.conv')) ?? [];
  const isTrained = (node: SignalNode): boolean => node.kind === 'layer' && node.initialization !== undefined;
  if (model !== undefined && convolutions.length > 0 && !model.nodes.some(isTrained)) return true;
  let [tensors, others] = [false, false];
  for (const unit of bindings.module.units) {
    if (!wordsOf(unit).has('apply_gradients')) continue;
    walkUnit(unit, (node) => {
      if (node.kind !== 'Call' || nameOfCallee(node) !== 'apply_gradients') return;
      if (isPairOfTensors(node.arguments[0]?.value)) tensors = true;
      else others = true;
    });
  }
  return tensors && !others;
}

/** `[(gradient, image)]` */
const isPairOfTensors = (value: Expression | undefined): boolean =>
  value?.kind === 'List' &&
  value.elements.every((pair) => pair.kind === 'Tuple' && pair.elements[1]?.kind === 'Name');

/** Of PyTorch's optimisers those that are given a module's parameters: an image that is optimised takes other rates. */
function stepsModel(call: CallExpression, name: string): boolean {
  if (!name.startsWith('torch.')) return /^(?:keras|optax)\./.test(name);
  const given = call.arguments.find(({ form, name: key }) => form === 'positional' || key === 'params');
  let any = false;
  if (given !== undefined)
    walk(given.value, (node) => {
      if (node.kind === 'Attribute' && node.name === 'parameters') any = true;
    });
  return any;
}

function report(
  { optimizer, from }: Use,
  severity: Severity,
  message: Phrase,
  kind: Kind | undefined,
  context: RuleContext,
  relu?: ActivationNode,
): void {
  context.report({
    place: optimizer.place,
    severity,
    message,
    related: [
      ...(relu === undefined
        ? []
        : [{ place: relu.place, message: phrase`A ReLU of the model stands here.` }]),
      ...(from === undefined ? [] : [{ place: from, message: phrase`This default is the rate.` }]),
    ],
    fixes: kind === undefined ? [] : lowerRate(optimizer, kind),
  });
}

function stuck({ qualifiedName }: OptimizerUse, rate: number): Phrase {
  if (rate === 0) return phrase`A learning rate of 0 changes nothing: the weights stay as they start.`;
  return qualifiedName.startsWith('torch.')
    ? phrase`${lastPart(qualifiedName)} refuses a negative learning rate: it raises ValueError.`
    : phrase`A negative learning rate climbs the loss instead of descending it.`;
}

/** `AdamOptimizer(-self.lr)`: who turns a rate that has a name climbs what is given, the gradient of a policy. PyTorch refuses it all the same. */
function isTurnedOnPurpose({ place, qualifiedName }: OptimizerUse): boolean {
  const call = qualifiedName.startsWith('torch.') ? undefined : expressionAt(place);
  const given = call?.kind === 'Call' ? rateArgument(call, qualifiedName) : undefined;
  return given?.kind === 'Unary' && given.operator === '-' && given.operand.kind !== 'Number';
}

/** `compile(optimizer=Adam(1.0))` trains a network, in view or not; so do `model.parameters()`. */
const isCompiled = ({ qualifiedName }: OptimizerUse, context: RuleContext): boolean =>
  qualifiedName.startsWith('torch.') ||
  (!qualifiedName.startsWith('optax.') && isMentioned(context, /\.compile\(/));

function isSetLater(
  optimizer: OptimizerUse,
  mentioned: (pattern: RegExp) => boolean,
  context: RuleContext,
): boolean {
  return mentioned(setLater) || isHandedOn(optimizer) || onlyClears(optimizer, context);
}

/** `self.local.zero_grad()` without a step: it was made to clear gradients. */
function onlyClears({ place }: OptimizerUse, { bindings }: RuleContext): boolean {
  const call = expressionAt(place);
  const around = call && parentOf(call);
  const [target] = around?.kind === 'Assign' ? around.targets : [];
  if (target === undefined) return false;
  const name = sourceOf(target);
  const { text } = bindings.module;
  return text.includes(`${name}.zero_grad(`) && !text.includes(`${name}.step(`);
}

/** What takes the optimiser may set its rate. */
function isHandedOn({ place }: OptimizerUse): boolean {
  const call = expressionAt(place);
  const around = call && parentOf(call);
  return around?.kind === 'Call' && !(around.callee.kind === 'Attribute' && around.callee.name === 'compile');
}

/** The default of a command line's option, where the rate is nothing else: `lr=args.lr`. */
function optionOf(optimizer: OptimizerUse, { bindings }: RuleContext) {
  const call = expressionAt(optimizer.place);
  const given = call?.kind === 'Call' ? rateArgument(call, optimizer.qualifiedName) : undefined;
  return given === undefined ? undefined : defaultOfOption(given, bindings);
}

/** A ReLU of a network without normalisation: a norm brings units back into range. */
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

/** Asked once for each pattern. */
function lazily(ask: (pattern: RegExp) => boolean): (pattern: RegExp) => boolean {
  const answers = new Map<RegExp, boolean>();
  return (pattern) => {
    const known = answers.get(pattern) ?? ask(pattern);
    answers.set(pattern, known);
    return known;
  };
}

function isMentioned({ bindings }: RuleContext, pattern: RegExp): boolean {
  return bindings.module.units.some(({ text }) => pattern.test(text.replace(/#[^\n]*/g, '')));
}

/** An optax optimiser is data: where nothing in the file takes a step with it, or has a loss to step on, it is an example of one. */
function mayStep(
  { qualifiedName }: OptimizerUse,
  models: readonly Model[],
  { bindings }: RuleContext,
): boolean {
  return (
    !qualifiedName.startsWith('optax.') ||
    models.some((model) => isNetwork(model) && model.losses.length > 0) ||
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
