import { formatFigure } from '../../numerics/figures';
import { reportLabels } from '../analysis/label-mismatch';
import { featureLayer, kindOfLoss, placeOfLoss, placeOfMisfit, predictionSource } from '../analysis/losses';
import type { LossKind } from '../analysis/losses';
import type { ActivationNode, LossUse, Model, SignalNode } from '../../network/graph';
import { symbolOf } from '../../frameworks';
import { phrase, type Phrase } from '../../phrase';
import type { Rule, RuleContext } from '../rule';
import { isTransparent, reluFamily, sourceOfSignal } from '../analysis/signal-walk';
import { rangeOfActivation } from '../analysis/value-range';

export const lossOutputMismatch: Rule = {
  meta: {
    name: 'loss-output-mismatch',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: 'The loss does not fit the output: its activation, its number of units, or the labels in view.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      const kind = kindOfLoss(loss);
      const source = predictionSource(model, loss);
      if (source === undefined) continue;
      if (isLoneUnit(model, kind, source)) reportLoneUnit(loss, source, context);
      else if (reportLabels(model, loss, kind, source, context) || reportMargin(loss, source, context))
        continue;
      else if (source.kind === 'activation') reportActivation(model, loss, kind, source, context);
    }
  },
};

/** Keras divides the outputs by their sum before it takes the logarithm: of one output that leaves 1. */
export function isLoneUnit(model: Model, { family, input }: LossKind, source: SignalNode): boolean {
  if (family !== 'categorical' || input !== 'probabilities') return false;
  // Softmax over one unit has a rule of its own.
  if (source.kind === 'activation' ? source.activation === 'softmax' : source.kind !== 'layer') return false;
  return featureLayer(model, source)?.width === 1;
}

function reportLoneUnit(loss: LossUse, source: SignalNode, { report }: RuleContext): void {
  report({
    place: placeOfLoss(loss),
    severity: 'error',
    message: takesIndices(loss)
      ? phrase`Sparse categorical cross-entropy over one unit is 0 for class 0 and fails for class 1. Use binary cross-entropy.`
      : phrase`Categorical cross-entropy over one unit is 0 for every input: nothing is learned. Use binary cross-entropy.`,
    related: [{ place: source.place, message: phrase`The prediction comes from here.` }],
  });
}

const takesIndices = ({ qualifiedName }: LossUse): boolean => {
  const symbol = symbolOf(qualifiedName);
  return symbol?.role === 'loss' && /sparse/i.test(qualifiedName);
};

function reportActivation(
  model: Model,
  loss: LossUse,
  kind: LossKind,
  source: ActivationNode,
  { report }: RuleContext,
): void {
  const units = unitsBefore(model, source);
  if (kind.input === 'logits' && (kind.family === 'categorical' || kind.family === 'binary')) {
    const message = kind.family === 'binary' ? halved(source) : squashed(source, units);
    if (message === undefined) return;
    const place = placeOfMisfit(loss, source);
    report({
      place,
      message,
      related: [
        place === source.place
          ? { place: loss.callPlace ?? loss.place, message: phrase`This loss takes the output.` }
          : { place: source.place, message: phrase`The output's ${source.activation} stands here.` },
      ],
    });
  } else if (kind.input === 'probabilities') {
    const message = units === 1 ? undefined : independence(source, kind, units);
    if (message === undefined) return;
    report({
      place: placeOfLoss(loss),
      message,
      related: [{ place: source.place, message: phrase`The output's ${source.activation} stands here.` }],
    });
  }
}

/** Losses of labels −1 and 1, which want scores on both sides of 0. */
const margins =
  /(?:^|\.)(?:(?:squared_)?hinge(?:_loss)?|(?:Squared)?Hinge|SoftMarginLoss|soft_margin_loss)$/u;

function reportMargin(loss: LossUse, source: SignalNode, { report }: RuleContext): boolean {
  const range = source.kind === 'activation' ? rangeOfActivation(source) : undefined;
  if (source.kind !== 'activation' || range === undefined || !margins.test(loss.qualifiedName)) return false;
  if (range.low < 0 && range.high > 0) return false;
  report({
    place: placeOfMisfit(loss, source),
    message: phrase`This loss wants scores on both sides of 0; ${source.activation} gives one sign only. Use tanh, or none.`,
    related: [{ place: loss.callPlace ?? loss.place, message: phrase`This loss takes the output.` }],
  });
  return true;
}

function independence(
  { activation }: ActivationNode,
  { family }: LossKind,
  units: number | undefined,
): Phrase | undefined {
  if (activation === 'sigmoid' && family === 'categorical')
    return units === undefined
      ? phrase`Categorical cross-entropy expects probabilities that sum to 1; sigmoids are independent. Use softmax, or binary cross-entropy.`
      : phrase`Categorical cross-entropy expects ${String(units)} probabilities that sum to 1; these sigmoids are independent. Use softmax, or binary cross-entropy.`;
  // Of how many classes, one of them included, is for the number of units to say.
  return activation === 'softmax' && family === 'binary' && units !== undefined
    ? phrase`Binary cross-entropy treats ${String(units)} outputs as independent; softmax makes them compete. Use categorical cross-entropy, or sigmoid.`
    : undefined;
}

/** Below this floor, which wide bounds give, nobody notices. */
const LEAST_FLOOR = 0.1;

/** Logits that differ by no more than `span` leave a softmax cross-entropy at ln(1 + (C − 1)e^−span) or above. */
function squashed(source: ActivationNode, units: number | undefined): Phrase | undefined {
  const { activation } = source;
  const range = rangeOfActivation(source);
  if (range === undefined || activation === 'softmax') return undefined;
  const floor = (classes: number): number => Math.log(1 + (classes - 1) * Math.exp(range.low - range.high));
  if (floor(Math.max(2, units ?? 2)) < LEAST_FLOOR || units === 1) return undefined;
  return units === undefined
    ? phrase`${activation} bounds the logits of this cross-entropy: its loss cannot come near 0. Pass the raw outputs.`
    : phrase`${activation} bounds the logits: over ${String(units)} classes this cross-entropy cannot fall below ${formatFigure(floor(units))}. Pass the raw outputs.`;
}

/** Logits between `low` and `high` leave sigmoid, which a binary cross-entropy applies itself, between two probabilities. */
function halved(source: ActivationNode): Phrase | undefined {
  const { activation } = source;
  const range = rangeOfActivation(source);
  // Sigmoid and ReLU have rules of their own.
  if (range === undefined || activation === 'sigmoid' || reluFamily.has(activation)) return undefined;
  const [least, most] = [range.low, range.high].map((logit) => 1 / (1 + Math.exp(-logit)));
  if (least === undefined || most === undefined || (least < LEAST_FLOOR && most > 1 - LEAST_FLOOR))
    return undefined;
  // Bounded on one side, not far below 0, as by SELU: most probabilities are in reach.
  if (most > 1 - LEAST_FLOOR && least < 0.4) return undefined;
  return phrase`${activation} bounds these logits: the probability stays between ${formatFigure(least)} and ${formatFigure(most)}. Pass the raw outputs.`;
}

function unitsBefore(model: Model, source: ActivationNode): number | undefined {
  const input = source.inputs[0] === undefined ? undefined : model.nodes[source.inputs[0]];
  const layer = input === undefined ? undefined : sourceOfSignal(model, input, isTransparent);
  return layer?.kind === 'layer' ? layer.width : undefined;
}
