import { lastPart } from '../../python/dotted-name';
import type { Initialization, LayerNode, Model } from '../../network/graph';
import { lazily } from '../../lazily';
import { phrase, type Phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import { formatFigure } from '../../numerics/figures';
import { argumentFix } from '../fixes/initializer-argument';
import { kernelFix, titleForAllLayers } from '../fixes/initializer-exchange';
import { samePlace } from '../../python/place';
import { agreedTarget } from '../analysis/initializer-target';
import { calledName, reportOneCause, type Instance } from '../analysis/one-cause';
import type { Fix, Rule } from '../rule';
import { activationsReached } from '../../network/ways';
import { isExempt } from '../analysis/signal-walk';
import { initializeModelFix } from '../fixes/torch-initialize-model';

export const seluWrongInit: Rule = {
  meta: {
    name: 'selu-wrong-init',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'initialization',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'SELU normalises itself only under LeCun initialisation (variance 1/fan_in).',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    // The same for all layers of a model.
    const modelFix = lazily(() => initializeModelFix(model, 'lecun', context.bindings));
    const explicit: Instance[] = [];
    const byDefault: Instance[] = [];
    for (const node of model.nodes) {
      if (node.kind !== 'layer' || (node.role !== 'linear' && node.role !== 'conv')) continue;
      const initialization = node.initialization;
      if (initialization === undefined || suitsSelu(initialization)) continue;
      const selu = activationsReached(model, node).find(
        ({ target, between }) =>
          target.activation === 'selu' &&
          between.every((step) => step.kind === 'dropout' || step.kind === 'reshape'),
      );
      if (selu === undefined) continue;
      const place = initialization.place ?? selu.target.place;
      const fix = fixFor(model, node, context.bindings, modelFix);
      (initialization.place === undefined ? byDefault : explicit).push({
        place: initialization.place === undefined ? place : calledName(place),
        severity: 'warning',
        weight: 0,
        layers: 1,
        message: phrase`SELU keeps mean 0 and variance 1 only where Var(w)·fan_in = 1 (LeCun normal). ${actualSentence(node, initialization)}`,
        related: [
          {
            place: initialization.place === undefined ? node.place : selu.target.place,
            message:
              initialization.place === undefined
                ? phrase`This layer feeds it with its default initialisation.`
                : phrase`The SELU stands here.`,
          },
        ],
        fix,
      });
    }
    for (const instances of [explicit, byDefault]) {
      // Lines below a PyTorch model's constructor mend all its layers at once.
      const whole = instances === byDefault && model.framework === 'torch' ? instances[0]?.fix : undefined;
      reportOneCause(model, instances, { titleForAll: titleForAllLayers, whole }, context);
    }
  },
};

/** LeCun in place of what stands there; where nothing does, as an argument, or for PyTorch in lines of its own. */
function fixFor(
  model: Model,
  layer: LayerNode,
  bindings: Bindings,
  modelFix: () => Fix | undefined,
): Fix | undefined {
  if (layer.initialization?.explicit === true)
    return kernelFix(model, layer, bindings, ({ family }) => family === 'lecun');
  if (model.framework === 'torch') return modelFix();
  const made = model.nodes.filter(
    (node): node is LayerNode => node.kind === 'layer' && samePlace(node.place, layer.place),
  );
  if (agreedTarget(model, made)?.family !== 'lecun') return undefined;
  return argumentFix(model, made, { target: { family: 'lecun' }, shape: 'normal' }, bindings);
}

function suitsSelu(initialization: Initialization): boolean {
  if (initialization.initializer.startsWith('lecun')) return true;
  if (initialization.initializer.startsWith('kaiming'))
    return initialization.arguments['nonlinearity'] === 'linear';
  const variance = initialization.weightVarianceTimesFanIn;
  // Whatever it is called, this is the variance that SELU wants; an unknown one is not judged.
  return variance === undefined ? initialization.explicit : Math.abs(variance - 1) < 0.05;
}

function actualSentence(layer: LayerNode, initialization: Initialization): Phrase {
  const variance = initialization.weightVarianceTimesFanIn;
  const what = initialization.explicit
    ? initialization.initializer
    : phrase`The default of ${lastPart(layer.qualifiedName)}`;
  return variance === undefined
    ? phrase`${what} gives another.`
    : phrase`${what} gives ${formatFigure(variance)}.`;
}
