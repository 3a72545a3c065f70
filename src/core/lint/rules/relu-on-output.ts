import type { ActivationNode, LayerNode, Model, TargetUse } from '../../network/graph';
import { normalDistribution } from '../../numerics/error-function';
import { formatFigure } from '../../numerics/figures';
import { samePlace } from '../../python/place';
import { phrase, type Phrase } from '../../phrase';
import { removal } from '../fixes/activation-edits';
import { kindOfLoss, predictionSource } from '../analysis/losses';
import { signalOf } from '../../tensors';
import type { Rule, Severity } from '../rule';
import { reluFamily } from '../analysis/signal-walk';

/** Losses for which an output that cannot be negative is right. */
const positiveTargets = /poisson|logarithmic|msle|mape|percentage/i;

/** Those that are 0 wherever the layer before them is negative. */
const flatBelowZero: ReadonlySet<string> = new Set(['relu', 'relu6', 'threshold', 'shifted_relu']);

const reachBelowZero = ({ facts: { range, isStandardised } }: TargetUse): boolean =>
  isStandardised || (range !== undefined && range.low < 0);

/** So many outputs that start dead are worth a warning. */
const LARGE_SHARE = 0.15;
/** In standard deviations: below 0 for 99 of 100 inputs. */
const NEARLY_ALL = 2.326;

/** The share of a layer's units that start below 0 for nearly all inputs: what they give has a part that is the same for every input. */
function deadShare(model: Model, layer: LayerNode): number {
  const known = signalOf(model).moments(layer.index);
  if (known === undefined || !known.isNormal || known.stretch > 0) return 0;
  const { mean, square, both } = known.moments;
  const shared = square - mean ** 2 - both;
  if (!(shared > 0) || !(both >= 0)) return 0;
  return normalDistribution((-mean - NEARLY_ALL * Math.sqrt(both)) / Math.sqrt(shared));
}

export const reluOnOutput: Rule = {
  meta: {
    name: 'relu-on-output',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'A ReLU is the last operation before a loss: negative outputs are impossible and their gradient is 0.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      if (positiveTargets.test(loss.qualifiedName)) continue;
      const kind = kindOfLoss(loss);
      if (kind.family === 'other') continue;
      const source = predictionSource(model, loss);
      if (source?.kind !== 'activation' || !reluFamily.has(source.activation)) continue;
      const input = source.inputs[0] === undefined ? undefined : model.nodes[source.inputs[0]];
      // Only a layer's own output: what else a ReLU may close is a matter of design.
      if (input?.kind !== 'layer') continue;
      const edits = removal(source, context.bindings);
      const isFlat = flatBelowZero.has(source.activation);
      const isSquared = kind.family === 'squared';
      const negative = isSquared && isFlat ? loss.targets?.find(reachBelowZero) : undefined;
      const dead = isSquared && isFlat && negative === undefined ? deadShare(model, input) : 0;
      context.report({
        place: source.place,
        ...judged(source, input, {
          isFlat,
          isSquared,
          isNegative: negative !== undefined,
          isUnasked: source.form === 'argument' && samePlace(source.place, input.place),
          dead,
        }),
        related: [
          { place: loss.place, message: phrase`This loss takes the output.` },
          ...(negative === undefined
            ? []
            : [
                { place: negative.place, message: phrase`The targets are given here.` },
                { place: negative.facts.place, message: phrase`The targets come from here.` },
              ]),
        ],
        fixes:
          edits === undefined
            ? []
            : [{ title: phrase`Remove the last ReLU (changes training)`, safe: false, edits }],
      });
    }
  },
};

interface Circumstances {
  readonly isFlat: boolean;
  readonly isSquared: boolean;
  /** Targets in view are negative in part. */
  readonly isNegative: boolean;
  /** It stands nowhere: the layer has it where nothing else is said, as those of `tf.contrib.layers`. */
  readonly isUnasked: boolean;
  readonly dead: number;
}

function judged(
  { activation }: ActivationNode,
  { width }: LayerNode,
  { isFlat, isSquared, isNegative, isUnasked, dead }: Circumstances,
): { readonly severity: Severity; readonly message: Phrase } {
  if (isNegative)
    return {
      severity: 'warning',
      message: phrase`ReLU closes the model, and these targets are negative in part: those are never reached. Leave the output linear.`,
    };
  const quiet = isSquared && width !== 1 ? 'hint' : 'information';
  if (!isFlat)
    return {
      severity: quiet,
      message: phrase`${activation} closes the model before its loss: negative outputs and their gradients shrink. Leave the last layer linear.`,
    };
  if (!isSquared)
    return {
      severity: 'warning',
      message: phrase`ReLU closes the model before its loss: negative logits and their gradients become 0. Leave the last layer linear.`,
    };
  if (isUnasked)
    return {
      severity: 'warning',
      message: phrase`This layer ends with ReLU unless told otherwise: it predicts nothing negative. Write ${'activation_fn=None'} for a linear output.`,
    };
  return dead >= LARGE_SHARE
    ? {
        severity: 'warning',
        message: phrase`ReLU closes the model: ${formatFigure(Math.round(100 * dead))} % of such outputs start at 0 for nearly all inputs, without gradient. Use softplus.`,
      }
    : {
        severity: quiet,
        message: phrase`ReLU closes the model: it predicts nothing negative, and below 0 gets no gradient. Leave it linear, or use softplus.`,
      };
}
