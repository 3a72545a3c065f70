/** Which initialisation a layer should have, by the activation behind it, and whether all layers of one initialiser want the same. */
import { samePlace } from '../../python/place';
import { activationById } from '../../activations/catalogue';
import type { ActivationNode, Initialization, LayerNode, Model, OperationNode } from '../../network/graph';
import type { Place } from '../../python/syntax';
import { activationsReached, reachedFrom } from '../../network/ways';
import { own } from '../../own';

/** What a weight should start as. A slope is that of a leaky ReLU, 0 for ReLU and whatever is initialised like it. */
export type InitializerTarget =
  | { readonly family: 'he'; readonly slope: number }
  | { readonly family: 'xavier' | 'lecun' | 'identity' | 'orthogonal' | 'zeros' };

export type Shape = 'uniform' | 'normal';

/** What an initialiser becomes. */
export interface Exchange {
  readonly target: InitializerTarget;
  readonly shape: Shape;
}

/** He without a slope is within 5 % of the right gain up to here. */
export const NEGLIGIBLE_SLOPE = 0.31;

/** Where the slope is no argument: PReLU starts at 0.25 in PyTorch, RReLU's mean slope is (1/8 + 1/3)/2. */
const INITIAL_SLOPES: Readonly<Record<string, number>> = { prelu: 0.25, rrelu: 0.229 };

/** Slope below zero of a ReLU-like activation; undefined where it is not known. */
export function slopeOf({ activation, parameters }: ActivationNode): number | undefined {
  const { alpha } = parameters;
  if (activation === 'leaky_relu') return typeof alpha === 'number' ? alpha : undefined;
  if (activation === 'prelu' && typeof alpha === 'number') return alpha;
  return own(INITIAL_SLOPES, activation) ?? 0;
}

/** Gain² that keeps a ReLU-like activation's variance: 2/(1 + a²). */
export function heGainSquared(slope: number): number {
  return 2 / (1 + slope * slope);
}

/** What the catalogue recommends in front of an activation; undefined for those that belong into an output, and for unknown slopes. */
export function targetFor(activation: ActivationNode): InitializerTarget | undefined {
  const family = activationById(activation.activation)?.recommendedInitializer;
  if (family !== 'he') return family && { family };
  const slope = slopeOf(activation);
  return slope === undefined ? undefined : { family, slope };
}

/** The initialiser's own shape, so that a fix keeps it; undefined for constants and matrices. */
export function shapeOf(initializer: string): Shape | undefined {
  if (initializer.endsWith('uniform')) return 'uniform';
  return initializer.endsWith('normal') ? 'normal' : undefined;
}

/**
 * The linear and convolutional layers whose kernels are set at a place; undefined where it sets anything else in the model, such as a
 * bias, a norm's scale, an embedding: what suits a kernel is then wrong for that, or raises.
 */
export function kernelsSetAt(model: Model, place: Place): readonly LayerNode[] | undefined {
  const layers: LayerNode[] = [];
  for (const { node, part } of settingsAt(model, place)) {
    if (part !== 'kernel' || node.kind !== 'layer' || (node.role !== 'linear' && node.role !== 'conv'))
      return undefined;
    layers.push(node);
  }
  return layers;
}

/** Whether a place sets biases of linear and convolutional layers and nothing else in the model. */
export function onlyBiasesSetAt(model: Model, place: Place): boolean {
  return settingsAt(model, place).every(
    ({ node, part }) =>
      part === 'bias' && node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv'),
  );
}

/** Whether a place sets recurrent kernels and nothing else in the model. */
export function onlyRecurrentKernelsSetAt(model: Model, place: Place): boolean {
  return settingsAt(model, place).every(({ part }) => part === 'recurrent');
}

interface Setting {
  readonly node: LayerNode | OperationNode;
  readonly part: 'kernel' | 'recurrent' | 'bias' | 'scale';
}

/** What an initialiser's call or argument sets in a model. */
function settingsAt(model: Model, place: Place): readonly Setting[] {
  const settings: Setting[] = [];
  const note = (
    node: Setting['node'],
    part: Setting['part'],
    initialization: Initialization | undefined,
  ): void => {
    if (initialization?.place !== undefined && samePlace(initialization.place, place))
      settings.push({ node, part });
  };
  for (const node of model.nodes) {
    if (node.kind === 'norm') note(node, 'scale', node.initialization);
    if (node.kind !== 'layer') continue;
    note(node, 'kernel', node.initialization);
    note(node, 'recurrent', node.recurrentInitialization);
    note(node, 'bias', node.biasInitialization);
  }
  return settings;
}

/** What these layers want together. Layers that feed an output have no say where hidden ones have; undefined where they disagree. */
export function agreedTarget(model: Model, layers: readonly LayerNode[]): InitializerTarget | undefined {
  const activations = layers.flatMap((layer) => activationsReached(model, layer).map(({ target }) => target));
  const hidden = activations.filter((activation) =>
    reachedFrom(model, activation).some(({ target }) => target.kind === 'layer'),
  );
  const targets = (hidden.length > 0 ? hidden : activations).map(targetFor);
  const [first] = targets;
  if (first === undefined) return undefined;
  let agreed = first;
  for (const target of targets) {
    if (target === undefined || !agree(agreed, target)) return undefined;
    if (target.family === 'he' && agreed.family === 'he' && target.slope < agreed.slope) agreed = target;
  }
  // A rectifier that closes the model would be worse off than before with what suits a squash.
  const closed = activations.some((activation) => targetFor(activation)?.family === 'he');
  return agreed.family !== 'he' && closed ? undefined : agreed;
}

/** Slopes whose gains are within 5 % of each other count as one. */
function agree(one: InitializerTarget, other: InitializerTarget): boolean {
  if (one.family !== 'he' || other.family !== 'he') return one.family === other.family;
  const ratio = heGainSquared(one.slope) / heGainSquared(other.slope);
  return Math.abs(Math.sqrt(ratio) - 1) <= 0.05;
}
