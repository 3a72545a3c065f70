import { symbolOf } from '../../frameworks';
import type { ActivationNode, LossUse, Model, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { phrase, type Phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import { appendArgument } from '../fixes/argument-edits';
import { isCompiledInVain } from '../analysis/compiled-in-vain';
import { kindOfLoss, placeOfLoss, predictionSource } from '../analysis/losses';
import type { LossKind } from '../analysis/losses';
import { overlapsIn } from '../analysis/overlap';
import type { Fix, Rule, RuleContext } from '../rule';
import { inputsOf, isReshaping, reluFamily, sourceOfSignal } from '../analysis/signal-walk';
import { rangeOfActivation } from '../analysis/value-range';
import { isLoneUnit } from './loss-output-mismatch';
import { own } from '../../own';
import { rateMistake } from '../analysis/rates';

export const probabilityLossWrongInput: Rule = {
  meta: {
    name: 'probability-loss-wrong-input',
    frameworks: ['torch', 'keras', 'tensorflow'],
    category: 'loss',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary:
      'A loss that wants probabilities gets raw outputs, or one that wants log-probabilities gets something else.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      const kind = kindOfLoss(loss);
      const source = withoutTemperature(model, predictionSource(model, loss));
      // Over one unit more is wrong than that.
      if (source === undefined || isLoneUnit(model, kind, source)) continue;
      // What is written out is told where its logarithm stands.
      const mistake =
        loss.written === undefined ? (mistakeOf(kind, source) ?? rateMistake(kind, source)) : undefined;
      if (mistake === undefined || isCompiledInVain(loss)) continue;
      const keras = model.framework === 'keras' || model.framework === 'tensorflow';
      context.report({
        place: placeOfLoss(loss),
        severity: keras ? 'warning' : 'error',
        message: mistake,
        related: [{ place: source.place, message: phrase`The prediction comes from here.` }],
        fixes: kind.family === 'counts' ? rateFix(model, loss, kind) : fixFor(model, loss, kind, source),
      });
    }
    reportLogarithms(model, context);
    reportOverlaps(model, context);
  },
};

/** `student(x) / 4` is raw where `student(x)` is. */
function withoutTemperature(model: Model, source: SignalNode | undefined): SignalNode | undefined {
  const behind =
    source &&
    sourceOfSignal(
      model,
      source,
      (step) => isReshaping(step) || (step.kind === 'elementwise' && /(?:^|\.)mul$/.test(step.qualifiedName)),
    );
  return behind?.kind === 'layer' ? behind : source;
}

/** `-sum(y * log(p))`, where p is what a layer gives. */
function reportLogarithms(model: Model, { report }: RuleContext): void {
  for (const node of model.nodes) {
    if (node.kind !== 'elementwise' || !/(?:^|\.)log(?:2|10)?$/.test(node.qualifiedName)) continue;
    const [input] = inputsOf(model, node);
    const source =
      input &&
      sourceOfSignal(model, input, (step) => isReshaping(step) || isClip(step) || isShiftedByLittle(step));
    if (source === undefined || !isSigned(source)) continue;
    if (!isWeighted(model, node)) continue;
    report({
      place: node.place,
      severity: 'warning',
      message: logarithmOf(source, input !== undefined && isBounded(model, input)),
      related: [{ place: source.place, message: phrase`The prediction comes from here.` }],
    });
  }
}

/** What is clipped first is a number below 0, too, but one that has no gradient. */
function logarithmOf(source: SignalNode, isClipped: boolean): Phrase {
  if (source.kind === 'activation')
    return isClipped
      ? phrase`This cross-entropy takes the logarithm of ${source.activation}, which is clipped below 0, without gradient. Pass probabilities.`
      : phrase`This cross-entropy takes the logarithm of ${source.activation}, which is NaN below 0. Pass probabilities.`;
  return isClipped
    ? phrase`This cross-entropy takes the logarithm of a layer's raw output, which is clipped below 0, without gradient. Pass probabilities.`
    : phrase`This cross-entropy takes the logarithm of a layer's raw output, which is NaN below 0. Pass probabilities.`;
}

/** Whether a clip stands before a logarithm. */
const isBounded = (model: Model, input: SignalNode): boolean =>
  isClip(input) || (isShiftedByLittle(input) && inputsOf(model, input).some((one) => isBounded(model, one)));

/** `p + 1e-8` */
function isShiftedByLittle({ kind, call }: SignalNode): boolean {
  if (kind !== 'elementwise' || (call?.name !== '+' && call?.name !== 'add')) return false;
  return call.positional.some((given) => given.kind === 'constant' && isSmall(given.value));
}

const isSmall = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= 1e-3;

/** `1 - 2 * sum(p * y) / (sum(p) + sum(y))`, where p is what a layer gives. */
function reportOverlaps(model: Model, { report }: RuleContext): void {
  for (const { node, source } of overlapsIn(model))
    if (isSigned(source) || isUnbounded(source))
      report({
        place: node.place,
        severity: 'warning',
        message: phrase`This overlap takes probabilities; what it is given leaves [0, 1], and the quotient means nothing. Use sigmoid or softmax.`,
        related: [{ place: source.place, message: phrase`The prediction comes from here.` }],
      });
}

const isClip = ({ kind, qualifiedName }: SignalNode): boolean =>
  kind === 'elementwise' && /clip|clamp/.test(qualifiedName);

function isSigned(source: SignalNode): boolean {
  if (source.kind === 'activation') return isSquashBelowZero(source);
  return source.kind === 'layer' && (source.role === 'linear' || source.role === 'conv');
}

const isUnbounded = (source: SignalNode): boolean =>
  source.kind === 'activation' && rangeOfActivation(source)?.high === Infinity;

const isSquashBelowZero = ({ activation }: ActivationNode): boolean =>
  activation === 'tanh' || activation === 'softsign';

/** Multiplied with the targets, it is a cross-entropy; a distance of logarithms is another matter. */
function isWeighted(model: Model, logarithm: SignalNode): boolean {
  const consumers = consumersOf(model, logarithm.index);
  return consumers.length > 0 && consumers.every(({ kind }) => kind === 'multiply');
}

function mistakeOf(kind: LossKind, source: SignalNode): Phrase | undefined {
  const linear = source.kind === 'layer' && (source.role === 'linear' || source.role === 'conv');
  const activation = source.kind === 'activation' ? source.activation : undefined;
  if (kind.input === 'probabilities') {
    if (linear)
      return kind.family === 'overlap'
        ? phrase`This loss takes probabilities, and the prediction is a layer's raw output, which leaves [0, 1].`
        : phrase`This loss takes probabilities; a layer's raw output leaves [0, 1], and its logarithm is clipped or NaN.`;
    if (activation === 'log_softmax' || activation === 'log_sigmoid') {
      return phrase`This loss takes probabilities and gets log-probabilities, which are never positive.`;
    }
    if (source.kind === 'activation' && kind.family !== 'overlap' && leavesUnitInterval(source))
      return phrase`This loss takes probabilities; ${source.activation} leaves [0, 1], and its logarithm is clipped or NaN. End in sigmoid or softmax.`;
  }
  if (kind.input === 'log-probabilities') {
    if (activation === 'softmax' || activation === 'sigmoid') {
      return kind.family === 'negative-log-likelihood'
        ? phrase`This loss takes log-probabilities and gets probabilities: without the logarithm it is −p, and gradients vanish for wrong classes.`
        : phrase`This loss takes log-probabilities and gets probabilities: the logarithm is missing.`;
    }
    if (source.kind === 'activation' && !logarithmic.has(source.activation) && rangeOfActivation(source))
      return phrase`This loss takes log-probabilities and gets the output of ${source.activation}: the log-softmax is missing.`;
    if (linear)
      return phrase`This loss takes log-probabilities and gets raw outputs: it is unbounded below, and training only makes them grow.`;
  }
  return undefined;
}

const logarithmic: ReadonlySet<string> = new Set(['log_softmax', 'log_sigmoid']);

/** A ReLU before a loss has a rule of its own. */
function leavesUnitInterval(source: ActivationNode): boolean {
  const range = rangeOfActivation(source);
  return range !== undefined && !reluFamily.has(source.activation) && (range.low < 0 || range.high > 1);
}

/** Losses that take raw outputs, by the loss that was given them. */
const torchLogitForms: Readonly<Record<string, string>> = {
  'torch.nn.BCELoss': 'BCEWithLogitsLoss',
  'torch.nn.functional.binary_cross_entropy': 'binary_cross_entropy_with_logits',
  'torch.nn.NLLLoss': 'CrossEntropyLoss',
  'torch.nn.NLLLoss2d': 'CrossEntropyLoss',
  'torch.nn.functional.nll_loss': 'cross_entropy',
};

/** PyTorch's loss of counts takes either, as `log_input` says. */
function rateFix(model: Model, loss: LossUse, kind: LossKind): readonly Fix[] {
  const expression = expressionAt(loss.place);
  if (model.framework !== 'torch' || expression?.kind !== 'Call') return [];
  const given = expression.arguments.find(({ name }) => name === 'log_input')?.value;
  const value = kind.input === 'rate' ? 'True' : 'False';
  return [
    {
      title: phrase`Write ${`log_input=${value}`} (changes training)`,
      safe: false,
      edits:
        given === undefined
          ? [appendArgument(expression, `log_input=${value}`)]
          : [{ kind: 'replace', place: given, newText: value }],
    },
  ];
}

function fixFor(model: Model, loss: LossUse, kind: LossKind, source: SignalNode): readonly Fix[] {
  if (source.kind !== 'layer') return [];
  const expression = expressionAt(loss.place);
  if (expression?.kind !== 'Call') return [];
  if (model.framework === 'torch') {
    const name = own(torchLogitForms, loss.qualifiedName);
    if (name === undefined || expression.callee.kind !== 'Attribute') return [];
    // Softmax over one output is 1: that loss would be 0 for every input.
    if (kind.family === 'negative-log-likelihood' && source.width === 1) return [];
    const place = { unit: expression.unit, start: expression.callee.nameStart, end: expression.callee.end };
    return [
      {
        title: phrase`Use ${name} (changes training)`,
        safe: false,
        edits: [{ kind: 'replace', place, newText: name }],
      },
    ];
  }
  // Only a cross-entropy has that argument.
  const takesLogits = symbolOf(loss.qualifiedName)?.parameters.some(({ name }) => name === 'from_logits');
  if (kind.input !== 'probabilities' || takesLogits !== true) return [];
  return [
    {
      title: phrase`Add from_logits=True (changes training)`,
      safe: false,
      edits: [appendArgument(expression, 'from_logits=True')],
    },
  ];
}
