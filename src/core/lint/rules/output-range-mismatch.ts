import { formatFigure } from '../../numerics/figures';
import { hasSeveralOutputs, kindOfLoss, predictionSource } from '../analysis/losses';
import type { ActivationNode, DataFacts } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { Rule } from '../rule';
import { reluFamily } from '../analysis/signal-walk';
import { rangeOfActivation, type ValueRange } from '../analysis/value-range';

export const outputRangeMismatch: Rule = {
  meta: {
    name: 'output-range-mismatch',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: 'Targets in view lie where the last activation never comes.',
  },
  onModel(model, context) {
    if (hasSeveralOutputs(model)) return;
    for (const loss of model.losses) {
      if (loss.targets === undefined || kindOfLoss(loss).family !== 'squared') continue;
      const source = predictionSource(model, loss);
      // A ReLU has a rule of its own.
      if (source?.kind !== 'activation' || reluFamily.has(source.activation)) continue;
      for (const { facts, place } of loss.targets) {
        const message = mismatch(source, facts);
        if (message === undefined) continue;
        context.report({
          place,
          message,
          related: [
            { place: facts.place, message: phrase`The targets come from here.` },
            { place: source.place, message: phrase`The output's ${source.activation} stands here.` },
          ],
        });
      }
    }
  },
};

/** So much of the targets' range may lie outside. */
const TOLERANCE = 0.02;

/** Whether some targets lie below what an activation gives, or above it. */
function leaves(range: ValueRange, { range: targets, isStandardised }: DataFacts): boolean {
  if (isStandardised) return range.low > -1.5 || range.high < 1.5;
  if (targets === undefined) return false;
  const margin = TOLERANCE * (targets.high - targets.low);
  return targets.low < range.low - margin || targets.high > range.high + margin;
}

function mismatch(source: ActivationNode, facts: DataFacts): Phrase | undefined {
  const range = rangeOfActivation(source);
  if (range === undefined || !leaves(range, facts)) return undefined;
  const { activation } = source;
  // Class numbers are told by what they are.
  if (facts.form === 'indices') return undefined;
  if (facts.isStandardised)
    return phrase`These targets are standardised; ${activation} ends at ${bound(range)}. Leave the last layer linear.`;
  const targets = facts.range;
  if (targets === undefined) return undefined;
  return targets.low < range.low
    ? phrase`These targets reach down to ${formatFigure(targets.low)}; ${activation} never falls below ${formatFigure(range.low)}. Use ${better(facts)}.`
    : phrase`These targets reach up to ${formatFigure(targets.high)}; ${activation} never rises above ${formatFigure(range.high)}. Scale them, or use ${better(facts)}.`;
}

const bound = ({ low, high }: ValueRange): string => formatFigure(low > -1.5 ? low : high);

/** What fits images between −1 and 1 is tanh. */
const better = ({ range }: DataFacts): Phrase =>
  range !== undefined && range.low >= -1 && range.high <= 1 ? phrase`tanh` : phrase`a linear output`;
