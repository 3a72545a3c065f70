/** Inputs so large that plain gradient descent overshoots: the curvature of a loss grows with their square. */
import type { InputUse, LossUse, Model, OptimizerUse, SignalNode } from '../../network/graph';
import { formatFigure } from '../../numerics/figures';
import { phrase } from '../../phrase';
import { lastPart } from '../../python/dotted-name';
import type { RuleContext } from '../rule';
import { kindOfLoss } from './losses';
import { reluFamily } from './signal-walk';

const plainDescent = /^keras\.optimizers\.(?:\w+\.)*SGD$/u;
const DEFAULT_RATE = 0.01;
/**
 * Descent on a squared error diverges from a rate of (1 + momentum) / E[x²] on, where one weight meets one input; networks have more of both.
 * From so many times that on nothing else is possible.
 */
const CERTAIN = 3;
/** A cross-entropy's slope is bounded: there it is the steps of the first weights that are out of proportion. */
const CERTAIN_OF_CLASSES = 100;

export function reportOvershootingInputs(model: Model, { report }: RuleContext): void {
  const [optimizer, ...others] = model.optimizers;
  if (optimizer === undefined || others.length > 0 || !plainDescent.test(optimizer.qualifiedName)) return;
  if (!isBare(model)) return;
  for (const loss of model.losses)
    for (const input of loss.inputs ?? []) {
      const rate = rateOf(optimizer);
      const limit = limitOf(loss);
      if (rate === undefined || limit === undefined) continue;
      if (rate * meanSquare(input) < limit * (1 + momentumOf(optimizer))) continue;
      report({
        place: input.place,
        message: phrase`These inputs reach ${formatFigure(reachOf(input))}: with SGD at ${formatFigure(rate)} every step overshoots, and the loss may end at nan. Standardise them.`,
        related: [{ place: optimizer.place, message: phrase`The rate is given here.` }],
      });
    }
}

/** No norm anywhere, nothing in front of the first layer that may scale, and a rectifier or nothing behind the first layer: a squash bounds what goes on. */
function isBare(model: Model): boolean {
  if (model.nodes.some(({ kind }) => kind === 'norm' || kind === 'unknown')) return false;
  const first = model.nodes.find(({ kind }) => kind === 'layer');
  if (first?.kind !== 'layer' || first.role !== 'linear') return false;
  const isWay = ({ index, kind }: SignalNode): boolean =>
    index >= first.index || kind === 'input' || kind === 'reshape';
  if (!model.nodes.every(isWay)) return false;
  const next = model.nodes.find(({ inputs }: SignalNode) => inputs.includes(first.index));
  return next?.kind !== 'activation' || reluFamily.has(next.activation);
}

function limitOf(loss: LossUse): number | undefined {
  const { family } = kindOfLoss(loss);
  if (family === 'squared') return /squared/iu.test(lastPart(loss.qualifiedName)) ? CERTAIN : undefined;
  return family === 'binary' || family === 'categorical' ? CERTAIN_OF_CLASSES : undefined;
}

/** Of numbers that lie evenly between their bounds. */
const meanSquare = ({ range: { low, high } }: InputUse): number => (low * low + low * high + high * high) / 3;
const reachOf = ({ range: { low, high } }: InputUse): number => (Math.abs(low) > Math.abs(high) ? low : high);

function rateOf({ arguments: given }: OptimizerUse): number | undefined {
  // Steps that are cut do not overshoot.
  const { clipnorm, clipvalue, global_clipnorm: globally } = given;
  if ([clipnorm, clipvalue, globally].some((bound) => bound !== undefined && bound !== null))
    return undefined;
  const rate = given['lr'] ?? given['learning_rate'] ?? DEFAULT_RATE;
  return typeof rate === 'number' ? rate : undefined;
}

const momentumOf = ({ arguments: { momentum } }: OptimizerUse): number =>
  typeof momentum === 'number' ? momentum : 0;
