import { calculateGain } from '../../frameworks';
import type { ActivationNode, Initialization, LayerNode, Model } from '../../network/graph';
import { phrase, type PhraseValue } from '../../phrase';
import { formatFigure } from '../../numerics/figures';
import type { Bindings } from '../../python/names';
import { expressionAt } from '../../python/walk';
import { exchangeFix, holdsComment, titleForAllLayers } from '../fixes/initializer-exchange';
import { kernelsSetAt, targetFor } from '../analysis/initializer-target';
import { PlaceSet } from '../../python/place-set';
import { calledName, reportOneCause, type Instance } from '../analysis/one-cause';
import type { Fix, Rule } from '../rule';
import { activationsReached, consumersOf } from '../../network/ways';
import { isExempt } from '../analysis/signal-walk';
import { redeclare } from '../fixes/torch-initializer';
import type { Declaration } from '../fixes/torch-initializer';

/** Gains within 5 % of each other count as the same. */
const TOLERANCE = 0.05;

export const kaimingSlopeMismatch: Rule = {
  meta: {
    name: 'kaiming-slope-mismatch',
    frameworks: ['torch', 'keras'],
    category: 'initialization',
    defaultSeverity: 'information',
    fixable: 'suggestion',
    summary: 'Kaiming initialisation is told another activation or slope than the one that follows.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    const suited = initializersThatSuitALayer(model);
    const instances: Instance[] = [];
    for (const node of model.nodes) {
      if (node.kind !== 'layer') continue;
      const initialization = node.initialization;
      if (initialization?.explicit !== true || initialization.place === undefined) continue;
      if (!initialization.initializer.startsWith('kaiming')) continue;
      const activation = onlyActivation(model, node);
      if (activation === undefined) continue;
      const declared = declaredGain(initialization);
      const actual = actualGain(activation);
      if (declared === undefined || actual === undefined) continue;
      const ratio = declared.gain / actual;
      if (Math.abs(ratio - 1) <= TOLERANCE || suited.has(initialization.place)) continue;
      const fix = fixFor(model, initialization, activation, context.bindings);
      instances.push({
        place: calledName(initialization.place),
        weight: Math.abs(Math.log(ratio)),
        layers: 1,
        severity: declared.copiedFromTorch ? 'hint' : 'information',
        message: phrase`This assumes ${declared.description} (gain ${formatFigure(declared.gain)}), but ${activation.activation} follows
          (gain ${formatFigure(actual)}): spread ×${formatFigure(ratio)} of the right one.`,
        related: [{ place: activation.place, message: phrase`The ${activation.activation} stands here.` }],
        fix,
      });
    }
    for (const severity of ['information', 'hint'] as const)
      reportOneCause(
        model,
        instances.filter((instance) => instance.severity === severity),
        { titleForAll: titleForAllLayers },
        context,
      );
  },
};

/** Declares the activation that follows, where all layers of this initialiser agree on it; what Keras cannot declare gets its own initialiser. */
function fixFor(
  model: Model,
  initialization: Initialization,
  activation: ActivationNode,
  bindings: Bindings,
): Fix | undefined {
  const { place } = initialization;
  const layers = place && kernelsSetAt(model, place);
  const gain = actualGain(activation);
  const agreed = layers?.every((layer) => {
    const other = onlyActivation(model, layer);
    const actual = other && actualGain(other);
    return other === undefined || (actual !== undefined && Math.abs(actual / (gain ?? 0) - 1) <= TOLERANCE);
  });
  const call = place && expressionAt(place);
  if (agreed !== true || call === undefined || holdsComment(call)) return undefined;
  const name = call.kind === 'Call' ? bindings.qualifiedName(call.callee) : undefined;
  if (call.kind !== 'Call' || name?.startsWith('torch.') !== true)
    return exchangeFix(initialization, targetFor(activation), bindings);
  const declaration = declarationFor(activation);
  const edits = declaration && redeclare(call, name, declaration, bindings);
  if (declaration === undefined || edits === undefined) return undefined;
  const { slope } = declaration;
  const what = slope === undefined ? activation.activation : phrase`a slope of ${String(slope)}`;
  return { title: phrase`Initialise for ${what} (changes training)`, safe: false, edits };
}

/** What `nonlinearity` and `a` say of an activation whose gain PyTorch knows. */
function declarationFor(activation: ActivationNode): Declaration | undefined {
  const slope = activation.activation === 'leaky_relu' || activation.activation === 'prelu';
  if (!slope) return { nonlinearity: activation.activation, slope: undefined };
  const alpha = activation.parameters['alpha'];
  return typeof alpha === 'number' ? { nonlinearity: 'leaky_relu', slope: alpha } : undefined;
}

/** A loop over all modules is right when it suits what most layers feed; one odd gate does not make it wrong, nor do layers whose gain is not known. */
function initializersThatSuitALayer(model: Model): PlaceSet {
  const suited = new PlaceSet();
  for (const node of model.nodes) {
    if (node.kind !== 'layer' || node.initialization?.place === undefined) continue;
    const declared = declaredGain(node.initialization)?.gain;
    if (declared === undefined) continue;
    const fits = activationsReached(model, node).some(({ target }) => {
      const actual = actualGain(target);
      return actual === undefined || Math.abs(declared / actual - 1) <= TOLERANCE;
    });
    if (fits) suited.add(node.initialization.place);
  }
  return suited;
}

/** Whether the model also returns what the layer gives, without an activation. */
function isAlsoOutput(model: Model, layer: LayerNode): boolean {
  return (
    model.outputs.includes(layer.index) ||
    consumersOf(model, layer.index).some(({ kind }) => kind === 'output' || kind === 'unknown')
  );
}

/** One kind of activation with one set of parameters; a layer that reaches several is not judged. */
function onlyActivation(model: Model, layer: LayerNode): ActivationNode | undefined {
  const reached = activationsReached(model, layer);
  const [first] = reached;
  if (first === undefined || isAlsoOutput(model, layer)) return undefined;
  if (first.between.some((step) => step.kind === 'norm' || step.kind === 'add' || step.kind === 'multiply'))
    return undefined;
  const same = reached.every(
    ({ target }) =>
      target.activation === first.target.activation &&
      target.parameters['alpha'] === first.target.parameters['alpha'],
  );
  return same ? first.target : undefined;
}

function declaredGain(
  initialization: Initialization,
):
  | { readonly gain: number; readonly description: PhraseValue; readonly copiedFromTorch: boolean }
  | undefined {
  const nonlinearity = initialization.arguments['nonlinearity'];
  // Absent where it stands in the code but is not known; only leaky_relu reads it.
  const slope = nonlinearity === 'leaky_relu' ? initialization.arguments['negative_slope'] : 0;
  if (typeof nonlinearity !== 'string' || typeof slope !== 'number') return undefined;
  const gain = calculateGain(nonlinearity, slope);
  if (gain === undefined) return undefined;
  return {
    gain,
    description: nonlinearity === 'leaky_relu' ? phrase`a slope of ${formatFigure(slope)}` : nonlinearity,
    copiedFromTorch: nonlinearity === 'leaky_relu' && Math.abs(slope - Math.sqrt(5)) < 1e-6,
  };
}

/** Gains that PyTorch's own table gives; activations outside it are not judged. */
function actualGain(activation: ActivationNode): number | undefined {
  switch (activation.activation) {
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return calculateGain(activation.activation);
    case 'leaky_relu':
    case 'prelu': {
      const slope = activation.parameters['alpha'];
      return typeof slope === 'number' ? calculateGain('leaky_relu', slope) : undefined;
    }
    default:
      return undefined;
  }
}
